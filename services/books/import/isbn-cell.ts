// Which ISBN a row means, after a spreadsheet has had it.

import { toIsbn13 } from '../isbn.ts';
import { undoFormula } from './tidy.ts';

export type IsbnReading =
  /** `rounded`: there was one, but as `9.78E+12`, whose last digits are gone. */
  { isbn: string | null; rounded: boolean } | { fault: string };

const placeholder = /^(0+|n\/?a|none|null|nan|unknown|-+)$/i;
const rounded = /^\d([.,]\d+)?e\+?\d+$/i;
/** Spreadsheets drop leading zeros: at least six characters must be left of ten. */
const shortened = /^\d{5,8}[\dX]$/i;

/** The first cell that holds a valid ISBN decides; without one, the first cell that holds something is at fault. */
export function readIsbn(cells: string[]): IsbnReading {
  const filled = cells.map((cell) => undoFormula(cell).trim()).filter((cell) => cell !== '' && !placeholder.test(cell));
  const spellings = filled
    .filter((cell) => !rounded.test(cell))
    .flatMap((cell) => cell.split(/[;,|]/))
    .map((text) => text.trim().replace(/^'/, '').replace(/\.0$/, ''))
    .filter((text) => text !== '');
  for (const text of spellings) {
    const isbn = toIsbn13(text) ?? (shortened.test(text) ? toIsbn13(text.padStart(10, '0')) : null);
    if (isbn !== null) return { isbn, rounded: false };
  }
  const [wrong] = spellings;
  return wrong === undefined ? { isbn: null, rounded: filled.length > 0 } : { fault: faultOf(wrong) };
}

function faultOf(text: string): string {
  const digits = text.replace(/[\s-]/g, '').toUpperCase();
  const whole = shortened.test(digits) ? digits.padStart(10, '0') : digits;
  const shown = text.length > 40 ? `${text.slice(0, 40)}…` : text;
  if (!/^(\d{9}[\dX]|97[89]\d{10})$/.test(whole)) return `"${shown}" is no ISBN`;
  const right = [...'0123456789X'].find((digit) => toIsbn13(whole.slice(0, -1) + digit) !== null);
  return `the check digit of "${shown}" is wrong: with these digits it would be ${right}`;
}
