// The life of a payment as a pure core: a snapshot and what was heard go in, the next step or move comes out. The executor
// (actions/advance.ts) carries it out; the database applies each move in one call, with its entries in the ledger, or not
// at all. What is about to be done outside is written down first (capturing, voiding, a requested refund), so that whoever
// finds the payment after a crash knows what may have happened.

export const paymentStates = [
  'initiated',
  'unknown',
  'authorized',
  'capturing',
  'voiding',
  'agreed',
  'captured',
  'partially_refunded',
  'refunded',
  'declined',
  'voided',
] as const;
export type PaymentState = (typeof paymentStates)[number];

/** Every legal step; the database holds the same table, with what each posts to the ledger. */
export const transitions: Record<PaymentState, readonly PaymentState[]> = {
  initiated: ['authorized', 'declined', 'unknown', 'agreed', 'voided'],
  unknown: ['authorized', 'declined', 'voided'],
  authorized: ['capturing', 'voiding'],
  capturing: ['captured', 'voided'],
  voiding: ['voided'],
  agreed: ['captured', 'voided'],
  captured: ['partially_refunded', 'refunded'],
  partially_refunded: ['refunded'],
  refunded: [],
  declined: [],
  voided: [],
};

/** In these, the payment holds its order: no other may begin. The partial unique index says the same. */
export const liveStates: readonly PaymentState[] = paymentStates.filter(
  (state) => state !== 'declined' && state !== 'voided',
);

export const refundStates = ['requested', 'unknown', 'succeeded', 'failed'] as const;
export type RefundState = (typeof refundStates)[number];

export type Demand = { uid: string; amountMinor: number; reason: string };

/** What the core knows of a payment. `stale`: given long enough to find its order, by the database's clock. */
export type Saga = {
  state: PaymentState;
  /** Money comes by hand, later: cash on delivery, bank transfer. */
  offline: boolean;
  stale: boolean;
  /** The order ended: what is held goes back, what was taken goes back. */
  ending: boolean;
  leftMinor: number;
  openRefund: { uid: string; state: RefundState } | null;
  /** What orders asked to be given back in part and was not yet; the oldest. */
  demand: Demand | null;
};

export type Move = { to: PaymentState; reference?: string; reason?: string; detail?: string };

export type Step =
  | { do: 'authorise' }
  /** Ask the provider what became of an authorisation that it did not answer. */
  | { do: 'find' }
  /** Make sure that it never takes effect, whatever the provider did. */
  | { do: 'withdraw'; reason: string }
  /** Ask orders whether it may be captured. */
  | { do: 'settle' }
  | { do: 'capture' }
  | { do: 'void' }
  | { do: 'refund'; uid: string }
  /** Of all that is left, or of what orders asked for. */
  | { do: 'begin-refund'; demand: Demand | null }
  | { do: 'move'; move: Move }
  | { do: 'rest' };

const rest: Step = { do: 'rest' };
const orderEnded: Move = { to: 'voided', reason: 'order_ended', detail: 'The order was cancelled.' };

/** What the driver does next for a payment as it stands. */
export function decide(payment: Saga): Step {
  switch (payment.state) {
    case 'initiated':
      if (payment.offline) return payment.ending ? { do: 'move', move: orderEnded } : { do: 'settle' };
      return withdrawal(payment) ?? { do: 'authorise' };
    case 'unknown':
      return withdrawal(payment) ?? { do: 'find' };
    case 'authorized':
      return payment.ending ? { do: 'move', move: { ...orderEnded, to: 'voiding' } } : { do: 'settle' };
    case 'capturing':
      return { do: 'capture' };
    case 'voiding':
      return { do: 'void' };
    case 'agreed':
      return payment.ending ? { do: 'move', move: orderEnded } : rest;
    case 'captured':
    case 'partially_refunded':
      if (payment.openRefund) return { do: 'refund', uid: payment.openRefund.uid };
      if (payment.leftMinor === 0) return rest;
      if (payment.ending) return { do: 'begin-refund', demand: null };
      return payment.demand ? { do: 'begin-refund', demand: payment.demand } : rest;
    case 'refunded':
    case 'declined':
    case 'voided':
      return rest;
    default:
      return never(payment.state);
  }
}

function withdrawal({ ending, stale }: Saga): Step | null {
  if (ending) return { do: 'withdraw', reason: 'order_ended' };
  return stale ? { do: 'withdraw', reason: 'interrupted' } : null;
}

/** The provider's word on an authorisation. */
export type Authorisation =
  | { outcome: 'authorised'; reference: string }
  | { outcome: 'declined'; reason: string }
  | { outcome: 'absent' };

export function authorised(answer: Exclude<Authorisation, { outcome: 'absent' }>): Move {
  return answer.outcome === 'authorised'
    ? { to: 'authorized', reference: answer.reference }
    : { to: 'declined', reason: answer.reason };
}

/** After a silent authorisation: absent means it never arrived, and by then it never will. */
export const found = (answer: Authorisation): Move =>
  answer.outcome === 'absent' ? { to: 'declined', reason: 'no_answer' } : authorised(answer);

/** The word of orders. Null: books is silent there, ask again. An authorisation that waited too long is given up. */
export function settled(
  payment: Saga,
  answer: { decision: 'capture' | 'void' | 'wait'; reason: string | null },
): Move | null {
  switch (answer.decision) {
    case 'capture':
      return { to: payment.offline ? 'agreed' : 'capturing' };
    case 'void':
      return giveUp(payment, 'order_not_payable', answer.reason ?? undefined);
    case 'wait':
      return payment.stale ? giveUp(payment, 'interrupted') : null;
    default:
      return never(answer.decision);
  }
}

/** Orders itself stays silent. */
export const unsettled = (payment: Saga): Move | null => (payment.stale ? giveUp(payment, 'interrupted') : null);

const giveUp = (payment: Saga, reason: string, detail?: string): Move => ({
  to: payment.offline ? 'voided' : 'voiding',
  reason,
  detail,
});

/** For the compiler: every case is handled. */
export function never(value: never): never {
  throw new Error(`unhandled: ${JSON.stringify(value)}`);
}
