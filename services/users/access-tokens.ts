// Signs access tokens. One instance of the JWT plugin a key: it signs with exactly one and writes that one's id into the
// header. Verifying is kit/auth.ts alone, since the plugin's own verify() pins neither algorithm nor audience nor type.

import { jwt } from '@elysiajs/jwt';
import { exportJWK, generateKeyPair, importJWK } from 'jose';
import { algorithm, audience, issuer, type Role, tokenType } from '#kit/auth';
import type { Database } from '#kit/database';
import { newUid } from '#kit/id';
import { unavailable } from '#kit/problem';
import { stopwatch } from '#kit/time';
import { activeKey, type SigningKey } from './repository/signing-keys.ts';
import { accessSeconds } from './rules.ts';

type Claims = { userId: number; role: Role; session: string };
type Signer = (claims: Claims) => Promise<string>;
type Held = { kid: string; sign: Signer; age: () => number };

/** A key that has been replaced is noticed after this long; it verifies for much longer. */
const heldMs = 30_000;
const held = new WeakMap<Database, Held>();

/** A token of ten minutes for this account and session. */
export async function signAccess(db: Database, claims: Claims): Promise<string> {
  const known = held.get(db);
  if (known && known.age() < heldMs) return known.sign(claims);
  const key = await db.use(activeKey);
  if (!key) throw unavailable('users');
  const fresh = known?.kid === key.kid ? { ...known, age: stopwatch() } : await hold(key);
  held.set(db, fresh);
  return fresh.sign(claims);
}

async function hold({ kid, privateJwk }: SigningKey): Promise<Held> {
  const { decorator } = jwt({
    name: 'access',
    secret: await importJWK(privateJwk, algorithm),
    alg: algorithm,
    kid,
    typ: tokenType,
    iss: issuer,
    aud: audience,
    exp: `${accessSeconds}s`,
  });
  const sign: Signer = ({ userId, role, session }) =>
    decorator.access.sign({ sub: String(userId), role, sid: session, jti: newUid() });
  return { kid, sign, age: stopwatch() };
}

/** Forgets which key signs, so that the next token asks the database. */
export const forgetSigner = (db: Database): boolean => held.delete(db);

export async function makeSigningKey(): Promise<SigningKey> {
  const { publicKey, privateKey } = await generateKeyPair(algorithm, { crv: 'Ed25519', extractable: true });
  const kid = newUid();
  const { kty = '', crv = '', x = '' } = await exportJWK(publicKey);
  return {
    kid,
    publicJwk: { kid, kty, crv, x, alg: algorithm, use: 'sig' },
    privateJwk: { ...(await exportJWK(privateKey)) },
  };
}
