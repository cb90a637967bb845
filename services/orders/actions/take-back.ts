// Copies called off before an order leaves, and copies that come back after: asked for by customers, decided by staff.

import { type Actor, isStaff, mayAct } from '#kit/auth';
import { failpoint } from '#kit/failpoint';
import { newUid } from '#kit/id';
import { conflict, notFound } from '#kit/problem';
import { linesFreed, partRefundDue } from '#nats/orders';
import type { Deps } from '../deps.ts';
import type { Cancellation, NewReturn, ReturnChange } from '../model.ts';
import type { OrderView, Told } from '../repository/orders.ts';
import {
  answerReturn,
  findReturn,
  findReturnByRequest,
  moveReturn,
  type ReturnView,
  takeBack,
} from '../repository/returns.ts';
import {
  checkMayCancelPart,
  checkMayCancelWhole,
  checkMayReturn,
  checkReturnStep,
  type Line,
  type ReturnKind,
  readReturn,
  refundWords,
  takesAll,
} from '../returns.ts';
import { otherRequest } from '../rules.ts';
import { statusOf } from '../status.ts';
import { callOff, type Wisher } from '../wishes.ts';
import { advance } from './advance.ts';
import { applyMove, change, reload } from './apply.ts';
import { seeOrder } from './change-order.ts';

type Asked = { key: string | null };

/**
 * Calls off an order, or some copies of it; what was paid for them goes back. Said again of an order that is cancelled
 * already, it changes nothing.
 * @throws Problem 404, 409 where the order is packed, has left, or is being paid; 422 for lines it does not have.
 */
export async function cancelLines(
  deps: Deps,
  actor: Actor,
  id: number,
  { key, items, reason, note }: Cancellation & Asked,
): Promise<OrderView> {
  const earlier = await earlierOf(deps, actor, key);
  if (earlier) return ofOrder(earlier, id) ? seeOrder(deps, actor, id) : refuseOther();
  for (let order = await seeOrder(deps, actor, id); ; order = await reload(deps, id)) {
    const wisher = wisherOf(actor, order);
    if (items === undefined || takesAll(order, readReturn(order, items)))
      return cancelWhole(deps, actor, order, { ...wisher, note: note ?? null });
    checkMayCancelPart(order, wisher);
    const lines = readReturn(order, items);
    const uid = newUid();
    const wish = { uid, kind: 'cancellation', state: 'granted', reason: lower(reason), note: note ?? null } as const;
    const tell = moneyAndStock(order, 'cancellation', { uid, lines });
    await failpoint('orders.takeback.before_write');
    const done = await deps.db.use((query) =>
      takeBack(query, order, { ...wish, lines, tell, placedBy: actor.id, requestKey: key }),
    );
    await failpoint('orders.takeback.after_write');
    if (done === null) continue;
    deps.wakeRelay();
    return reload(deps, id);
  }
}

async function cancelWhole(deps: Deps, actor: Actor, order: OrderView, wisher: Wisher): Promise<OrderView> {
  const changed = await change(
    deps,
    order,
    (now) => {
      if (statusOf(now.state) === 'CANCELLED') return null;
      checkMayCancelWhole(now, wisher);
      return callOff(now, wisher);
    },
    { actorId: actor.id },
  );
  return (await advance(deps, changed)).order;
}

/** @throws Problem 404, 409 before the order left or when the time is over, 422 for lines it does not have. */
export async function askReturn(
  deps: Deps,
  actor: Actor,
  id: number,
  { key, items, reason, note }: NewReturn & Asked,
): Promise<ReturnView> {
  const earlier = await earlierOf(deps, actor, key);
  if (earlier) return ofOrder(earlier, id) ? earlier : refuseOther();
  for (let order = await seeOrder(deps, actor, id); ; order = await reload(deps, id)) {
    checkMayReturn(order, wisherOf(actor, order));
    const lines = readReturn(order, items);
    const wish = { uid: newUid(), kind: 'return', state: 'requested', reason: lower(reason) } as const;
    const asked = { ...wish, note: note ?? null, lines, tell: [], placedBy: actor.id, requestKey: key };
    const made = await deps.db.use((query) => takeBack(query, order, asked));
    if (made !== null) return seeReturn(deps, actor, made);
  }
}

/** The return as this actor may see it. @throws Problem 404 for none, and for another customer's. */
export async function seeReturn(deps: Deps, actor: Actor, id: number): Promise<ReturnView> {
  const found = await deps.db.use((query) => findReturn(query, id));
  if (!found || !mayAct(actor, found.userId)) throw notFound('return');
  return found;
}

/**
 * Staff's word on a return. Granted: the books are back, and their money goes out; where nothing of the order is left with
 * the customer, the order goes back whole, delivery included.
 * @throws Problem 404, 409 for a step that does not lead from here.
 */
export async function answerToReturn(
  deps: Deps,
  actor: Actor,
  id: number,
  { status, note }: ReturnChange,
): Promise<ReturnView> {
  const to = lower(status);
  const answer = note?.trim() || null;
  for (;;) {
    const asked = await seeReturn(deps, actor, id);
    if (asked.kind === 'cancellation') throw conflict('no-such-step', 'A cancellation was granted when it was made.');
    if (asked.state === to) return asked;
    const order = await reload(deps, asked.orderId);
    checkReturnStep(order, asked.state, to);
    const whole = to === 'granted' && takesAll(order, asked.lines);
    const done = whole
      ? await returnWhole(deps, order, { id, answer, actorId: actor.id })
      : await deps.db.use((query) => moveReturn(query, order, id, { to, answer, tell: factsOf(order, asked, to) }));
    if (!done) continue;
    deps.wakeRelay();
    if (whole) await advance(deps, await reload(deps, order.id));
    return seeReturn(deps, actor, id);
  }
}

const factsOf = (order: OrderView, asked: ReturnView, to: ReturnView['state']): Told[] =>
  to === 'granted' ? moneyAndStock(order, 'return', asked) : [];

/** The last copies came back: the order itself is returned, and the database grants the return with it. */
function returnWhole(
  deps: Deps,
  order: OrderView,
  { id, answer, actorId }: { id: number; answer: string | null; actorId: number },
): Promise<boolean> {
  return deps.db.transaction(async (query) => {
    const move = { to: 'return_pending', by: 'staff', note: answer, tell: ['refund_due'] } as const;
    if (!(await applyMove(query, deps, order, move, { actorId }))) return false;
    if (answer !== null) await answerReturn(query, id, answer);
    return true;
  });
}

/** Books hears of the copies, payments of what they cost, if anything. */
function moneyAndStock(
  order: OrderView,
  kind: ReturnKind,
  { uid, lines }: { uid: string; lines: readonly Line[] },
): Told[] {
  const found = lines.flatMap(({ item_id, quantity }) => {
    const item = order.items.find(({ id }) => id === item_id);
    return item ? [{ book_id: item.book_id, quantity, costs: item.unit_minor * quantity }] : [];
  });
  const amount_minor = found.reduce((sum, { costs }) => sum + costs, 0);
  const freed = found.map(({ book_id, quantity }) => ({ book_id, quantity }));
  const money = { order_uid: order.uid, return_uid: uid, amount_minor, reason: refundWords(kind, order.items, lines) };
  return [
    { ...linesFreed, body: { order_uid: order.uid, lines: freed } },
    ...(amount_minor > 0 ? [{ ...partRefundDue, body: money }] : []),
  ];
}

const wisherOf = (actor: Actor, order: OrderView): Wisher => ({
  by: order.userId === actor.id ? 'customer' : 'staff',
  staff: isStaff(actor),
});

const earlierOf = async (deps: Deps, actor: Actor, key: string | null): Promise<ReturnView | null> =>
  key === null ? null : deps.db.use((query) => findReturnByRequest(query, actor.id, key));

const ofOrder = (earlier: ReturnView, orderId: number): boolean => earlier.orderId === orderId;

function refuseOther(): never {
  throw otherRequest();
}

const lower = <Word extends string>(word: Word): Lowercase<Word> => word.toLowerCase() as Lowercase<Word>;
