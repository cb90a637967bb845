// What was taken out of the basket in the last ten minutes, so that it can be put back as it was.

import { addLine, type Basket, formatBasket, maxQuantity, parseBasket } from './basket.ts';
import type { Jar } from './cookies.ts';
import { saveBasket, type Visit } from './visit.ts';

const cookie = 'removed';
const seconds = 600;
const most = 5;

/** The latest first. */
export const takenOut = (jar: Jar): Basket => parseBasket(jar.get(cookie)).slice(0, most);

function keep(jar: Jar, lines: Basket): void {
  if (lines.length === 0) jar.clear(cookie);
  else jar.set(cookie, formatBasket(lines.slice(0, most)), seconds);
}

/** Notes the lines that were in the basket before and are not now. What is in it again is not out of it. */
export function noteTakenOut(visit: Visit, before: Basket): void {
  const isIn = (basket: Basket, id: number) => basket.some(({ bookId }) => bookId === id);
  const out = before.filter(({ bookId }) => !isIn(visit.basket, bookId));
  const earlier = takenOut(visit.jar).filter(({ bookId }) => !isIn(visit.basket, bookId) && !isIn(out, bookId));
  keep(visit.jar, [...out, ...earlier]);
}

/** @returns false where there is nothing (any more) to put back, or no room for it */
export function putBack(visit: Visit, bookId: number): boolean {
  const line = takenOut(visit.jar).find((one) => one.bookId === bookId);
  if (!line) return false;
  const { basket, outcome } = addLine(visit.basket, line, maxQuantity);
  if (outcome === 'full') return false;
  saveBasket(visit, basket);
  noteTakenOut(visit, basket);
  return true;
}
