// The only place that reads the machine's clock. Deadlines that matter are compared in the database that owns them.

import { Type } from '@sinclair/typebox';

/** Tells the time. Tests hand in one that stands still or jumps. */
export type Clock = { now(): Date };

export const systemClock: Clock = { now: () => new Date() };

/** Milliseconds that only ever grow; for measuring, never for telling the time. */
export function stopwatch(): () => number {
  const started = performance.now();
  return () => performance.now() - started;
}

/** RFC 3339 instant in UTC, as every answer shows it: `2026-11-24T20:15:00.000Z`. */
export const Instant = Type.String({ format: 'date-time', examples: ['2026-11-24T20:15:00.000Z'] });

/** Calendar day, `2026-11-24`; the pattern is checked, the calendar by {@link isCalendarDay}. */
export const CalendarDay = Type.String({
  pattern: '^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$',
  examples: ['2026-11-24'],
});

export function isCalendarDay(text: string): boolean {
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

/** What the database gave (a Date or Postgres text) as an RFC 3339 instant in UTC. */
export function instant(value: Date | string): string {
  return (typeof value === 'string' ? new Date(value) : value).toISOString();
}

export const instantOrNull = (value: Date | string | null): string | null => (value === null ? null : instant(value));

const longDay = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });
const dayAndTime = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  timeZone: 'UTC',
});

/** `24 November 2026`, for people. Takes an instant or a calendar day. */
export const formatDay = (value: string): string => longDay.format(new Date(value));

/** `24 November 2026 at 20:15 UTC`, for people. */
export const formatInstant = (value: string): string => `${dayAndTime.format(new Date(value))} UTC`;

/** `1949`, or `720 BCE` for a negative year. */
export const formatYear = (year: number): string => (year < 0 ? `${-year} BCE` : String(year));

export const sleep = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));
