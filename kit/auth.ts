// Who is asking. Access tokens are Ed25519-signed JWTs; everything about them is pinned here: algorithm, issuer, audience,
// type, known keys. Each room verifies for itself, at both doors.

import { Elysia } from 'elysia';
import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTPayload, jwtVerify } from 'jose';
import { forbidden, unauthorized, unavailable } from './problem.ts';
import { systemClock } from './time.ts';

export const issuer = 'colophon';
export const audience = 'bookstore';
export const algorithm = 'EdDSA';
export const tokenType = 'at+jwt';

export const roles = ['customer', 'staff', 'admin'] as const;
export type Role = (typeof roles)[number];

/** The signed-in account behind a request. `token` travels on when this room asks another in the actor's name. */
export type Actor = { id: number; role: Role; session: string; token: string };

export const isStaff = (actor: Pick<Actor, 'role'>): boolean => actor.role === 'staff' || actor.role === 'admin';

/** True for the account itself and for staff. */
export const mayAct = (actor: Actor, ownerId: number): boolean => actor.id === ownerId || isStaff(actor);

export type Verifier = {
  /** @throws Problem 401 for a token that is malformed, forged, expired or revoked; 503 while no keys can be had. */
  verify(token: string): Promise<Actor>;
  /** Asks for the keys, so that they are here before they are needed. While nobody gives them, those held stay good. */
  renew(): Promise<void>;
  /** Forgets a session at once, whatever its tokens say. */
  revoke(session: string): void;
};

const remembered = 2000;
const keysAgeMs = 5 * 60_000;
const renewedAfterMs = 60_000;

/** @param fetchKeys the public keys of the users room; asked again for an unknown key id, at most once a second. */
export function createVerifier(fetchKeys: () => Promise<JSONWebKeySet>): Verifier {
  const keys = cachedKeys(fetchKeys);
  const known = new Map<string, { actor: Actor; expiresAt: number }>();
  const revoked = new Map<string, number>();
  return {
    async verify(token) {
      const now = systemClock.now().getTime();
      let entry = known.get(token);
      if (!entry) {
        entry = await check(token, keys);
        if (known.size >= remembered) known.clear();
        known.set(token, entry);
      }
      if (entry.expiresAt <= now || revoked.has(entry.actor.session))
        throw unauthorized('The access token has expired or was revoked.');
      return entry.actor;
    },
    renew: () => keys.asked(),
    revoke(session) {
      const now = systemClock.now().getTime();
      for (const [id, until] of revoked) if (until < now) revoked.delete(id);
      revoked.set(session, now + 15 * 60_000);
    },
  };
}

async function check(token: string, keys: Keys): Promise<{ actor: Actor; expiresAt: number }> {
  try {
    return actorOf(token, await verifyWith(token, await keys.current()));
  } catch (error) {
    if (error instanceof errors.JWKSNoMatchingKey)
      return actorOf(token, await verifyWith(token, await keys.renewed()).catch(refuse));
    return refuse(error);
  }
}

const refuse = (error: unknown): never => {
  if (error instanceof errors.JOSEError) throw unauthorized('The access token is not valid.');
  throw error;
};

async function verifyWith(token: string, keySet: JSONWebKeySet): Promise<JWTPayload> {
  const options = {
    algorithms: [algorithm],
    issuer,
    audience,
    typ: tokenType,
    clockTolerance: 30,
    requiredClaims: ['exp', 'sub', 'sid'],
  };
  return (await jwtVerify(token, createLocalJWKSet(keySet), options)).payload;
}

const accountId = /^[1-9]\d{0,8}$/;

function actorOf(token: string, payload: JWTPayload): { actor: Actor; expiresAt: number } {
  // Number() alone would read '', null and '0x1' as somebody.
  const id = typeof payload.sub === 'string' && accountId.test(payload.sub) ? Number(payload.sub) : null;
  const role = roles.find((name) => name === payload.role);
  if (id === null || !role || typeof payload.sid !== 'string') throw unauthorized('The access token is not valid.');
  return { actor: { id, role, session: payload.sid, token }, expiresAt: (payload.exp ?? 0) * 1000 + 30_000 };
}

type Keys = { current(): Promise<JSONWebKeySet>; renewed(): Promise<JSONWebKeySet>; asked(): Promise<void> };

function cachedKeys(fetchKeys: () => Promise<JSONWebKeySet>): Keys {
  let held: JSONWebKeySet | undefined;
  let fetchedAt = 0;
  let pending: Promise<JSONWebKeySet> | undefined;
  const fetchOnce = () => {
    pending ??= fetchKeys()
      .then((keys) => {
        held = keys;
        fetchedAt = performance.now();
        return keys;
      })
      .catch(() => {
        throw unavailable('users');
      })
      .finally(() => {
        pending = undefined;
      });
    return pending;
  };
  return {
    async current() {
      if (!held) return fetchOnce();
      // A retired key must not be trusted for ever; while nobody answers, what is held still serves.
      if (performance.now() - fetchedAt > keysAgeMs) void fetchOnce().catch(() => {});
      return held;
    },
    renewed: async () => (held && performance.now() - fetchedAt < 1000 ? held : fetchOnce()),
    async asked() {
      if (!held || performance.now() - fetchedAt > renewedAfterMs) await fetchOnce().catch(() => {});
    },
  };
}

const bearer = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i;

/** The token of an Authorization header, null without one. @throws Problem 401 for a header that is no bearer token. */
export function bearerToken(header: string | undefined | null): string | null {
  if (!header) return null;
  const token = bearer.exec(header)?.[1];
  if (!token) throw unauthorized('Send the token as: Authorization: Bearer <access token>.');
  return token;
}

const bearerAuth = { bearerAuth: [] };
const documented = (who: string, security: object[]) => ({ 'x-authz': who, security }) as object;

type Asked = { request: Request };

const actors = new WeakMap<Request, Actor>();

/** Who asks, once a guard has let them in; null for nobody known. */
export const admittedActor = (request: Request): Actor | null => actors.get(request) ?? null;

/**
 * Route guards as macros: `{ anyone: true }` gives `actor: Actor | null`, the others `actor: Actor`.
 * Every route states exactly one of them; what is written here also goes into its OpenAPI operation. They look before the
 * shapes are checked, so that a stranger learns nothing about them. Elysia awaits a hook only where its text says `async`.
 */
export function guards(verifier: Verifier) {
  const admit = async ({ request }: Asked, allows: (actor: Actor) => void = () => {}): Promise<void> => {
    const token = bearerToken(request.headers.get('authorization'));
    if (!token) throw unauthorized();
    const actor = await verifier.verify(token);
    allows(actor);
    actors.set(request, actor);
  };
  const theActor = ({ request }: Asked): { actor: Actor } => {
    const actor = admittedActor(request);
    if (!actor) throw unauthorized();
    return { actor };
  };
  return new Elysia({ name: 'guards' }).macro({
    anyone: {
      detail: documented('anyone', [{}, bearerAuth]),
      transform: async (asked: Asked) => {
        if (asked.request.headers.has('authorization')) await admit(asked);
      },
      resolve: ({ request }: Asked) => ({ actor: admittedActor(request) }),
    },
    user: {
      detail: documented('user', [bearerAuth]),
      transform: async (asked: Asked) => {
        await admit(asked);
      },
      resolve: theActor,
    },
    staff: {
      detail: documented('staff', [bearerAuth]),
      transform: async (asked: Asked) => {
        await admit(asked, onlyStaff);
      },
      resolve: theActor,
    },
    admin: {
      detail: documented('admin', [bearerAuth]),
      transform: async (asked: Asked) => {
        await admit(asked, onlyAdministrators);
      },
      resolve: theActor,
    },
  });
}

function onlyStaff(actor: Actor): void {
  if (!isStaff(actor)) throw forbidden('Only staff may do this.');
}

function onlyAdministrators({ role }: Actor): void {
  if (role !== 'admin') throw forbidden('Only an administrator may do this.');
}
