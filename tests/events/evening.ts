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
/** Whose the order, and the payment, of this number is before the evening. */
export const guestOf = (order: number): number => 1_000_000 + order;
/** Accounts that get mails about their orders. */
export const accounts = 20;

/** How much the rooms must hold so that there is something for each fact to be about. */
export type Size = { claims: number; orders: number; payments: number; news: number; guests: number };
export type Evening = { facts: (ToldFact & { id: string })[]; size: Size };

/** At least `count` facts, in the order in which they came to be. */
export function evening(chance: Chance, count: number): Evening {
  const size = { claims: 0, orders: 0, payments: 0, news: 0, guests: 0 };
  const facts: ToldFact[] = [];
  const rated = new Map<number, number>();
  // Dealt like cards, so that no kind can be missing.
  for (let cards: Kind[] = []; facts.length < count; ) {
    if (cards.length === 0) cards = chance.shuffled(deck);
    facts.push(...story(cards.pop() ?? 'paid', { chance, size, rated }));
  }
  return { facts: facts.map((fact, at) => ({ ...fact, id: uidOf('fact', at + 1) })), size };
}

const shares = {
  paid: 12,
  freed: 8,
  rated: 8,
  left: 5,
  closed: 3,
  adopted: 3,
  discontinued: 1,
  ended: 6,
  money: 10,
  news: 4,
  parts: 4,
};
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
    case 'adopted': {
      const guest = ++size.guests;
      return one('users.guest_adopted', { guest_id: guestOf(guest), user_id: 5_000_000 + guest });
    }
    case 'discontinued':
      return one('books.discontinued', { book_id: book });
    case 'ended': {
      const id = ++size.payments;
      return one('orders.refund_due', { order_uid: uidOf('order', id), order_id: id, reason: 'cancelled' });
    }
    case 'money':
      return moneyStory(++size.orders);
    case 'parts':
      return parts(size);
    case 'news':
      return news(1 + chance.below(accounts), ++size.news);
  }
}

function linesOf(chance: Chance): object[] {
  const first = 1 + chance.below(books - 1);
  return [first, first + 1].slice(chance.below(2)).map((id) => ({ book_id: id, quantity: 1 + chance.below(3) }));
}

/** Copies of a sale that come back one by one, and their money. */
function parts(size: Size): ToldFact[] {
  do size.claims += 1;
  while (claimOf(size.claims) !== 'sold');
  do size.payments += 1;
  while (paymentOf(size.payments) !== 'captured');
  const sold = uidOf('order', size.claims);
  const paid = uidOf('order', size.payments);
  return [1, 2].flatMap((sequence) => [
    {
      type: 'orders.lines_freed',
      sequence,
      body: { order_uid: sold, lines: [{ book_id: 1 + (size.claims % books), quantity: 1 }] },
    },
    {
      type: 'orders.part_refund_due',
      sequence,
      body: {
        order_uid: paid,
        return_uid: uidOf('refund', size.payments * 10 + sequence),
        amount_minor: 20 * sequence,
        reason: 'returned',
      },
    },
  ]);
}

/** What a customer is written about an order. */
function news(account: number, order: number): ToldFact[] {
  const line = { title: 'T', author: 'A', quantity: 1, subtotal_minor: 100 };
  const receipt = { number: `CB-${order}`, currency: 'USD', lines: [line], delivery_minor: 0, total_minor: 100 };
  const told = (type: string, sequence: number, more: object): ToldFact => ({
    type: `orders.${type}`,
    sequence,
    body: { order_id: order, user_id: account, receipt, ...more },
  });
  return [
    told('placed', 1, { expires_at: null }),
    told('shipped', 2, { note: null }),
    told('cancelled', 3, { reason: 'staff', owed_minor: 100 }),
    told('refunded', 4, { amount_minor: 100, refunded_minor: 100 }),
  ];
}

/** What books holds for an order before the evening, and where its payment stands. */
export const claimStates = ['unheard', 'sold', 'held'] as const;
const claimOf = (order: number) => claimStates[order % claimStates.length];
export const paymentStates = ['authorized', 'captured', 'agreed', 'initiated'] as const;
const paymentOf = (order: number) => paymentStates[order % paymentStates.length];

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
