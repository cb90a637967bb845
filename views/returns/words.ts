// Words for what is called off or comes back.

import type { Order, OrderReturn, ReturnReason, ReturnStatus } from '#services/orders/model';

/** `cancellation` before an order leaves, `return` after. */
export type Kind = 'cancellation' | 'return';

export const reasonWords = {
  CHANGED_MIND: 'I changed my mind',
  BY_MISTAKE: 'I ordered it by mistake',
  TOO_LATE: 'It comes too late',
  DAMAGED: 'It arrived damaged',
  WRONG_BOOK: 'It is not the book I ordered',
  OTHER: 'Something else',
} as const satisfies Record<ReturnReason, string>;

const ofKind: Record<Kind, readonly ReturnReason[]> = {
  cancellation: ['CHANGED_MIND', 'BY_MISTAKE', 'TOO_LATE', 'OTHER'],
  return: ['CHANGED_MIND', 'DAMAGED', 'WRONG_BOOK', 'TOO_LATE', 'OTHER'],
};
export const reasonsFor = (kind: Kind): readonly ReturnReason[] => ofKind[kind];

export const returnWords = {
  REQUESTED: 'Asked for',
  ACCEPTED: 'Accepted, we await the books',
  DECLINED: 'Declined',
  GRANTED: 'The books are here, the money is on its way',
  REFUNDED: 'Money given back',
} as const satisfies Record<ReturnStatus, string>;

/** A cancellation needs no books to arrive. */
export const stateOfReturn = ({ kind, status }: OrderReturn) =>
  kind === 'CANCELLATION' && status === 'GRANTED' ? 'Cancelled' : returnWords[status];

type Item = Order['items'][number];

/** Copies of a line that are still the customer's, and of which nobody said anything yet. */
export const copiesLeft = ({ quantity, cancelled, returned, returning }: Item): number =>
  quantity - cancelled - returned - returning;

/** What became of the copies of a line, in words; empty where nothing did. */
export function fateOf({ quantity, cancelled, returned, returning }: Item): string {
  const said = (count: number, word: string) => (count === 0 ? [] : [count === quantity ? word : `${count} ${word}`]);
  const parts = [
    ...said(cancelled, 'cancelled'),
    ...said(returned, 'sent back'),
    ...said(returning, returning === 1 ? 'is to come back' : 'are to come back'),
  ];
  return parts.join(', ');
}
