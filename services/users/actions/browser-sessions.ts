// Sessions of browsers: kept up by an opaque id, which a refresh token is traded for.

import type { Query } from '#kit/database';
import { digest } from '#kit/id';
import { instant } from '#kit/time';
import { signAccess } from '../access-tokens.ts';
import type { Deps } from '../deps.ts';
import { presentAccount } from '../present.ts';
import { lockBoth } from '../repository/adoptions.ts';
import {
  extendSession,
  findBrowserSession,
  listStanding,
  nameDevice,
  revokeBrowserSession,
  revokeOwn,
  revokeSessions,
} from '../repository/sessions.ts';
import { accessSeconds, sessionEnded } from '../rules.ts';
import type { UserRow } from '../schema.ts';
import { type Adopted, adoptGuest } from './adopt-guest.ts';
import { forget, type Spent, spendIn, succeeded } from './sessions.ts';

type BrowserSession = { access: string; expires_in: number; user: ReturnType<typeof presentAccount> };
type Wish = { refresh: string; earlierSid?: string; device?: string };
type OpenedInBrowser = BrowserSession & { sid: string; adopted: boolean };

/**
 * `earlierSid`: the session this browser held. Where it is a guest's and stands, the account takes the guest over in the
 * transaction that opens the session. @throws Problem 401 as {@link refreshTokens} does.
 */
export async function openBrowserSession(deps: Deps, wish: Wish): Promise<OpenedInBrowser> {
  const { spent, adopted, ended } = await deps.db.transaction((query) => openIn(query, wish));
  const { user, session, successor } = succeeded(deps, spent);
  forget(deps, ended);
  return { sid: successor, adopted, ...(await browserAccess(deps, user, session)) };
}

type Opening = Adopted & { spent: Spent | { ended: string[] } };

async function openIn(query: Query, { refresh, earlierSid, device }: Wish): Promise<Opening> {
  const earlier = earlierSid === undefined ? null : digest(earlierSid);
  // The accounts before their sessions, as whoever closes one goes about it.
  if (earlier !== null) await lockBoth(query, digest(refresh), earlier);
  const spent = await spendIn(query, refresh, 'browser');
  if ('successor' in spent && device !== undefined) await nameDevice(query, spent.session, device);
  if (earlier === null || !('successor' in spent)) return { spent, adopted: false, ended: [] };
  return { spent, ...(await adoptGuest(query, spent.user, earlier)) };
}

/** @throws Problem 401 where the session has ended. */
export async function continueBrowserSession(deps: Deps, sid: string): Promise<BrowserSession> {
  const found = await deps.db.use((query) => findBrowserSession(query, digest(sid)));
  if (!found) throw sessionEnded();
  if (found.stale) await deps.db.use((query) => extendSession(query, found.id));
  return browserAccess(deps, found.user, found.id);
}

/** @throws Problem 401 where the session has ended. */
export async function listSessions(deps: Deps, sid: string) {
  const own = await ownerOf(deps, sid);
  const found = await deps.db.use((query) => listStanding(query, own.user.id));
  return found.map(({ createdAt, seenAt, ...session }) => ({
    ...session,
    created_at: instant(createdAt),
    seen_at: instant(seenAt),
    current: session.id === own.id,
  }));
}

/** Ends one session of whose this is, or all. @throws Problem 401 where the session has ended. */
export async function endSessions(deps: Deps, sid: string, id: string | undefined): Promise<void> {
  const { user } = await ownerOf(deps, sid);
  forget(
    deps,
    await deps.db.use((query) => (id === undefined ? revokeSessions(query, user.id) : revokeOwn(query, user.id, id))),
  );
}

async function ownerOf(deps: Deps, sid: string): Promise<{ id: string; user: UserRow }> {
  const found = await deps.db.use((query) => findBrowserSession(query, digest(sid)));
  if (!found) throw sessionEnded();
  return found;
}

export async function closeBrowserSession(deps: Deps, sid: string): Promise<void> {
  forget(deps, await deps.db.use((query) => revokeBrowserSession(query, digest(sid))));
}

async function browserAccess({ db }: Deps, user: UserRow, session: string): Promise<BrowserSession> {
  const access = await signAccess(db, { userId: user.id, role: user.role, session });
  return { access, expires_in: accessSeconds, user: presentAccount(user) };
}
