// Prices, copies and pages as files write them, and a price for a book whose file has none.

import { digest } from '#kit/id';
import { toMinor } from '#kit/money';

export type PriceReading = { price: string } | { fault: string };

const plain = /^\d{1,9}(?:[.,]\d{1,2})?$/;
/** Thousands are set apart only where the cents are there too: 1,234 alone may be one or the other. */
const grouped = /^\d{1,3}(?:([.,' ])\d{3})(?:\1\d{3})*(?!\1)[.,]\d{1,2}$/;

/** `9.99`, `£9.99`, `EUR 12,50`, `1,234.50` → `{ price: "1234.50" }`, where the currency is the shop's or not said. */
export function readPrice(cell: string, currency: string): PriceReading {
  const text = cell.replace(/[\s\u00a0\u202f]+/g, ' ').trim();
  const [, before = '', digits = '', after = ''] = /^([^\d-]*?) ?(\d[\d.,' ]*?) ?([^\d]*)$/.exec(text) ?? [];
  const foreign = [before, after].find((sign) => sign !== '' && !isSign(sign, currency));
  if (foreign !== undefined) return { fault: `"${shown(text)}" is not in ${currency}` };
  const cents = /[.,](\d{1,2})$/.exec(digits);
  const whole = (cents ? digits.slice(0, cents.index) : digits).replace(/[.,' ]/g, '');
  const price = cents ? `${whole}.${cents[1]}` : whole;
  const fine = (plain.test(digits) || grouped.test(digits)) && toMinor(price) !== null;
  return fine ? { price } : { fault: `"${shown(text)}" is no amount with at most two decimal places` };
}

/** The code of the shop's currency or one of its signs: `USD`, `$` or `US$`. */
function isSign(sign: string, currency: string): boolean {
  if (sign.toUpperCase() === currency) return true;
  return ['en', 'en-CA'].some((locale) =>
    (['narrowSymbol', 'symbol'] as const).some((currencyDisplay) =>
      new Intl.NumberFormat(locale, { style: 'currency', currency, currencyDisplay })
        .formatToParts(0)
        .some((part) => part.type === 'currency' && part.value === sign),
    ),
  );
}

/** `12`, `12.0` → 12; null for what is no count up to a million. */
export function readCount(cell: string): number | null {
  const [, digits] = /^\+?(\d{1,7})(?:[.,]0+)?$/.exec(cell.trim()) ?? [];
  const count = Number(digits);
  return digits !== undefined && count <= 1_000_000 ? count : null;
}

/** `352`, `352 pages`, `xii, 352 p.` → 352; null where no number from 1 to 100,000 is said. */
export function readPages(cell: string): number | null {
  const numbers = cell.match(/\d+/g) ?? [];
  const pages = Number(/^\d+\.0+$/.test(cell.trim()) ? numbers[0] : numbers.at(-1));
  return pages >= 1 && pages <= 100_000 ? pages : null;
}

const pricePoints = ['6.99', '7.99', '8.99', '8.99', '9.99', '9.99', '10.99', '11.99', '12.99', '14.99', '16.99'];

/** A price such as a paperback has. The same book gets the same one every time. */
export function madeUpPrice(book: { title: string; author: string }): string {
  const number = Number.parseInt(digest(`${book.title}\n${book.author}`).slice(0, 8), 16);
  return pricePoints[number % pricePoints.length] ?? '9.99';
}

const shown = (text: string) => (text.length > 40 ? `${text.slice(0, 40)}…` : text);
