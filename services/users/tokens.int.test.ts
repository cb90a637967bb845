// What verifiers accept of what users signs, how keys are replaced, and what the room answers over the bus.

import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { base64url, exportJWK, generateKeyPair, importJWK, type JWK, SignJWT } from 'jose';
import { createVerifier } from '#kit/auth';
import { createLog } from '#kit/log';
import * as contract from '#nats/users';
import { startUsersRoom, type UsersRoom } from '#tests/support/users-room';
import { forgetSigner } from './access-tokens.ts';
import { sweep } from './actions/housekeeping.ts';
import { ensureSigningKey, publicKeys, rotateSigningKey } from './actions/signing-keys.ts';

let room: UsersRoom;
beforeAll(async () => {
  room = await startUsersRoom();
}, 60_000);
afterAll(() => room.stop());

const headerOf = (token: string) => JSON.parse(new TextDecoder().decode(base64url.decode(token.split('.')[0] ?? '')));
const privateJwk = async () =>
  (await room.sql('select private_jwk from signing_keys order by created_at'))[0]?.private_jwk as JWK;

describe('an access token', () => {
  type Forged = { header?: object; claims?: object; key?: CryptoKey; exp?: string };
  const forge = async ({ header, claims, key, exp = '10m' }: Forged) => {
    const { keys } = await publicKeys(room.deps);
    const signing = key ?? ((await importJWK(await privateJwk(), 'EdDSA')) as CryptoKey);
    return new SignJWT({ iss: 'colophon', aud: 'bookstore', sub: '1', role: 'customer', sid: 'x', ...claims })
      .setProtectedHeader({ alg: 'EdDSA', kid: String(keys[0]?.kid), typ: 'at+jwt', ...header })
      .setIssuedAt()
      .setExpirationTime(exp)
      .sign(signing);
  };
  const verdict = async (token: string) => {
    try {
      const actor = await createVerifier(() => publicKeys(room.deps)).verify(token);
      return `${actor.role} ${actor.id}`;
    } catch (problem) {
      return (problem as { status?: number }).status;
    }
  };

  test('that users signed is believed, and tells who, as what and since when', async () => {
    const person = await room.register();
    expect(await verdict(person.access)).toBe(`customer ${person.id}`);
    expect(await verdict(await forge({}))).toBe('customer 1');
    expect(headerOf(person.access)).toEqual({ alg: 'EdDSA', typ: 'at+jwt', kid: expect.any(String) });
  });

  test('that was forged, meant for others, or has expired is not', async () => {
    const stranger = (await generateKeyPair('EdDSA', { crv: 'Ed25519' })).privateKey;
    const wrong: Record<string, Forged> = {
      'another issuer': { claims: { iss: 'evil' } },
      'another audience': { claims: { aud: 'warehouse' } },
      'another type': { header: { typ: 'JWT' } },
      'an unknown key': { header: { kid: 'unknown' } },
      'a key of somebody else': { key: stranger },
      'long expired': { exp: '-1m' },
      'an unknown role': { claims: { role: 'king' } },
      'no session': { claims: { sid: undefined } },
      'no account': { claims: { sub: 'me' } },
    };
    for (const [what, of] of Object.entries(wrong)) expect([what, await verdict(await forge(of))]).toEqual([what, 401]);
  });

  test('without a signature, or signed with the public key as if it were a secret, is not believed', async () => {
    const claims = { iss: 'colophon', aud: 'bookstore', sub: '1', role: 'admin', sid: 'x', exp: 4_000_000_000 };
    const encoded = (part: object) => base64url.encode(JSON.stringify(part));
    expect(await verdict(`${encoded({ alg: 'none', typ: 'at+jwt' })}.${encoded(claims)}.`)).toBe(401);
    const [key] = (await publicKeys(room.deps)).keys;
    const secret = base64url.decode(String(key?.x));
    const confused = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', kid: String(key?.kid) })
      .sign(secret);
    expect(await verdict(confused)).toBe(401);
  });

  test('that was cut short or tampered with is not believed', async () => {
    const { access } = await room.register();
    const [header, payload, signature] = access.split('.');
    const claims = JSON.parse(new TextDecoder().decode(base64url.decode(payload ?? '')));
    const promoted = base64url.encode(JSON.stringify({ ...claims, role: 'admin' }));
    for (const token of [`${header}.${promoted}.${signature}`, access.slice(0, -8), `${header}.${payload}`, 'a.b.c'])
      expect(await verdict(token)).toBe(401);
  });
});

describe('the signing key', () => {
  test('is made once, however many instances start', async () => {
    await Promise.all(Array.from({ length: 6 }, () => ensureSigningKey(room.deps)));
    expect(await room.sql('select 1 from signing_keys')).toHaveLength(1);
  });

  test('shows its public half only, and never its private half in the log', async () => {
    const { json, headers } = await room.get('/api/users/.well-known/jwks.json');
    expect(json).toEqual(await room.deps.bus.ask(contract.keys, {}));
    expect(Object.keys(json.keys[0]).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x']);
    expect(headers.get('cache-control')).toBe('public, max-age=300');
    const other = await startUsersRoom();
    let written = '';
    const log = createLog('users', (line) => {
      written += line;
    });
    await other.sql('delete from signing_keys');
    await ensureSigningKey({ ...other.deps, log });
    await rotateSigningKey({ ...other.deps, log });
    const secrets = await other.sql("select private_jwk->>'d' as d from signing_keys");
    expect([secrets.length, written.split('\n').length]).toEqual([2, 3]);
    for (const { d } of secrets) expect(written).not.toContain(String(d));
    await other.stop();
  });

  test('is replaced without a token refused: published, used, and the old one retired', async () => {
    const own = await startUsersRoom();
    const verifier = createVerifier(() => publicKeys(own.deps));
    const { username, access: old } = await own.register();
    const kids = async () => (await publicKeys(own.deps)).keys.map(({ kid }) => kid);
    const pass = async (minutes: number) => {
      const earlier = (column: string) => `${column} = ${column} - interval '${minutes} minutes'`;
      await own.sql(`update signing_keys set ${['created_at', 'activates_at', 'retires_at'].map(earlier)}`);
      forgetSigner(own.deps.db);
    };
    const kidOfNew = async () => headerOf((await own.signIn(username)).access).kid;
    const first = headerOf(old).kid;

    const second = await rotateSigningKey(own.deps);
    expect(await rotateSigningKey(own.deps)).toBe(second);
    expect([await kids(), await kidOfNew()]).toEqual([[first, second], first]);
    await pass(14);
    expect(await kidOfNew()).toBe(first);
    await pass(2);
    expect([await kids(), await kidOfNew()]).toEqual([[first, second], second]);
    expect((await verifier.verify(old)).role).toBe('customer');
    expect((await verifier.verify((await own.signIn(username)).access)).role).toBe('customer');
    await pass(15);
    expect(await kids()).toEqual([second]);
    await sweep(own.deps);
    expect(await own.sql('select kid from signing_keys')).toEqual([{ kid: second }]);
    await expect(createVerifier(() => publicKeys(own.deps)).verify(old)).rejects.toMatchObject({ status: 401 });
    await own.stop();
  });
});

describe('over the bus', () => {
  const ask = {
    open: (refresh: string) => room.deps.bus.ask(contract.openSession, { refresh }),
    session: (sid: string) => room.deps.bus.ask(contract.session, { sid }),
    close: (sid: string) => room.deps.bus.ask(contract.closeSession, { sid }),
  };
  const refused = (answer: Promise<unknown>) => expect(answer).rejects.toMatchObject({ status: 401 });

  test('others learn whether an account exists and may act, and what to call it', async () => {
    const check = (id: number) => room.deps.bus.ask(contract.check, { user_id: id });
    const person = await room.register({ first_name: 'Inês', last_name: 'Carvalho' });
    const account = {
      id: person.id,
      username: person.username,
      display_name: 'Inês C.',
      role: 'customer' as const,
      is_guest: false,
    };
    expect(await check(person.id)).toEqual({ exists: true, is_active: true, account });
    await room.sql(`update users set is_active = false where id = ${person.id}`);
    expect((await check(person.id)).is_active).toBe(false);
    const gone = await room.register();
    await room.send('DELETE', `/api/users/${gone.id}/`, { token: gone.access });
    for (const id of [gone.id, 999_999])
      expect(await check(id)).toEqual({ exists: false, is_active: false, account: null });
  });

  test('a refresh token opens one browser session, whose id is kept nowhere', async () => {
    const person = await room.register();
    const [opened, repeated] = await Promise.all([ask.open(person.refresh), ask.open(person.refresh)]);
    expect(repeated.sid).toBe(opened.sid);
    expect(opened).toMatchObject({ expires_in: 600, user: { id: person.id } });
    expect(JSON.stringify(await room.sql('select * from sessions'))).not.toContain(opened.sid);
    const { access, user } = await ask.session(opened.sid);
    expect((await room.get('/api/users/me/', access)).json.id).toBe(user.id);
    expect((await room.post('/api/users/token/refresh/', { refresh: person.refresh })).status).toBe(401);
    await refused(ask.session('made-up'));
    await refused(ask.open('made-up'));
  });

  test('a browser session lasts seven days without use, thirty in all, and ends when it is closed', async () => {
    const person = await room.register();
    const open = async () => {
      const { refresh } = await room.signIn(person.username);
      const { sid } = await ask.open(refresh);
      const where = `browser_digest = encode(sha256('${sid}'), 'hex')`;
      return {
        sid,
        where,
        days: async () =>
          Number(
            (
              await room.sql(`select extract(epoch from idle_until - now()) / 86400 as d from sessions where ${where}`)
            )[0]?.d,
          ),
      };
    };
    const used = await open();
    await room.sql(`update sessions set idle_until = now() + interval '1 minute' where ${used.where}`);
    await ask.session(used.sid);
    expect(await used.days()).toBeCloseTo(7, 2);
    await room.sql(`update sessions set ends_at = now() where ${used.where}`);
    await refused(ask.session(used.sid));
    const idle = await open();
    await room.sql(`update sessions set idle_until = now() where ${idle.where}`);
    await refused(ask.session(idle.sid));
    const closed = await open();
    const { access } = await ask.session(closed.sid);
    await ask.close(closed.sid);
    await ask.close(closed.sid);
    await refused(ask.session(closed.sid));
    expect((await room.get('/api/users/me/', access)).status).toBe(401);
  });

  test('a new password ends the browser sessions', async () => {
    const person = await room.register();
    const { sid } = await ask.open((await room.signIn(person.username)).refresh);
    const wish = {
      current_password: 'correct horse battery',
      password: 'seven quiet otters',
      password2: 'seven quiet otters',
    };
    expect((await room.post('/api/users/me/password/', wish, person.access)).status).toBe(204);
    await refused(ask.session(sid));
  });
});

test('a stranger with keys of their own is believed nowhere', async () => {
  const { publicKey, privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  const embedded = { ...(await exportJWK(publicKey)), kid: 'mine' };
  const token = await new SignJWT({ iss: 'colophon', aud: 'bookstore', sub: '1', role: 'admin', sid: 'x' })
    .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid: 'mine', jwk: embedded, jku: 'http://evil.test/keys' })
    .setExpirationTime('10m')
    .sign(privateKey);
  expect((await room.get('/api/users/me/', token)).status).toBe(401);
});
