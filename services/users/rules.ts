// What the users room decides, without looking anything up.

import type { Actor, Role } from '#kit/auth';
import {
  conflict,
  type FieldError,
  forbidden,
  notFound,
  Problem,
  refuseField,
  refuseFields,
  unauthorized,
} from '#kit/problem';
import type { Login, Registration, UserChange } from './model.ts';

/** Failures an account may see in a row before each try costs a minute; a quiet quarter of an hour forgives them. */
export const throttle = { failures: 5, pauseSeconds: 60, forgetSeconds: 15 * 60 } as const;
/** What one address (a household's, for IPv6) may do. */
export const perAddress = {
  signIn: { name: 'sign-in', quota: 20, windowSeconds: 60 },
  register: { name: 'register', quota: 5, windowSeconds: 3600 },
  guest: { name: 'guest', quota: 10, windowSeconds: 60 },
  links: { name: 'links', quota: 20, windowSeconds: 3600 },
} as const;
/** How long a sign-in lasts: with use, at most, and how long a spent refresh token still gives its successor. */
export const sessionLife = { idleDays: 7, absoluteDays: 30, graceSeconds: 10 } as const;
/** What a mailed link does: sets a password, shows that the address is read, or makes another one the account's. */
export const linkPurposes = ['password', 'verify', 'move'] as const;
export type LinkPurpose = (typeof linkPurposes)[number];
/** How long a link works. */
export const linkMinutes: Record<LinkPurpose, number> = { password: 30, verify: 3 * 24 * 60, move: 24 * 60 };
/** How many links of one purpose an address is sent. */
export const linksPerHour = 3;
/** A mail that the server did not take is tried so many times, half an hour apart at last: for about three days. */
export const mailLife = { attempts: 150, longestPauseSeconds: 1800 } as const;
/** A new signing key is published this long before it signs, and the old one verifies this long after. */
export const keyLife = { publishMinutes: 15, lingerMinutes: 15 } as const;
export const accessSeconds = 600;

/** Unicode's composed form: what a person typed is the same password or name whatever keyboard made it. */
export const composed = (text: string): string => text.normalize('NFC');

type NewPassword = { password: string; password2: string };

/** `common` tells whether the password is on the list of the commonest, where that list is to be heeded. */
export function passwordFaults({ password, password2 }: NewPassword, common: boolean): FieldError[] {
  const faults: FieldError[] = [];
  const length = [...composed(password)].length;
  if (length < 8) faults.push({ pointer: '/password', detail: 'Use 8 to 128 characters.' });
  else if (common)
    faults.push({ pointer: '/password', detail: 'This is one of the commonest passwords. Choose a rarer one.' });
  if (composed(password) !== composed(password2))
    faults.push({ pointer: '/password2', detail: 'The two passwords differ.' });
  return faults;
}

export function checkNewPassword(given: NewPassword, common: boolean): void {
  const faults = passwordFaults(given, common);
  if (faults.length > 0) throw refuseFields(faults);
}

const username = /^[\p{L}\p{M}\p{N}_.+-]{1,64}$/u;
const reserved = /^(guest|deleted)-/i;

/** @throws Problem 422 that names every field at fault. */
export function checkRegistration(input: Registration, common: boolean): void {
  const faults = passwordFaults(input, common);
  if (!username.test(composed(input.username)))
    faults.unshift({ pointer: '/username', detail: 'Use letters, digits and . _ + - only, at most 64.' });
  else if (reserved.test(input.username))
    faults.unshift({ pointer: '/username', detail: 'Names that begin with "guest-" or "deleted-" are ours.' });
  if (faults.length > 0) throw refuseFields(faults);
}

export function alreadyTaken(taken: { username: boolean; email: boolean }): Problem {
  const errors: FieldError[] = [];
  if (taken.username) errors.push({ pointer: '/username', detail: 'This username is taken. Choose another.' });
  if (taken.email)
    errors.push({
      pointer: '/email',
      detail: 'There is an account with this address. Sign in, or reset its password.',
    });
  return conflict('already-taken', errors.map(({ detail }) => detail).join(' '), { errors });
}

export type LoginName = { by: 'username' | 'email'; name: string };

/** Usernames hold no `@`, so an address in either field is an address. @throws Problem 422 where neither is given. */
export function loginName({ username, email }: Login): LoginName {
  const name = composed((username || email || '').trim());
  if (name === '') throw refuseField('/username', 'Enter your username or your e-mail address.');
  return { by: name.includes('@') ? 'email' : 'username', name };
}

/** One wording for every reason, so that it does not tell which names exist. */
export const wrongLogin = () =>
  new Problem(401, 'wrong-login', 'The name or the password is not right.', {
    headers: { 'www-authenticate': 'Bearer' },
  });

export const linkIsOver = () => refuseField('/token', 'This link has expired or was used. Ask for a new one.');

export const sameAddress = () => refuseField('/email', 'This is the address of your account already.');

export type OpenOrder = { id: number; number: string; status: string };

/** @throws Problem 409 naming the orders that are still on their way, to be paid or to be delivered. */
export function checkOrdersEnded(orders: OpenOrder[]): void {
  if (orders.length === 0) return;
  const numbers = orders.map(({ number }) => number).join(', ');
  throw conflict(
    'orders-open',
    `The account has orders that are not finished: ${numbers}. Cancel them or wait for them.`,
    {
      orders,
    },
  );
}

export const wrongPassword = () => refuseField('/current_password', 'This is not your present password.');

export const tooManyTries = (waitSeconds: number) =>
  new Problem(429, 'too-many-tries', `Too many tries. Wait ${waitSeconds} seconds, or reset the password.`, {
    headers: {
      'retry-after': String(waitSeconds),
      'ratelimit-policy': `"guesses";q=${throttle.failures};w=${throttle.forgetSeconds}`,
      ratelimit: `"guesses";r=0;t=${waitSeconds}`,
    },
  });

/** Said alike whether or not somebody has the address. */
export const tooManyLinks = (waitSeconds: number) =>
  new Problem(
    429,
    'too-many-tries',
    `${linksPerHour} links were asked for this address within the hour. Use the newest, or wait ${Math.ceil(waitSeconds / 60)} minutes.`,
    {
      headers: {
        'retry-after': String(waitSeconds),
        'ratelimit-policy': `"links-of-address";q=${linksPerHour};w=3600`,
        ratelimit: `"links-of-address";r=0;t=${waitSeconds}`,
      },
    },
  );

export const sessionEnded = () => unauthorized('This session has ended. Sign in again.');

/** How long to wait after the attempt of this number; null where it is given up and parked. */
export const mailPauseSeconds = (attempts: number): number | null =>
  attempts >= mailLife.attempts ? null : Math.min(2 ** Math.min(attempts, 20), mailLife.longestPauseSeconds);

export type Presented = {
  /** The session stands and so does its account. */
  live: boolean;
  usedFor: 'pair' | 'browser' | null;
  /** It was used within the grace time. */
  recently: boolean;
};

/**
 * What a presented refresh token is worth. Used again at once it is a client that lost the answer (`again`: the same
 * successor); used again later somebody has a copy (`stolen`: the family ends).
 */
export function spending(token: Presented | null, use: 'pair' | 'browser'): 'first' | 'again' | 'stolen' | 'refused' {
  if (!token?.live) return 'refused';
  if (token.usedFor === null) return 'first';
  if (!token.recently) return 'stolen';
  return token.usedFor === use ? 'again' : 'refused';
}

type Target = { id: number; role: Role };

/** The account itself and staff see it; to others it does not exist. */
export function checkMaySee<T extends Target>(actor: Actor, target: T | null): T {
  if (!target || (target.id !== actor.id && actor.role === 'customer')) throw notFound('account');
  return target;
}

/** Staff help customers; accounts of staff are for their owners and administrators, or a clerk could become one. */
export function checkMayChange<T extends Target>(actor: Actor, found: T | null, change: UserChange = {}): T {
  const target = checkMaySee(actor, found);
  if (actor.role === 'admin') return target;
  if (target.id !== actor.id && target.role !== 'customer')
    throw forbidden('Only an administrator may change the account of a colleague.');
  if (change.role !== undefined || change.is_active !== undefined)
    throw forbidden('Only an administrator may change the role of an account or switch it on and off.');
  return target;
}

/** @param administrators ids of all active ones. @throws Problem 409 where the shop would be left without any. */
export function checkAdministratorRemains(administrators: number[], leaving: number): void {
  if (administrators.length === 1 && administrators[0] === leaving)
    throw conflict('last-administrator', 'This is the only administrator. Make another one first.');
}

/** As {@link displayName} for who has the link of a list: a username says more of somebody than strangers need. */
export const sharedName = (user: { username: string; firstName: string; lastName: string }): string =>
  user.firstName.trim() === '' ? 'A reader' : displayName(user);

/** First name and initial (`Inês C.`), or the username: what others may see. */
export function displayName(user: { username: string; firstName: string; lastName: string }): string {
  const first = user.firstName.trim();
  if (first === '') return user.username;
  const initial = [...user.lastName.trim()][0];
  return initial ? `${first} ${initial.toUpperCase()}.` : first;
}

type Visitor = { id: number; isGuest: boolean };

/** A guest's purchases go to an account with a password, never to another guest, and not away from an account. */
export const mayAdopt = (account: Visitor, guest: Visitor): boolean =>
  guest.isGuest && !account.isGuest && account.id !== guest.id;
