// Every wish that changes something can be sent twice: with an Idempotency-Key it is done once and answered the same, or it
// is one of a few of which doing it twice is the same as once. Which is which stands here, held against the five documents.

import { afterAll, beforeAll, expect, test } from 'bun:test';
import { once } from '#kit/outbox';
import * as booksContract from '#nats/books';
import * as ordersContract from '#nats/orders';
import * as usersContract from '#nats/users';
import { books } from '#services/books/index';
import { orders } from '#services/orders/index';
import { payments } from '#services/payments/index';
import { reviews } from '#services/reviews/index';
import { users } from '#services/users/index';
import { type Neighbours, type Room, startRoom } from '#tests/support/room';

const neighbours: Neighbours = (bus) => {
  bus.answer(usersContract.check, async ({ user_id: id }) => ({
    exists: true,
    is_active: true,
    account: { id, username: `u${id}`, display_name: `Reader ${id}`, role: 'customer' as const, is_guest: false },
  }));
  bus.answer(booksContract.book, async ({ book_id: id }) => ({ exists: true, title: `Book ${id}` }));
  bus.answer(ordersContract.bought, async () => ({ bought: false }));
};

let rooms: Room[] = [];
let room: Room;
beforeAll(async () => {
  room = await startRoom(reviews, neighbours);
  const others = [
    startRoom(users as never, neighbours),
    startRoom(books as never, neighbours),
    startRoom(orders as never, neighbours, { ORDER_TTL_SECONDS: 900 }),
    startRoom(payments as never, neighbours, { PROVIDER_TIMEOUT_MS: 500, PAYMENT_GIVE_UP_SECONDS: 900 }),
  ];
  rooms = [room, ...(await Promise.all(others))];
}, 60_000);
afterAll(() => Promise.all(rooms.map((one) => one.stop())));

/** Without a key: what would be kept are passwords and tokens, or nothing is made that was not there. */
const withoutKey: Record<string, string> = {
  'POST /api/users/register/': 'the name is taken the second time; who sent it signs in with its password',
  'POST /api/users/guest/': 'a second guest is an empty account that nobody uses',
  'POST /api/users/login/': 'two sessions of one person',
  'POST /api/users/token/refresh/': 'for ten seconds the same token gives the same pair',
  'POST /api/users/logout/': 'who has left has left',
  'POST /api/users/password/forgot/': 'another mail with another link, of which a few are sent an hour',
  'POST /api/users/password/reset/': 'the link is spent by the first',
  'POST /api/users/email/confirm/': 'the link is spent by the first',
  'POST /api/users/me/account/': 'who has a password is told so the second time',
  'POST /api/users/me/addresses/': 'an address that is kept already is answered as it is',
  'POST /api/users/me/email/': 'another mail with another link, of which a few are sent an hour',
  'POST /api/users/me/email/verification/': 'another mail with another link, of which a few are sent an hour',
  'POST /api/users/me/reading_list/': 'a book is on the list or it is not',
  'POST /api/users/me/password/': 'the second finds the old password wrong',
  'POST /api/payments/{id}/received/': 'money that has come has come',
  'POST /api/reviews/{id}/helpful/': 'one vote an account',
  'POST /api/reviews/{id}/reports/': 'one report an account',
  'POST /api/reviews/reports/{id}/dismissal/': 'what is dismissed stays so',
};

test('every unsafe operation takes a key, or is named here with the reason why it needs none', async () => {
  const without: string[] = [];
  for (const one of rooms) {
    const { json } = await one.get('/swagger/json');
    const parameters = json.components.parameters as Record<string, { name: string }>;
    for (const [path, operations] of Object.entries(json.paths as Record<string, Record<string, unknown>>))
      for (const [method, operation] of Object.entries(operations)) {
        if (method === 'get') continue;
        const given = ((operation as { parameters?: { $ref?: string; name?: string }[] }).parameters ?? []).map(
          ({ $ref, name }) => name ?? parameters[$ref?.split('/').at(-1) ?? '']?.name,
        );
        if (!given.includes('Idempotency-Key')) without.push(`${method.toUpperCase()} ${path}`);
      }
  }
  expect(without.sort()).toEqual(Object.keys(withoutKey).sort());
});

const written = async (author: number, bookId: number) => {
  const token = await room.token({ id: author });
  const made = await room.post('/api/reviews/', { book_id: bookId, rating: 3, comment: 'So so.' }, token);
  return { token, at: `/api/reviews/${made.json.id}/`, etag: made.headers.get('etag') ?? '' };
};

test('a change that is sent again after its answer was lost gets that answer, not a 412 for its own work', async () => {
  const { token, at, etag } = await written(1, 1);
  const key = { 'idempotency-key': 'change-1', 'if-match': etag };
  const first = await room.send('PATCH', at, { json: { rating: 5 }, token, headers: key });
  expect(first.status).toBe(200);
  const again = await room.send('PATCH', at, { json: { rating: 5 }, token, headers: key });
  expect([again.status, again.text, again.headers.get('etag')]).toEqual([200, first.text, first.headers.get('etag')]);
  expect([first.headers.get('idempotent-replayed'), again.headers.get('idempotent-replayed')]).toEqual([null, 'true']);
  const keyless = await room.send('PATCH', at, { json: { rating: 5 }, token, headers: { 'if-match': etag } });
  expect(keyless.status).toBe(412);
});

test('a removal that is sent again is done, not missing', async () => {
  const { token, at } = await written(2, 1);
  const headers = { 'idempotency-key': 'gone-1' };
  const answers = [
    await room.send('DELETE', at, { token, headers }),
    await room.send('DELETE', at, { token, headers }),
    await room.send('DELETE', at, { token }),
  ];
  expect(answers.map(({ status }) => status)).toEqual([204, 204, 404]);
});

test('a key is one account’s, for one address and one wish; what was refused may be tried again with it', async () => {
  const mine = await written(3, 1);
  const theirs = await written(4, 1);
  const headers = { 'idempotency-key': 'k' };
  const refused = await room.send('PATCH', mine.at, {
    json: { rating: 1 },
    token: mine.token,
    headers: { ...headers, 'if-match': '"9-old"' },
  });
  expect(refused.status).toBe(412);
  const patch = (one: typeof mine, rating: number) =>
    room.send('PATCH', one.at, { json: { rating }, token: one.token, headers });
  expect((await patch(mine, 1)).json.rating).toBe(1);
  expect((await patch(theirs, 2)).json.rating).toBe(2);
  expect((await patch(mine, 4)).status).toBe(422);
  expect(
    (await room.send('PUT', mine.at, { json: { rating: 4, comment: 'x' }, token: mine.token, headers })).status,
  ).toBe(200);
  expect((await room.send('PATCH', mine.at, { json: { rating: 1 }, headers })).status).toBe(401);
  const bad = { 'idempotency-key': 'with space' };
  expect((await room.send('DELETE', mine.at, { token: mine.token, headers: bad })).status).toBe(400);
});

test('twenty at once with one key change a thing once', async () => {
  const { token, at, etag } = await written(5, 1);
  const headers = { 'idempotency-key': 'many', 'if-match': etag };
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => room.send('PATCH', at, { json: { title: 'Once' }, token, headers })),
  );
  const done = answers.filter(({ status }) => status === 200);
  expect(new Set(done.map(({ text }) => text)).size).toBe(1);
  expect(answers.every(({ status, json }) => status === 200 || json.type === '/problems/still-running')).toBe(true);
  expect(done.filter(({ headers: told }) => !told.has('idempotent-replayed')).length).toBe(1);
});

test('an event that is heard again changes nothing, which is the same promise between rooms', async () => {
  const fact = { id: Bun.randomUUIDv7(), type: 'orders.paid' };
  const effects: boolean[] = [];
  for (let n = 0; n < 3; n++) effects.push(await once(room.deps.db, fact, async () => {}));
  expect(effects).toEqual([true, false, false]);
});
