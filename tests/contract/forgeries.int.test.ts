// Forged tokens at every room's door.

import { afterAll, beforeAll, expect, test } from 'bun:test';
import { importJWK, SignJWT } from 'jose';
import { algorithm, audience, issuer, tokenType } from '#kit/auth';
import { newUid } from '#kit/id';
import { activeKey } from '#services/users/repository/signing-keys';
import { type Someone, someone } from './callers.ts';
import { forgeries, wrongClaims } from './forgeries.ts';
import { openShop, type RoomName, roomNames, type Shop } from './shop.ts';

const doors: Record<RoomName, string> = {
  users: '/api/users/me/',
  books: '/api/books/',
  orders: '/api/orders/',
  payments: '/api/payments/',
  reviews: '/api/reviews/',
};

let shop: Shop;
let me: Someone;
beforeAll(async () => {
  shop = await openShop();
  me = await someone(shop, 'customer');
}, 60_000);
afterAll(() => shop.close());

/** The rooms that let it in. */
async function opened(
  authorization: string,
  path: (room: RoomName) => string = (room) => doors[room],
): Promise<string[]> {
  const answers = await Promise.all(
    roomNames.map(async (room) => ({
      room,
      answer: await shop.rooms[room].get(path(room), undefined, { authorization }),
    })),
  );
  return answers.flatMap(({ room, answer: { status } }) => (status === 401 ? [] : [`${room} ${status}`]));
}

async function ownKey() {
  const key = await shop.users.deps.db.use(activeKey);
  if (!key) throw new Error('users has no key');
  return key;
}

test('a real token opens every door, and one as ours are made does', async () => {
  expect(await opened(`Bearer ${me.access}`)).toEqual(roomNames.map((room) => `${room} 200`));
  const { kid, privateJwk } = await ownKey();
  const made = await new SignJWT({ role: 'customer', sid: newUid() })
    .setProtectedHeader({ alg: algorithm, kid, typ: tokenType })
    .setSubject('1')
    .setIssuer(issuer)
    .setAudience(audience)
    .setExpirationTime('10m')
    .sign(await importJWK(privateJwk, algorithm));
  // Users alone looks whether the session stands.
  expect(await opened(`Bearer ${made}`)).toEqual(['books 200', 'orders 200', 'payments 200', 'reviews 200']);
});

test('no forged token opens any', async () => {
  const { publicJwk } = await ownKey();
  const corpus = forgeries({ token: me.access, publicJwk });
  expect(corpus.length).toBeGreaterThanOrEqual(40);
  expect(new Set(corpus.map(({ name }) => name)).size).toBe(corpus.length);
  const accepted: string[] = [];
  for (const { name, token } of corpus)
    for (const door of await opened(`Bearer ${token}`)) accepted.push(`${name}: ${door}`);
  expect(accepted).toEqual([]);
});

test('what our own key signs opens none where it says the wrong thing', async () => {
  const { kid, privateJwk } = await ownKey();
  const secret = await importJWK(privateJwk, algorithm);
  const accepted: string[] = [];
  for (const { name, claims, header } of wrongClaims(Math.floor(Date.now() / 1000))) {
    const extensions = header?.crit ? { crit: { shop: true } } : undefined;
    const token = await new SignJWT(claims)
      .setProtectedHeader({ alg: algorithm, kid, typ: tokenType, ...header })
      .sign(secret, extensions);
    for (const door of await opened(`Bearer ${token}`)) accepted.push(`${name}: ${door}`);
  }
  expect(accepted).toEqual([]);
});

test('a token is heard in its header and nowhere else', async () => {
  for (const authorization of [
    me.access,
    `Basic ${me.access}`,
    `Bearer  ${me.access}`,
    `Bearer ${me.access} x`,
    `Bearer ${me.refresh}`,
    'Bearer',
    'Bearer ',
  ])
    expect([authorization.slice(0, 12), await opened(authorization)]).toEqual([authorization.slice(0, 12), []]);
  const elsewhere: Record<string, string>[] = [{ cookie: `access=${me.access}` }, { 'x-access-token': me.access }];
  for (const headers of elsewhere)
    expect((await shop.rooms.orders.get('/api/orders/', undefined, headers)).status).toBe(401);
  const inAddress = await shop.rooms.orders.get(`/api/orders/?access_token=${me.access}`);
  expect(inAddress.status).toBe(401);
});
