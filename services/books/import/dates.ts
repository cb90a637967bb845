// Days and years as files write them.

import { isCalendarDay } from '#kit/time';

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

type Reader = [shape: RegExp, day: (match: RegExpExecArray) => string | null];

const readers: Reader[] = [
  [/^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?$/, ([, year, month, day]) => dayOf(year, month, day)],
  [/^(\d{4})[-/](\d{1,2})$/, ([, year, month]) => dayOf(year, month, '1')],
  [/^(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})$/, ([, day, month, year]) => dayOf(year, month, day)],
  [/^(\d{1,2})[/-](\d{1,2})[/-](\d{4})$/, ([, one, two, year]) => dayOfEither(year, one, two)],
  [/^(\d{1,2})(?:st|nd|rd|th)?\.?\s+([a-z]{3,9})\.?,?\s+(\d{4})$/i, ([, day, name, year]) => named(year, name, day)],
  [/^([a-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})$/i, ([, name, day, year]) => named(year, name, day)],
  [/^([a-z]{3,9})\.?\s+(\d{4})$/i, ([, name, year]) => named(year, name, '1')],
  [/^(\d{4})(?:\.0+)?$/, ([, year]) => dayOf(year, '1', '1')],
];

/**
 * A day in any of the usual spellings as `2008-09-14`; a month or a year alone gives its first day, and so does `3/4/2008`,
 * whose month nobody can tell, its year's. Null where it is no day between 1000 and 2200.
 */
export function toDay(text: string): string | null {
  for (const [shape, day] of readers) {
    const match = shape.exec(text);
    if (match) return day(match);
  }
  return null;
}

function dayOf(year = '', month = '', day = ''): string | null {
  const written = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  return Number(year) >= 1000 && Number(year) <= 2200 && isCalendarDay(written) ? written : null;
}

function dayOfEither(year = '', one = '', two = ''): string | null {
  const [dayFirst, monthFirst] = [dayOf(year, two, one), dayOf(year, one, two)];
  return dayFirst !== null && monthFirst !== null && one !== two ? dayOf(year, '1', '1') : (dayFirst ?? monthFirst);
}

function named(year = '', name = '', day = ''): string | null {
  const month = months.indexOf(name.slice(0, 3).toLowerCase()) + 1;
  return month === 0 ? null : dayOf(year, String(month), day);
}

/** `2008.0` → 2008, `-720.0` → -720, `720 BC` → -720. Null for 0 (there was none) and for what is no year. */
export function toYear(text: string): number | null {
  const [, sign, digits, before] = /^([-−]?)\s*(\d{1,4})(?:\.0*)?\s*(bce?|b\.c\.)?$/i.exec(text) ?? [];
  const year = Number(digits) * (sign || before ? -1 : 1);
  return digits !== undefined && year !== 0 && year >= -5000 && year <= 2200 ? year : null;
}
