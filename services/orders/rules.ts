// What the orders room decides, without looking anything up: prices, delivery, who may, and which wishes are refused.

import { type Actor, isStaff, mayAct } from '#kit/auth';
import { formatMinor, toMinor } from '#kit/money';
import { conflict, forbidden, notFound, type Problem, refuseField, refuseFields } from '#kit/problem';
import type { DeliveryMethod, NewOrder } from './model.ts';

/** In minor units of whatever currency the shop keeps. */
const deliveryCharge: Record<DeliveryMethod, number> = { standard: 495, express: 995, collect: 0 };
const freeStandardFromMinor = 2500;
const maxTotalMinor = 99_999_999_999;
const maxCopies = 99;

/** What delivery costs; nothing unless it is asked for. Standard delivery is free from 25.00 on. */
export function deliveryMinor(method: DeliveryMethod | null, goodsMinor: number): number {
  if (method === null) return 0;
  return method === 'standard' && goodsMinor >= freeStandardFromMinor ? 0 : deliveryCharge[method];
}

/** Whose order it is: the caller's own; staff may name another account. */
export function customerOf(actor: Actor, input: Pick<NewOrder, 'user_id'>): number {
  if (input.user_id === undefined || input.user_id === actor.id) return actor.id;
  if (!isStaff(actor)) throw forbidden('You can order in your own name only.');
  return input.user_id;
}

export function checkCustomer(actor: Actor, userId: number, answer: { exists: boolean; is_active: boolean }): void {
  if (answer.exists && answer.is_active) return;
  if (userId === actor.id) throw mayNotOrder();
  throw refuseField('/user_id', 'There is no such account, or it is closed.');
}

export const mayNotOrder = () => forbidden('This account can no longer place orders.');

export type Wanted = {
  /** One line a book. */
  lines: { bookId: number; quantity: number }[];
  /** The prices the buyer saw, by line of the request; null where none was sent. */
  seen: (number | null)[];
};

/** Reads the lines as they were sent. @throws Problem 422 naming every price that is none and every book ordered too often. */
export function readLines(items: NewOrder['items']): Wanted {
  const copies = new Map<number, number>();
  const seen = items.map(({ price }) => (price === undefined ? null : toMinor(price)));
  const errors = items.flatMap((item, at) => {
    const sum = (copies.get(item.book_id) ?? 0) + item.quantity;
    copies.set(item.book_id, sum);
    return [
      ...(sum > maxCopies
        ? [{ pointer: `/items/${at}/quantity`, detail: `An order takes at most ${maxCopies} copies of one book.` }]
        : []),
      ...(item.price !== undefined && seen[at] === null
        ? [{ pointer: `/items/${at}/price`, detail: 'A price has at most two decimal places.' }]
        : []),
    ];
  });
  if (errors.length > 0) throw refuseFields(errors);
  return { lines: [...copies].map(([bookId, quantity]) => ({ bookId, quantity })), seen };
}

export type Quoted = {
  book_id: number;
  found: boolean;
  purchasable: boolean;
  title: string;
  author: string;
  isbn: string | null;
  unit_minor: number;
  currency: string;
  available: number;
};
export type Line = { book_id: number; title: string; author: string; isbn: string | null } & {
  unit_minor: number;
  quantity: number;
};

/**
 * The lines at today's prices.
 * @throws Problem 422 for unknown books; 409 `not-for-sale`, `price-changed` or `out-of-stock`, each naming its lines.
 */
export function priceLines(
  input: NewOrder,
  wanted: Wanted,
  quoted: Quoted[],
): { lines: Line[]; goodsMinor: number; currency: string } {
  const byBook = new Map(quoted.map((line) => [line.book_id, line]));
  checkKnown(input, byBook);
  checkForSale(quoted);
  checkPrices(input, wanted.seen, byBook);
  const lines = wanted.lines.flatMap(({ bookId, quantity }) => {
    const line = byBook.get(bookId);
    if (!line) return [];
    const { book_id, title, author, isbn, unit_minor } = line;
    return [{ book_id, title, author, isbn, unit_minor, quantity }];
  });
  checkAvailable(lines, byBook);
  const goodsMinor = lines.reduce((sum, line) => sum + line.unit_minor * line.quantity, 0);
  if (goodsMinor + deliveryCharge.express > maxTotalMinor)
    throw refuseField('/items', `An order may cost at most ${formatMinor(maxTotalMinor)}.`);
  return { lines, goodsMinor, currency: currencyOf(quoted) };
}

function checkKnown(input: NewOrder, byBook: Map<number, Quoted>): void {
  const unknown = input.items.flatMap((item, at) =>
    byBook.get(item.book_id)?.found
      ? []
      : [{ pointer: `/items/${at}/book_id`, detail: `There is no book ${item.book_id}.` }],
  );
  if (unknown.length > 0) throw refuseFields(unknown);
}

function checkForSale(quoted: Quoted[]): void {
  const lines = quoted.filter((line) => !line.purchasable).map(({ book_id, title }) => ({ book_id, title }));
  if (lines.length > 0)
    throw conflict('not-for-sale', `No longer for sale: ${titles(lines)}. Take it out of the order.`, { lines });
}

function checkPrices(input: NewOrder, seenPrices: Wanted['seen'], byBook: Map<number, Quoted>): void {
  const lines = input.items.flatMap((item, at) => {
    const now = byBook.get(item.book_id);
    const seen = seenPrices[at] ?? null;
    if (!now || seen === null) return [];
    const { book_id, title, currency } = now;
    const prices = { price: formatMinor(now.unit_minor), seen: formatMinor(seen) };
    return seen === now.unit_minor ? [] : [{ book_id, title, ...prices, currency }];
  });
  if (lines.length > 0)
    throw conflict('price-changed', `The price has changed: ${titles(lines)}. Look at it again, then order.`, {
      lines,
    });
}

function checkAvailable(lines: Line[], byBook: Map<number, Quoted>): void {
  const short = lines.flatMap(({ book_id, quantity }) => {
    const available = byBook.get(book_id)?.available ?? 0;
    return available < quantity ? [{ book_id, wanted: quantity, available }] : [];
  });
  if (short.length > 0) throw outOfStock(short, lines);
}

/** Names each line that falls short, so that the basket can mark it. */
export function outOfStock(
  short: { book_id: number; wanted: number; available: number }[],
  items: { book_id: number; title: string }[],
  order?: { id: number; number: string },
): Problem {
  const title = (bookId: number) => items.find((item) => item.book_id === bookId)?.title ?? '';
  const lines = short.map((line) => ({ ...line, title: title(line.book_id) }));
  const detail = `Not enough copies left: ${lines
    .map((line) => `“${line.title}” (${line.available} of ${line.wanted})`)
    .join(', ')}. Nothing was ordered.`;
  return conflict('out-of-stock', detail, {
    lines,
    ...(order ? { order_id: order.id, order_number: order.number } : {}),
  });
}

const titles = (lines: { title: string }[]): string => lines.map(({ title }) => `“${title}”`).join(', ');

function currencyOf(quoted: Quoted[]): string {
  const [first, ...others] = new Set(quoted.map((line) => line.currency));
  if (first === undefined || others.length > 0)
    throw refuseField('/items', 'These books are sold in different currencies; order them one currency at a time.');
  return first;
}

/** A repeat must ask for the same. */
export const otherRequest = () =>
  refuseField('/Idempotency-Key', 'This Idempotency-Key was used for another request. Send a new one.');

/** Another's order looks like none. */
export function checkMaySee<Order extends { userId: number }>(actor: Actor, order: Order | null): Order {
  if (!order || !mayAct(actor, order.userId)) throw notFound('order');
  return order;
}

/** Lists by account: one's own, or any for staff. */
export function checkMayList(actor: Actor, userId: number): void {
  if (!mayAct(actor, userId)) throw notFound('account');
}

/** Seconds that must be left to pay: a minute, or less where the shop gives less than three minutes in all. */
export const payableMargin = (ttlSeconds: number): number => Math.min(60, ttlSeconds / 3);
