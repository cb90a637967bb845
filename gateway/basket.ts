// The basket is a cookie: book, quantity and the price the visitor saw. Nothing in it is trusted; prices and stock are asked
// for whenever it is shown, and counted again by the rooms that own them when it is ordered.

export type BasketLine = { bookId: number; quantity: number; seenMinor: number };
export type Basket = readonly BasketLine[];

export const maxLines = 50;
export const maxQuantity = 99;
export const basketDays = 60;

const shape = /^([1-9]\d{0,8})\.([1-9]\d?)\.(0|[1-9]\d{0,9})$/;

/** Reads `12.2.1299-34.1.999`; what does not have that form, repeats a book or exceeds the limits is left out. */
export function parseBasket(text: string | null): Basket {
  if (!text || text.length > 2000) return [];
  const lines = new Map<number, BasketLine>();
  for (const part of text.split('-', maxLines)) {
    const match = shape.exec(part);
    if (!match) continue;
    const bookId = Number(match[1]);
    if (!lines.has(bookId)) lines.set(bookId, { bookId, quantity: Number(match[2]), seenMinor: Number(match[3]) });
  }
  return [...lines.values()];
}

export const formatBasket = (basket: Basket): string =>
  basket.map((line) => `${line.bookId}.${line.quantity}.${line.seenMinor}`).join('-');

export const copiesIn = (basket: Basket): number => basket.reduce((sum, line) => sum + line.quantity, 0);

export type Added = { basket: Basket; outcome: 'added' | 'capped' | 'full' };

/** Puts copies in, onto an earlier line of the same book. `limit` is what there is to sell. */
export function addLine(basket: Basket, line: BasketLine, limit: number): Added {
  const earlier = basket.find(({ bookId }) => bookId === line.bookId);
  if (!earlier && basket.length >= maxLines) return { basket, outcome: 'full' };
  const wanted = (earlier?.quantity ?? 0) + line.quantity;
  const quantity = Math.min(wanted, maxQuantity, limit);
  if (quantity < 1) return { basket, outcome: 'capped' };
  const added = { ...line, quantity };
  const next = earlier ? basket.map((old) => (old === earlier ? added : old)) : [...basket, added];
  return { basket: next, outcome: quantity < wanted ? 'capped' : 'added' };
}

/** Sets the quantity of a line; 0 takes it out. */
export function setQuantity(basket: Basket, bookId: number, quantity: number): Basket {
  if (quantity < 1) return basket.filter((line) => line.bookId !== bookId);
  const within = Math.min(quantity, maxQuantity);
  return basket.map((line) => (line.bookId === bookId ? { ...line, quantity: within } : line));
}
