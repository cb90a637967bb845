// Who is visiting: an opaque id in a cookie, traded with the users room for an access token, remembered for a minute.

import { newSecret } from '#kit/id';
import { Problem } from '#kit/problem';
import type { Bus } from '#nats/bus';
import * as users from '#nats/users';
import type { Jar } from './cookies.ts';
import { createLru, type Lru } from './lru.ts';

export type Account = {
  id: number;
  username: string;
  display_name: string;
  role: 'customer' | 'staff' | 'admin';
  is_guest: boolean;
};

/** `silent`: there is a session, but the users room does not say whose. The visitor is treated as signed out meanwhile. */
export type Visitor =
  | { state: 'signed-in'; account: Account; token: string; sid: string }
  | { state: 'signed-out' | 'silent'; account: null; token: null; sid: string | null };

/** As much of a bus as sessions need. */
export type Asking = Pick<Bus, 'ask'>;

/** The request a session begins with, and what its browser calls itself. */
export type From = { requestId: string; device: string | null };

export type Sessions = {
  /** Never throws and never waits longer than the time for a check. */
  visitor(jar: Jar, requestId: string): Promise<Visitor>;
  /** As far as it is known without asking anybody. */
  known(jar: Jar): Visitor;
  /**
   * Begins a session with a refresh token and puts a new id into the cookie. `adopted`: the browser held a guest's session,
   * and what the guest bought is the account's now. @throws Problem 503 while users is silent.
   */
  begin(jar: Jar, refresh: string, from: From): Promise<{ visitor: Visitor; adopted: boolean }>;
  /** Ends the session here and, if users can be reached, everywhere. */
  end(jar: Jar, requestId: string): Promise<void>;
  /** Asks anew at the next request, because a room refused the token. */
  forget(sid: string): void;
};

type Held = { account: Account; token: string; freshUntil: number; goodUntil: number };

const cookie = 'sid';
const cookieSeconds = 30 * 24 * 3600;
const freshMs = 60_000;
/** A token is not used in its last moments: it would expire on its way. */
const marginMs = 20_000;
const checkMs = 400;
const signInMs = 900;
const saneSid = /^[\w.~-]{16,200}$/;
const remembered = 10_000;

const signedOut = (sid: string | null): Visitor => ({ state: 'signed-out', account: null, token: null, sid });

export function createSessions(bus: Asking): Sessions {
  const held = createLru<Held>(remembered);
  const ask = createAsking(bus, held);
  return {
    async visitor(jar, requestId) {
      const sid = sidOf(jar);
      if (!sid) return signedOut(null);
      const known = held.get(sid);
      const now = performance.now();
      if (known && now < known.freshUntil) return signedIn(sid, known);
      const found = await ask(sid, requestId);
      if (typeof found === 'object') return signedIn(sid, found);
      if (found === 'ended') {
        jar.clear(cookie);
        return signedOut(null);
      }
      // While users is away a token it gave before stays good until it expires.
      if (known && now < known.goodUntil) return signedIn(sid, known);
      return { state: 'silent', account: null, token: null, sid };
    },
    known(jar) {
      const sid = sidOf(jar);
      const found = sid ? held.get(sid) : undefined;
      return sid && found && performance.now() < found.goodUntil ? signedIn(sid, found) : signedOut(sid);
    },
    async begin(jar, refresh, { requestId, device }) {
      const earlier = sidOf(jar);
      const ask = {
        refresh,
        ...(earlier === null ? {} : { earlier_sid: earlier }),
        ...(device === null ? {} : { device }),
      };
      const opened = await bus.ask(users.openSession, ask, { requestId, timeoutMs: signInMs });
      if (earlier) {
        held.delete(earlier);
        await close(bus, earlier, requestId);
      }
      const found = hold(opened);
      held.set(opened.sid, found);
      jar.set(cookie, opened.sid, cookieSeconds);
      return { visitor: signedIn(opened.sid, found), adopted: opened.adopted ?? false };
    },
    async end(jar, requestId) {
      const sid = sidOf(jar);
      jar.clear(cookie);
      if (!sid) return;
      held.delete(sid);
      await close(bus, sid, requestId);
    },
    forget: (sid) => held.delete(sid),
  };
}

/** Asks users about a session; several requests of one page ask once. */
function createAsking(
  bus: Asking,
  held: Lru<Held>,
): (sid: string, requestId: string) => Promise<Held | 'ended' | 'silent'> {
  const asking = new Map<string, Promise<Held | 'ended' | 'silent'>>();
  const ask = async (sid: string, requestId: string): Promise<Held | 'ended' | 'silent'> => {
    try {
      const found = hold(await bus.ask(users.session, { sid }, { requestId, timeoutMs: checkMs }));
      held.set(sid, found);
      return found;
    } catch (error) {
      if (!(error instanceof Problem) || error.status >= 500) return 'silent';
      held.delete(sid);
      return 'ended';
    }
  };
  return (sid, requestId) => {
    const asked = asking.get(sid) ?? ask(sid, requestId).finally(() => asking.delete(sid));
    asking.set(sid, asked);
    return asked;
  };
}

const signedIn = (sid: string, { account, token }: Held): Visitor => ({ state: 'signed-in', account, token, sid });

function hold(session: { access: string; expires_in: number; user: Account }): Held {
  const now = performance.now();
  const goodUntil = now + session.expires_in * 1000 - marginMs;
  return { account: session.user, token: session.access, goodUntil, freshUntil: Math.min(now + freshMs, goodUntil) };
}

/** The browser forgets the id in any case; what users was not told it finds out when the session has aged. */
async function close(bus: Asking, sid: string, requestId: string): Promise<void> {
  await bus.ask(users.closeSession, { sid }, { requestId, timeoutMs: checkMs }).catch((error: unknown) => {
    if (!(error instanceof Problem)) throw error;
  });
}

function sidOf(jar: Jar): string | null {
  const sid = jar.get(cookie);
  return sid && saneSid.test(sid) ? sid : null;
}

/** What forms in this browser may be bound to: its session, even one that has ended since, and its own id. */
export const formSubjects = (jar: Jar): string[] =>
  [sidOf(jar), jar.get(browserCookie)].filter((subject) => subject !== null);

const browserCookie = 'pre';
const sanePre = /^[\w-]{43}$/;

/** The browser's own id, which forms are bound to before there is a session; set at the first page. */
export function browserId(jar: Jar): string {
  const known = jar.get(browserCookie);
  if (known && sanePre.test(known)) return known;
  const fresh = newSecret();
  jar.set(browserCookie, fresh, 400 * 24 * 3600);
  return fresh;
}
