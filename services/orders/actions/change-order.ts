// What a customer or staff do to an order by hand: cancel, move along, send elsewhere.

import { type Actor, isStaff } from '#kit/auth';
import { checkIfMatch, etagOf } from '#kit/etag';
import type { Deps } from '../deps.ts';
import type { Order, StatusChange } from '../model.ts';
import { present } from '../present.ts';
import { findOrder, type OrderView, readdressOrder } from '../repository/orders.ts';
import { checkMaySee } from '../rules.ts';
import type { Move } from '../saga.ts';
import { cancelUnpaid, checkMayReaddress, stepTo, type Wisher } from '../wishes.ts';
import { advance } from './advance.ts';
import { change, reload } from './apply.ts';

/** The order as this actor may see it. @throws Problem 404 for none, and for another customer's. */
export async function seeOrder(deps: Deps, actor: Actor, id: number): Promise<OrderView> {
  return checkMaySee(actor, await deps.db.use((query) => findOrder(query, id)));
}

export const tagOf = (order: OrderView, shown: Order = present(order)): string => etagOf(order.version, shown);

/** Cancels an unpaid order; one that is cancelled already stays so. @throws Problem 404, 409, 412. */
export async function cancelOrder(deps: Deps, actor: Actor, id: number, ifMatch: string | undefined): Promise<void> {
  await wish(deps, actor, id, (order, wisher) => {
    checkIfMatch(ifMatch, order.version, tagOf(order));
    return cancelUnpaid(order, wisher);
  });
}

/** @throws Problem 403 where only staff may, 404, 409 for a step that does not lead from here, 412. */
export function changeStatus(
  deps: Deps,
  actor: Actor,
  id: number,
  { status, note, ifMatch }: StatusChange & { ifMatch: string | undefined },
): Promise<OrderView> {
  return wish(deps, actor, id, (order, wisher) => {
    checkIfMatch(ifMatch, order.version, tagOf(order));
    return stepTo(order, status, { ...wisher, note: note ?? null });
  });
}

async function wish(
  deps: Deps,
  actor: Actor,
  id: number,
  plan: (order: OrderView, wisher: Wisher) => Move | null,
): Promise<OrderView> {
  const order = await seeOrder(deps, actor, id);
  const wisher: Wisher = { by: order.userId === actor.id ? 'customer' : 'staff', staff: isStaff(actor) };
  const changed = await change(deps, order, (now) => plan(now, wisher), { actorId: actor.id });
  // One that owes nobody anything ends at once; else it ends when the news of the refund comes.
  return (await advance(deps, changed)).order;
}

/** @throws Problem 404, 409 once it has left, 412. */
export async function changeAddress(
  deps: Deps,
  actor: Actor,
  id: number,
  { address, ifMatch }: { address: string | undefined; ifMatch: string | undefined },
): Promise<OrderView> {
  for (;;) {
    const order = await seeOrder(deps, actor, id);
    checkIfMatch(ifMatch, order.version, tagOf(order));
    checkMayReaddress(order.state);
    if (address === undefined) return order;
    if (await deps.db.use((query) => readdressOrder(query, order, address.trim()))) return reload(deps, id);
  }
}
