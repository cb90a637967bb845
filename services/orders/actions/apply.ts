// A move meets the database: applied whole on the revision it was decided on, or not at all.

import type { Query } from '#kit/database';
import { notFound } from '#kit/problem';
import type { Deps } from '../deps.ts';
import { told } from '../facts.ts';
import { findOrder, moveOrder, type OrderView } from '../repository/orders.ts';
import type { Move } from '../saga.ts';

/** Time to pay again after a payment was given up without the order's fault, and to hear of one that is on its way. */
export const graceSeconds = 300;

/** Who moves the order, where it was a person. */
export type Mover = { actorId: number } | null;

/** Inside a transaction of the caller, or alone as the single call it is. False where the order has moved on meanwhile. */
export function applyMove(query: Query, deps: Deps, order: OrderView, move: Move, mover: Mover): Promise<boolean> {
  const { clock, tell = [], ...rest } = move;
  return moveOrder(query, order, {
    ...rest,
    actorId: mover?.actorId ?? null,
    ttlSeconds: clock === undefined ? null : clock === 'full' ? deps.settings.ORDER_TTL_SECONDS : graceSeconds,
    tell: tell.map((fact) => told(order, fact, move)),
  });
}

/**
 * Lets `plan` decide on the order as it was read and applies its move; where somebody else was quicker it decides again on
 * what is now true. `plan` gives null where nothing is to be done. @returns the order as it is afterwards.
 */
export async function change(
  deps: Deps,
  start: OrderView,
  plan: (order: OrderView) => Move | null,
  mover: Mover = null,
): Promise<OrderView> {
  for (let order = start; ; order = await reload(deps, order.id)) {
    const move = plan(order);
    if (!move) return order;
    if (await deps.db.use((query) => applyMove(query, deps, order, move, mover))) {
      if (move.tell) deps.wakeRelay();
      return reload(deps, order.id);
    }
  }
}

export async function reload(deps: Deps, id: number): Promise<OrderView> {
  const order = await deps.db.use((query) => findOrder(query, id));
  if (!order) throw notFound('order');
  return order;
}
