// The life of an order as a pure core: a snapshot and what was heard go in, the next step or move comes out. No clock, no
// wire, no database: `overdue` was measured by the database, answers and events are plain values. The executor
// (actions/advance.ts) and the doors carry the moves out; the database applies each in one call, or not at all.

export const orderStates = [
  'pending_reservation',
  'awaiting_payment',
  'committing',
  'confirmed',
  'processing',
  'shipped',
  'delivered',
  'cancel_pending',
  'return_pending',
  'rejected',
  'expired',
  'cancelled',
  'returned',
] as const;
export type OrderState = (typeof orderStates)[number];

/** Every legal step; the database holds the same table and refuses any other step, whoever writes it. */
export const transitions: Record<OrderState, readonly OrderState[]> = {
  pending_reservation: ['awaiting_payment', 'rejected', 'cancelled'],
  awaiting_payment: ['committing', 'cancelled', 'expired'],
  committing: ['confirmed', 'cancelled', 'awaiting_payment'],
  confirmed: ['processing', 'cancel_pending'],
  processing: ['shipped', 'cancel_pending'],
  shipped: ['delivered', 'return_pending'],
  delivered: ['return_pending'],
  cancel_pending: ['cancelled'],
  return_pending: ['returned'],
  rejected: [],
  expired: [],
  cancelled: [],
  returned: [],
};

export const cancelReasons = ['expired', 'out_of_stock', 'sold_out', 'customer', 'staff', 'payment_voided'] as const;
export type CancelReason = (typeof cancelReasons)[number];
export type Party = 'customer' | 'staff' | 'shop';
export type Shortage = { book_id: number; wanted: number; available: number };

/** What the core knows of an order. `overdue`: past `expires_at` by the clock of the database that owns it. */
export type Saga = {
  state: OrderState;
  overdue: boolean;
  totalMinor: number;
  paidMinor: number;
  refundedMinor: number;
  paymentUid: string | null;
  prepaid: boolean | null;
  cancelReason: CancelReason | null;
  /** Payments of this order that were given up. What they asked before may arrive after: the answer is no. */
  givenUp: readonly string[];
};

/** One change of an order, applied whole with its history and its facts, or not at all. `to` may be where it is already. */
export type Move = {
  to: OrderState;
  by: Party;
  note?: string | null;
  set?: {
    cancelReason?: CancelReason;
    paymentUid?: string | null;
    prepaid?: boolean | null;
    paidMinor?: number;
    refundedMinor?: number;
    shortage?: Shortage[];
    givenUp?: readonly string[];
    /** The return whose money has gone back. */
    refundedReturn?: string;
  };
  /** Restarts the time to pay: all of it, or the grace after a payment that was given up. */
  clock?: 'full' | 'grace';
  tell?: readonly OrderFact[];
};

/** What other rooms hear of a move. */
export type OrderFact = 'placed' | 'paid' | 'shipped' | 'cancelled' | 'refunded' | 'stock_freed' | 'refund_due';

export type Step =
  | { do: 'reserve' }
  | { do: 'commit' }
  | { do: 'move'; move: Move }
  /** Nothing to push: it is over, or somebody else has the next word. */
  | { do: 'rest' };

const rest: Step = { do: 'rest' };
const freed = ['stock_freed'] as const;
/** An order that ends before its customer had it: the stock is free, and the customer is written to. */
const calledOff = ['stock_freed', 'cancelled'] as const;

/** What the driver does next for an order as it stands. */
export function decide(order: Saga): Step {
  switch (order.state) {
    case 'pending_reservation':
      return order.overdue ? { do: 'move', move: giveUp('cancelled') } : { do: 'reserve' };
    case 'awaiting_payment':
      return order.overdue ? { do: 'move', move: giveUp('expired') } : rest;
    case 'committing':
      return { do: 'commit' };
    case 'cancel_pending':
      return owed(order) > 0 ? rest : { do: 'move', move: { to: 'cancelled', by: 'shop', tell: freed } };
    case 'return_pending':
      return owed(order) > 0 ? rest : { do: 'move', move: { to: 'returned', by: 'shop', tell: freed } };
    case 'confirmed':
    case 'processing':
    case 'shipped':
    case 'delivered':
    case 'rejected':
    case 'expired':
    case 'cancelled':
    case 'returned':
      return rest;
    default:
      return never(order.state);
  }
}

/** What the shop would have to give back, in minor units. */
export const owed = (order: Pick<Saga, 'paidMinor' | 'refundedMinor'>): number => order.paidMinor - order.refundedMinor;

const giveUp = (to: 'cancelled' | 'expired'): Move => ({
  to,
  by: 'shop',
  set: { cancelReason: 'expired' },
  tell: calledOff,
});

/** The answer of `books.reserve`. Null where the order has moved on meanwhile and nothing is left to do. */
export function reserved(order: Saga, answer: { outcome: 'held' | 'short' | 'ended'; short: Shortage[] }): Move | null {
  if (order.state !== 'pending_reservation') return answer.outcome === 'held' ? freeAgain(order) : null;
  switch (answer.outcome) {
    case 'held':
      return { to: 'awaiting_payment', by: 'shop', clock: 'full', tell: ['placed'] };
    case 'short':
      return {
        to: 'rejected',
        by: 'shop',
        set: { cancelReason: 'out_of_stock', shortage: answer.short },
        tell: freed,
      };
    case 'ended':
      return giveUp('cancelled');
    default:
      return never(answer.outcome);
  }
}

/** The answer of `books.commit`. It is about the order's stock, so it holds whichever payment claims the order by now. */
export function committed(order: Saga, outcome: 'committed' | 'lost'): Move | null {
  if (order.state !== 'committing') return outcome === 'committed' ? freeAgain(order) : null;
  if (outcome === 'lost') return { to: 'cancelled', by: 'shop', set: { cancelReason: 'sold_out' }, tell: calledOff };
  return {
    to: 'confirmed',
    by: 'shop',
    set: { paidMinor: order.prepaid ? order.totalMinor : order.paidMinor },
    tell: ['paid'],
  };
}

/** A claim on stock that took effect after its order had ended: said again, so that it ends too. Repeating is harmless. */
function freeAgain(order: Saga): Move | null {
  const ended = ['rejected', 'expired', 'cancelled'].includes(order.state);
  return ended ? { to: order.state, by: 'shop', tell: freed } : null;
}

/** For the compiler: every state is handled. */
export function never(value: never): never {
  throw new Error(`unhandled: ${value}`);
}
