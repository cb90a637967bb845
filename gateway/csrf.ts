// No other site may act in a visitor's name. Two layers, both must pass: what the browser says about where the form came from
// (Sec-Fetch-Site, else Origin), and a hidden token bound to the visitor's session, or to a cookie set before there is one, so
// that signing in and up are protected too. A browser that says nothing is held to the token alone.

import { Problem } from '#kit/problem';
import type { Clock } from '#kit/time';
import type { Seals } from './seals.ts';

const lifeHours = 12;
const hourMs = 3_600_000;
const purpose = 'form';

/** @param subject the session or pre-session id the form is drawn for. The token changes hourly, so a page's ETag holds. */
export function formToken(seals: Seals, clock: Clock, subject: string): string {
  const hour = hourOf(clock).toString(36);
  return `${hour}.${seals.sign(purpose, `${hour} ${subject}`)}`;
}

/** True for a token made within twelve hours for one of these subjects. */
export function isFormToken(seals: Seals, clock: Clock, token: string, subjects: readonly string[]): boolean {
  const match = /^([0-9a-z]{1,8})\.([\w-]{43})$/.exec(token);
  if (!match) return false;
  const [, hour = '', signature = ''] = match;
  const age = hourOf(clock) - Number.parseInt(hour, 36);
  if (age < 0 || age > lifeHours) return false;
  return subjects.some((subject) => seals.verify(purpose, `${hour} ${subject}`, signature));
}

const hourOf = (clock: Clock): number => Math.floor(clock.now().getTime() / hourMs);

/** @throws Problem 403 where the browser says that another site sent the form. */
export function refuseForeignForm(headers: Headers, publicOrigin: string): void {
  const site = headers.get('sec-fetch-site');
  if (site !== null) {
    if (site === 'same-origin' || site === 'none') return;
    throw foreign();
  }
  const origin = headers.get('origin');
  if (origin !== null && origin !== publicOrigin) throw foreign();
}

const foreign = () =>
  new Problem(
    403,
    'foreign-form',
    'This form was sent from another site, so nothing was done. Use the form in our shop.',
  );

export const outOfDate = () =>
  new Problem(
    403,
    'form-out-of-date',
    'This form is more than twelve hours old or was opened before you signed in or out. Go back, reload the page and send it again.',
  );
