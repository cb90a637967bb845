// How often one may ask, counted in this process: lost at a restart, and bounded, because whoever is counted here can at worst
// make us work. What guards passwords is counted by the users room in its database.

import { subjectOf } from '#kit/address';
import { bearerToken, isStaff, type Role, type Verifier } from '#kit/auth';
import { digest } from '#kit/id';
import { asConfigured, exceeded, type Generosity, type Limit, type Standing, tooOften } from '#kit/limits';
import type { Problem } from '#kit/problem';
import { createLru } from './lru.ts';

const minute = 60;
export const limits = {
  api: { name: 'api', quota: 300, windowSeconds: minute },
  staff: { name: 'staff', quota: 60, windowSeconds: minute },
  checkout: { name: 'checkout', quota: 10, windowSeconds: minute },
  reviews: { name: 'reviews', quota: 10, windowSeconds: 60 * minute },
  search: { name: 'search', quota: 60, windowSeconds: minute },
  /** Order numbers and addresses tried at /track: from one place, and for one number. */
  track: { name: 'track', quota: 10, windowSeconds: minute },
  trackOrder: { name: 'track-order', quota: 20, windowSeconds: 60 * minute },
  /** Questions from the contact form, from one place. */
  contact: { name: 'contact', quota: 5, windowSeconds: 60 * minute },
  suggestions: { name: 'suggestions', quota: 240, windowSeconds: minute },
} as const satisfies Record<string, Limit>;

/** A request to a room: by a program through /api, or by a page in a visitor's name. */
export type Wish = { method: string; path: string };
type Account = { id: number; role: Role };
type Program = Wish & { authorization: string | null; address: string | null };

export type Limits = {
  /** Counts a page's wish. @returns the refusal, or null where it may be asked */
  refusal(wish: Wish & { account: Account | null; address: string | null }): Problem | null;
  /** Counts a program's request. @returns where it stands with every limit. @throws Problem 429 */
  admit(request: Program): Promise<Standing[]>;
  /** Counts a try to find an order by its number. @returns the refusal, or null where it may be tried */
  trackRefusal(of: { number: string; address: string | null }): Problem | null;
  /** Counts a question to the shop. @returns the refusal, or null where it may be sent */
  contactRefusal(address: string | null): Problem | null;
  /** A room knew the token of this request for none: who tries tokens is counted by address. */
  tokenRefused(request: Pick<Program, 'address'>): void;
};

/** For what asks rooms by itself, for nobody. */
export const unlimited: Pick<Limits, 'refusal'> = { refusal: () => null };

/** Whoever is not among so many was quiet for longest, and begins anew. */
const remembered = 20_000;

/** @param times how many times the documented limits; 0 switches all of them off */
export function createLimits(times: Generosity, verifier: Pick<Verifier, 'verify'>): Limits {
  const count = createCounter(times);
  const take = (taken: [Limit, string][]): Standing[] =>
    taken.flatMap(([limit, subject]) => count(limit, subject) ?? []);
  return {
    refusal({ account, address, ...wish }) {
      const standings = take([...ofStaff(wish, account), ...ofWish(wish, account, address)]);
      const over = standings.find(exceeded);
      return over ? tooOften(over, standings) : null;
    },
    async admit({ authorization, address, ...wish }) {
      if (times === 0) return [];
      const here = subjectOf(address);
      const account = changes(wish) ? await accountOf(verifier, authorization) : null;
      // A token is known by its digest alone: nobody can use up the quota of one they have not got.
      const who = authorization ? `token:${digest(authorization)}` : `address:${here}`;
      const strangers = authorization ? count(limits.api, `refused:${here}`, 0) : null;
      const counted = take([[limits.api, who], ...ofStaff(wish, account), ...ofWish(wish, account, address)]);
      const over = counted.find(exceeded) ?? (strangers && exceeded(strangers) ? strangers : undefined);
      if (over) throw tooOften(over, counted.includes(over) ? counted : [over]);
      return counted;
    },
    trackRefusal({ number, address }) {
      const standings = take([
        [limits.track, `address:${subjectOf(address)}`],
        [limits.trackOrder, `order:${number}`],
      ]);
      const over = standings.find(exceeded);
      return over ? tooOften(over, standings) : null;
    },
    contactRefusal(address) {
      const standings = take([[limits.contact, `address:${subjectOf(address)}`]]);
      const over = standings.find(exceeded);
      return over ? tooOften(over, standings) : null;
    },
    tokenRefused: ({ address }) => void count(limits.api, `refused:${subjectOf(address)}`),
  };
}

const changes = ({ method }: Wish): boolean => !['GET', 'HEAD', 'OPTIONS'].includes(method);

const ofStaff = (wish: Wish, account: Account | null): [Limit, string][] =>
  account && changes(wish) && isStaff(account) ? [[limits.staff, `user:${account.id}`]] : [];

/** The limits that one kind of wish has. Who is not known yet will be refused by the room, and is counted by address. */
function ofWish({ method, path }: Wish, account: Account | null, address: string | null): [Limit, string][] {
  const here = `address:${subjectOf(address)}`;
  const user = account ? `user:${account.id}` : here;
  const bare = path.replace(/\/$/, '');
  if (method === 'POST' && bare === '/api/orders') return [[limits.checkout, user]];
  if (method === 'POST' && bare === '/api/reviews') return [[limits.reviews, user]];
  if (changes({ method, path })) return [];
  if (bare === '/api/books/search') return [[limits.search, here]];
  return bare === '/api/books/suggest' ? [[limits.suggestions, here]] : [];
}

/** Null for who is not known: a bad token, or nobody who could tell. The room says what that means. */
async function accountOf(verifier: Pick<Verifier, 'verify'>, authorization: string | null): Promise<Account | null> {
  try {
    const token = bearerToken(authorization);
    return token ? await verifier.verify(token) : null;
  } catch {
    return null;
  }
}

type Window = { taken: number; endsAt: number };

/** Counts `by` requests more, within windows that open with the first. */
function createCounter(times: Generosity) {
  const windows = createLru<Window>(remembered);
  return (limit: Limit, subject: string, by = 1): Standing | null => {
    const here = asConfigured(limit, times);
    if (!here) return null;
    // Whole milliseconds: fractions added and taken away again can come out as a little more than the window.
    const now = Math.round(performance.now());
    const key = `${limit.name} ${subject}`;
    const open = windows.get(key);
    const window = open && open.endsAt > now ? open : { taken: 0, endsAt: now + limit.windowSeconds * 1000 };
    window.taken += by;
    if (by > 0) windows.set(key, window);
    return { limit: here, taken: window.taken, resetSeconds: Math.max(1, Math.ceil((window.endsAt - now) / 1000)) };
  };
}
