// Buying again what an order had: what is still sold goes into the basket, and what is not is told.

import { toMinor } from '#kit/money';
import type { Book } from '#services/books/model';
import type { Order } from '#services/orders/model';
import { counted } from '#views/parts/words.ts';
import { type Basket, maxLines, maxQuantity } from './basket.ts';
import type { Flash } from './flash.ts';

const mostTitles = 5;

export type Again = {
  basket: Basket;
  /** Copies of the order that are in the basket now. */
  copies: number;
  /** Titles that are not: no longer sold, sold out, or no room left. */
  gone: string[];
  soldOut: string[];
  noRoom: string[];
};

/**
 * The basket with at least the copies the order had, as far as there are so many: doing it twice changes nothing more. A new
 * line starts from the price that was paid, so that the basket tells where it changed.
 * @param sold the books of the order that are still in the catalogue
 */
export function again(basket: Basket, order: Pick<Order, 'items'>, sold: readonly Book[]): Again {
  const result: Again = { basket, copies: 0, gone: [], soldOut: [], noRoom: [] };
  for (const { book_id: bookId, title, quantity: had, price } of order.items) {
    const book = sold.find(({ id }) => id === bookId);
    const line = result.basket.find((one) => one.bookId === bookId);
    if (!book) result.gone.push(title);
    else if (book.available < 1) result.soldOut.push(title);
    else if (!line && result.basket.length >= maxLines) result.noRoom.push(title);
    else {
      const wanted = Math.min(had, book.available, maxQuantity);
      const quantity = Math.max(line?.quantity ?? 0, wanted);
      const next = { bookId, quantity, seenMinor: line?.seenMinor ?? toMinor(price) ?? 0 };
      const rest = result.basket.filter((one) => one !== line);
      result.basket = [...rest, next];
      result.copies += wanted;
    }
  }
  return result;
}

/** What came of it, for the basket's page. */
export function wordsOfAgain(number: string, { copies, gone, soldOut, noRoom }: Again): Flash {
  const parts = [
    copies > 0
      ? `In your basket: ${counted(copies, 'book')} of order ${number}.`
      : `Nothing of order ${number} can be bought just now.`,
    ...said('No longer sold', gone),
    ...said('Out of stock just now', soldOut),
    ...said('No room left in the basket for', noRoom),
  ];
  return { kind: parts.length === 1 && copies > 0 ? 'done' : 'notice', text: parts.join(' ') };
}

function said(what: string, titles: readonly string[]): string[] {
  if (titles.length === 0) return [];
  const shown = titles.slice(0, mostTitles).map((title) => `“${title.slice(0, 80)}”`);
  const more = titles.length - shown.length;
  return [`${what}: ${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}.`];
}
