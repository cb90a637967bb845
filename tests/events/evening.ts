// An evening's facts: what the rooms of a busy shop tell each other, of every kind there is. Who a fact is about is a number;
// each set of rooms knows it under the same uids.

import type { Chance } from '#tests/prove/chance';

export const uidOf = (kind: 'order' | 'payment' | 'other payment' | 'fact' | 'refund', id: number): string => {
  const digit = ['order', 'payment', 'other payment', 'fact', 'refund'].indexOf(kind) + 1;
  return `00000000-0000-7000-8000-${digit}${String(id).padStart(11, '0')}`;
};

/** One fact, with its number among those about the same thing. */
export type Fact = { id: string; type: string; sequence: number; body: Record<string, unknown> };
/** A fact about order 7 of the orders room, which alone knows that order's uid. */
export type ToldFact = Omit<Fact, 'id'> & { order?: number };

export const books = 40;
export const readers = 200;

/** How much the rooms must hold so that there is something for each fact to be about. */
export type Size = { claims: number; orders: number; payments: number };
export type Evening = { facts: (ToldFact & { id: string })[]; size: Size };

/** At least `count` facts, in the order in which they came to be. */
export function evening(chance: Chance, count: number): Evening {
  const size = { claims: 0, orders: 0, payments: 0 };
  const facts: ToldFact[] = [];
  const rated = new Map<number, number>();
  // Dealt like cards, so that no kind can be missing.
  for (let cards: Kind[] = []; facts.length < count; ) {
    if (cards.length === 0) cards = chance.shuffled(deck);
    facts.push(...story(cards.pop() ?? 'paid', { chance, size, rated }));
  }
  return { facts: facts.map((fact, at) => ({ ...fact, id: uidOf('fact', at + 1) })), size };
}

const shares = { paid: 12, freed: 8, rated: 8, left: 5, closed: 3, discontinued: 1, ended: 6, money: 10 };
type Kind = keyof typeof shares;
const deck = (Object.keys(shares) as Kind[]).flatMap((kind) => Array.from({ length: shares[kind] }, () => kind));

type Telling = { chance: Chance; size: Size; rated: Map<number, number> };

function story(kind: Kind, { chance, size, rated }: Telling): ToldFact[] {
  const one = (type: string, body: Record<string, unknown>, sequence = 1) => [{ type, sequence, body }];
  const book = 1 + chance.below(books);
  const reader = 1 + chance.below(readers);
  switch (kind) {
    case 'paid':
      return one('orders.paid', { order_id: 1, user_id: reader, lines: linesOf(chance) });
    case 'freed':
      return one('orders.stock_freed', { order_uid: uidOf('order', ++size.claims) });
    case 'rated': {
      const sequence = (rated.get(book) ?? 0) + 1;
      rated.set(book, sequence);
      return one('reviews.rated', { book_id: book, rating_sum: 4 * sequence, rating_count: sequence }, sequence);
    }
    case 'left':
      return one('users.session_ended', { session: `session ${chance.below(500)}` });
    case 'closed':
      return one('users.deleted', { user_id: reader });
    case 'discontinued':
      return one('books.discontinued', { book_id: book });
    case 'ended': {
      const id = ++size.payments;
      return one('orders.refund_due', { order_uid: uidOf('order', id), order_id: id, reason: 'cancelled' });
    }
    case 'money':
      return moneyStory(++size.orders);
  }
}

function linesOf(chance: Chance): object[] {
  const first = 1 + chance.below(books - 1);
  return [first, first + 1].slice(chance.below(2)).map((id) => ({ book_id: id, quantity: 1 + chance.below(3) }));
}

/** Where an order stands before the evening, and what it then hears of its money. */
export const situations = ['paid by hand', 'paid by card', 'committing', 'waiting', 'unpaid'] as const;
export const situationOf = (order: number): (typeof situations)[number] =>
  situations[order % situations.length] as (typeof situations)[number];

function moneyStory(order: number): ToldFact[] {
  const payment = (kind: 'payment' | 'other payment') => ({ payment_uid: uidOf(kind, order) });
  const told = (type: string, sequence: number, body: object): ToldFact => ({
    type: `payments.${type}`,
    sequence,
    body: { ...body },
    order,
  });
  const captured = told('captured', 1, { ...payment('payment'), payment_id: 1, amount_minor: 100, currency: 'USD' });
  const refunded = (sequence: number, total: number) => {
    const body = { ...payment('payment'), amount_minor: 30, refunded_minor: total, currency: 'USD' };
    return told('refunded', sequence, { ...body, refund_uid: uidOf('refund', order * 10 + sequence) });
  };
  const voided = (kind: 'payment' | 'other payment') => told('voided', 1, payment(kind));
  switch (situationOf(order)) {
    case 'paid by hand':
      return [captured, refunded(2, 30), refunded(3, 60), refunded(4, 100)];
    case 'paid by card':
      return [voided('other payment'), refunded(2, 30), refunded(3, 100)];
    case 'committing':
      return [voided('payment'), voided('other payment')];
    case 'waiting':
      return [voided('other payment'), voided('payment')];
    case 'unpaid':
      return [voided('payment')];
  }
}
