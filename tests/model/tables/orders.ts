// The orders database: order_place, order_move and the guard as a model.

import { type Move, type OrderState, owed, transitions } from '#services/orders/saga';
import { arm, count, get, type Line, type OrderRow, Refused, type World } from '../world.ts';
import { announce } from './facts.ts';

/** What one copy of any book costs. */
export const priceMinor = 100;

export function findByKey({ tables }: World, key: string): OrderRow | null {
  for (const order of tables.orders.values()) if (order.key === key) return order;
  return null;
}

/** Writes the order, or finds the one that the same key made before. */
export function placeOrder(world: World, key: string, lines: readonly Line[]): OrderRow {
  const earlier = findByKey(world, key);
  if (earlier && !world.flaws.has('no request key')) return earlier;
  const id = world.tables.orders.size + 1;
  const copies = lines.reduce((sum, line) => sum + line.copies, 0);
  const order: OrderRow = {
    id,
    key,
    lines,
    revision: 1,
    term: 0,
    expiresAt: world.now + world.settings.orderTtlMs,
    state: 'pending_reservation',
    overdue: false,
    totalMinor: copies * priceMinor,
    paidMinor: 0,
    refundedMinor: 0,
    paymentUid: null,
    prepaid: null,
    cancelReason: null,
    givenUp: [],
  };
  world.tables.orders.set(id, order);
  world.explorer.post({ do: 'order lapses', id, term: 0 }, world.settings.orderTtlMs);
  wakeOrder(world, id);
  return order;
}

/** Applies one move if the order still is at that revision. @throws Refused for a step that is not legal. */
export function moveOrder(world: World, { id, revision }: Pick<OrderRow, 'id' | 'revision'>, move: Move): boolean {
  const { orders } = world.tables;
  const before = get(orders, id);
  if (before.revision !== revision && !world.flaws.has('no revision')) return false;
  if (move.to !== before.state) {
    if (!transitions[before.state].includes(move.to))
      throw new Refused(`order ${id} may not go from ${before.state} to ${move.to}`);
    world.seen.add(`order ${before.state} ${move.to}`);
  }
  const { shortage: _, refundedReturn: __, ...set } = move.set ?? {};
  const after = { ...before, ...set, state: move.to };
  check(after);
  const timed = move.clock ? restartClock(world, after, move.clock) : after;
  const changed = watched.some((column) => timed[column] !== before[column]);
  orders.set(id, changed ? { ...timed, revision: before.revision + 1 } : timed);
  for (const fact of move.tell ?? []) tell(world, after, fact);
  wakeOrder(world, id);
  return true;
}

/** The checks of a row. */
function check({ id, state, paymentUid, cancelReason, refundedMinor, paidMinor, totalMinor }: OrderRow): void {
  if (refundedMinor < 0 || refundedMinor > paidMinor || paidMinor > totalMinor)
    throw new Refused(`order ${id}: ${refundedMinor} of ${paidMinor} of ${totalMinor}`);
  const open = state === 'pending_reservation' || state === 'awaiting_payment';
  if (open && paymentUid !== null) throw new Refused(`order ${id} is ${state} and claimed by a payment`);
  if (claimed.includes(state) && paymentUid === null) throw new Refused(`order ${id} is ${state} without a payment`);
  if (unhappy.includes(state) && cancelReason === null) throw new Refused(`order ${id} is ${state} for no reason`);
}

const claimed: readonly OrderState[] = [
  'committing',
  'confirmed',
  'processing',
  'shipped',
  'delivered',
  'return_pending',
  'returned',
  'cancel_pending',
];
const unhappy: readonly OrderState[] = ['cancel_pending', 'rejected', 'expired', 'cancelled'];

/** What is no change here is none to the guard, and does not count. */
const watched = [
  'state',
  'paymentUid',
  'prepaid',
  'paidMinor',
  'refundedMinor',
  'expiresAt',
  'term',
  'cancelReason',
  'givenUp',
] as const satisfies readonly (keyof OrderRow)[];

function restartClock(world: World, order: OrderRow, clock: 'full' | 'grace'): OrderRow {
  const inMs = clock === 'full' ? world.settings.orderTtlMs : world.settings.graceMs;
  if (!order.overdue && world.now + inMs <= order.expiresAt) return order;
  const again = { ...order, overdue: false, expiresAt: world.now + inMs, term: order.term + 1 };
  world.explorer.post({ do: 'order lapses', id: order.id, term: again.term }, inMs);
  return again;
}

function tell(world: World, { id, cancelReason }: OrderRow, fact: NonNullable<Move['tell']>[number]) {
  const aggregate = `order ${id}`;
  if (fact === 'paid') return count(world, `paid ${id}`);
  if (fact === 'stock_freed')
    return announce(world, { from: 'orders', to: 'books', type: 'stock_freed', aggregate, body: { order: id } });
  // The others become mails, on which nothing depends.
  if (fact !== 'refund_due') return;
  const body = { order: id, reason: cancelReason ?? 'returned' };
  announce(world, { from: 'orders', to: 'payments', type: 'refund_due', aggregate, body });
}

/** When the sweeper has to look: the guard's `wake_at`. */
export function isDue(order: OrderRow): boolean {
  if (order.state === 'pending_reservation' || order.state === 'committing') return true;
  if (order.state === 'awaiting_payment') return order.overdue;
  return (order.state === 'cancel_pending' || order.state === 'return_pending') && owed(order) === 0;
}

export function wakeOrder(world: World, id: number): void {
  if (isDue(get(world.tables.orders, id))) arm(world, `order ${id}`, { do: 'wake order', id, tries: 0 }, 1000);
}

/** Its time to pay is over, by the database's clock. */
export function lapseOrder(world: World, id: number, term: number): void {
  const order = get(world.tables.orders, id);
  if (order.term !== term) return;
  world.tables.orders.set(id, { ...order, overdue: true });
  wakeOrder(world, id);
}
