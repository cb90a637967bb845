// The people of the authorisation table, with their tokens: good ones and dead ones.

import { importJWK, SignJWT } from 'jose';
import { algorithm, audience, issuer, type Role, tokenType } from '#kit/auth';
import { newUid } from '#kit/id';
import { openSession, tokensOf } from '#services/users/actions/sessions';
import type { Deps } from '#services/users/deps';
import { hashPassword } from '#services/users/passwords';
import { findAccount } from '#services/users/repository/accounts';
import { activeKey } from '#services/users/repository/signing-keys';
import { deliverOnce } from '../support/money.ts';
import { password } from '../support/users-room.ts';
import type { Caller } from './authorisation.ts';
import type { Shop } from './shop.ts';

export type Someone = { id: number; email: string; username: string; access: string; refresh: string };
export type Known = 'owner' | 'other' | 'guest' | 'staff' | 'colleague' | 'admin';
export type People = Record<Known, Someone> & { tokens: Record<Caller, string | undefined> };

const roles: Record<Known, Role> = {
  owner: 'customer',
  other: 'customer',
  guest: 'customer',
  staff: 'staff',
  colleague: 'staff',
  admin: 'admin',
};

const hash = hashPassword(password);

/** Six people, and the three dead tokens of the first. */
export async function invite(shop: Shop): Promise<People> {
  const names = Object.keys(roles) as Known[];
  const found = await Promise.all(
    names.map(async (name) => [name, await someone(shop, roles[name], name === 'guest')]),
  );
  const people = Object.fromEntries(found) as Record<Known, Someone>;
  const dead = await deadTokens(shop, people.owner.id);
  const alive = Object.fromEntries(names.map((name) => [name, people[name].access])) as Record<Known, string>;
  return { ...people, tokens: { anonymous: undefined, ...alive, ...dead } };
}

export async function someone({ users }: Shop, role: Role, isGuest = false): Promise<Someone> {
  const name = newUid();
  const stored = isGuest ? 'null' : `'${await hash}'`;
  const [made] = await users.sql(
    `insert into users (username, email, password_hash, role, is_guest)
     values ('${name}', '${name}@example.com', ${stored}, '${role}', ${isGuest}) returning id::int as id`,
  );
  const { user, access, refresh } = await signIn(users.deps as unknown as Deps, Number(made?.id));
  return { ...user, access, refresh };
}

/** As a sign-in does, without its half of a tenth of a second. */
export async function signIn(deps: Deps, id: number) {
  const opened = await deps.db.transaction(async (query) => {
    const account = await findAccount(query, id);
    if (!account) throw new Error(`there is no account ${id}`);
    return openSession(query, account);
  });
  return { ...(await tokensOf(deps, opened)), session: opened.session };
}

async function deadTokens(shop: Shop, id: number): Promise<Record<'expired' | 'revoked' | 'foreign', string>> {
  const deps = shop.users.deps as unknown as Deps;
  const gone = await signIn(deps, id);
  await shop.users.post('/api/users/logout/', { refresh: gone.refresh });
  await deliverOnce(shop.users);
  const { session } = await signIn(deps, id);
  const now = Math.floor(Date.now() / 1000);
  const sign = (to: string, end: number) => forge(shop, { sub: String(id), sid: session, aud: to, exp: end });
  return {
    expired: await sign(audience, now - 120),
    revoked: gone.access,
    foreign: await sign('elsewhere', now + 600),
  };
}

/** A token that users' own key signs, whatever it says. */
export async function forge(
  shop: Shop,
  claims: Record<string, unknown>,
  header: Record<string, unknown> = {},
): Promise<string> {
  const key = await shop.users.deps.db.use(activeKey);
  if (!key) throw new Error('users has no key yet');
  const whole = { role: 'customer', iss: issuer, jti: newUid(), ...claims };
  return new SignJWT(whole)
    .setProtectedHeader({ alg: algorithm, kid: key.kid, typ: tokenType, ...header })
    .sign(await importJWK(key.privateJwk, algorithm));
}
