// Money is whole minor units (cents) plus an ISO 4217 currency. No float ever holds an amount: text is parsed digit by digit.

import { Type } from '@sinclair/typebox';
import { refuseField } from './problem.ts';

/** An amount as answers show it: decimal text with two places, `"29.99"`. */
export const MoneyText = Type.String({ pattern: '^[0-9]{1,10}\\.[0-9]{2}$', examples: ['29.99'] });

/** An amount as requests may send it: text or number with at most two places. Checked exactly by {@link parseMoney}. */
export const MoneyInput = Type.Union(
  [
    Type.String({ pattern: '^[0-9]{1,9}(\\.[0-9]{1,2})?$', examples: ['29.99'] }),
    Type.Number({ minimum: 0, maximum: 999_999_999.99, examples: [29.99] }),
  ],
  { examples: ['29.99'] },
);

/** Money in a path or query. */
export const MoneyQuery = Type.String({ pattern: '^[0-9]{1,9}(\\.[0-9]{1,2})?$', examples: ['29.99'] });

export const Currency = Type.String({ pattern: '^[A-Z]{3}$', examples: ['USD'] });

const shape = /^(\d{1,9})(?:\.(\d{1,2}))?$/;

/** `"29.9"` or `29.9` → 2990 minor units, or null where it is not an amount with at most two places. */
export function toMinor(input: string | number): number | null {
  const match = shape.exec(typeof input === 'number' ? String(input) : input);
  if (!match) return null;
  return Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0'));
}

/** As {@link toMinor}; a refusal is a 422 Problem that names the field by its JSON pointer. */
export function parseMoney(input: string | number, pointer: string): number {
  const minor = toMinor(input);
  if (minor === null) throw refuseField(pointer, 'Give an amount with at most two decimal places, such as 29.99.');
  return minor;
}

/** 2990 → `"29.90"`. */
export function formatMinor(minor: number): string {
  const digits = String(Math.abs(minor)).padStart(3, '0');
  return `${minor < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

const symbols = new Map<string, Intl.NumberFormat>();

/** `"29.90"`, `"USD"` → `$29.90`, for people. */
export function formatMoney(amount: string, currency: string): string {
  let format = symbols.get(currency);
  if (!format) {
    format = new Intl.NumberFormat('en', { style: 'currency', currency, currencyDisplay: 'narrowSymbol' });
    symbols.set(currency, format);
  }
  // The decimal text goes in as it is: ECMA-402 formats numeric strings exactly.
  return format.format(amount as `${number}`);
}
