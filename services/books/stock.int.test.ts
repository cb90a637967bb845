// Stock under fire: many buyers, repeats, lapsed holds, and a ledger that always adds up.

import { afterAll, beforeAll, expect, test } from 'bun:test';
import { sql } from 'drizzle-orm';
import { rows } from '#kit/database';
import { newUid } from '#kit/id';
import * as contract from '#nats/books';
import * as orders from '#nats/orders';
import { type Room, startRoom } from '#tests/support/room';
import { books } from './index.ts';

let room: Room;
let staff: string;
beforeAll(async () => {
  room = await startRoom(books);
  staff = await room.token({ id: 1, role: 'staff' });
}, 60_000);
afterAll(async () => {
  expect(await brokenLedgers()).toEqual([]);
  await room.stop();
});

const aBook = async (stock: number): Promise<number> =>
  (await room.post('/api/books/', { title: 'A book', author: 'An Author', price: '9.99', stock }, staff)).json.id;

type Item = { book_id: number; quantity: number };
const reserve = (orderUid: string, items: Item[], ttl = 900) =>
  room.deps.bus.ask(contract.reserve, { order_uid: orderUid, items, ttl_seconds: ttl });
const commit = async (uid: string) => (await room.deps.bus.ask(contract.commit, { order_uid: uid })).outcome;
const release = async (uid: string) => (await room.deps.bus.ask(contract.release, { order_uid: uid })).outcome;
const level = async (bookId: number) => {
  const { json } = await room.get(`/api/books/${bookId}/`);
  return { stock: json.stock, available: json.available };
};

/** Books whose stock is not the sum of their ledger, or whose reserved copies are not those of the held orders. */
const brokenLedgers = () =>
  room.deps.db.use((query) =>
    rows(
      query,
      sql`select s.book_id from stock s
        left join (select book_id, sum(d_on_hand) as on_hand, sum(d_reserved) as reserved from stock_movements group by 1) m
          on m.book_id = s.book_id
        left join (select l.book_id, sum(l.quantity) as held from reservation_lines l
          join reservations r on r.order_uid = l.order_uid and r.state = 'held' group by 1) h on h.book_id = s.book_id
        where s.on_hand <> coalesce(m.on_hand, 0) or s.reserved <> coalesce(m.reserved, 0)
          or s.reserved <> coalesce(h.held, 0) or s.reserved > s.on_hand or s.reserved < 0`,
    ),
  );

const lapse = async (uid: string): Promise<void> => {
  await room.deps.db.use((query) =>
    query.execute(sql`update reservations set expires_at = now() - interval '1 second' where order_uid = ${uid}`),
  );
  for (const sweeper of books.sweepers?.(room.deps as never) ?? []) await sweeper.run();
};

test('a thousand buyers, a hundred copies: a hundred are sold', async () => {
  const bookId = await aBook(100);
  const uids = Array.from({ length: 1000 }, newUid);
  const answers = await Promise.all(uids.map((uid) => reserve(uid, [{ book_id: bookId, quantity: 1 }])));
  expect(answers.filter((answer) => answer.outcome === 'held')).toHaveLength(100);
  const refused = answers.filter((answer) => answer.outcome === 'short');
  expect(refused).toHaveLength(900);
  expect(refused[0]?.short).toEqual([{ book_id: bookId, wanted: 1, available: 0 }]);
  const sold = await Promise.all(uids.map(commit));
  expect(sold.filter((outcome) => outcome === 'committed')).toHaveLength(100);
  expect(await level(bookId)).toEqual({ stock: 0, available: 0 });
}, 30_000);

test('orders of several books never wait for each other in a circle, and hold all lines or none', async () => {
  const ids = await Promise.all(Array.from({ length: 6 }, () => aBook(50)));
  const shuffled = () => ids.toSorted(() => Math.random() - 0.5);
  const outcomes = await Promise.all(
    Array.from({ length: 300 }, async () => {
      const uid = newUid();
      const items = shuffled()
        .slice(0, 3)
        .map((id) => ({ book_id: id, quantity: 1 }));
      const { outcome } = await reserve(uid, items);
      if (outcome === 'held') return Math.random() < 0.5 ? commit(uid) : release(uid);
      return outcome;
    }),
  );
  expect(outcomes.filter((outcome) => !['committed', 'released', 'short'].includes(outcome))).toEqual([]);
  expect(await brokenLedgers()).toEqual([]);
  const sold = outcomes.filter((outcome) => outcome === 'committed').length * 3;
  const left = await Promise.all(ids.map(level));
  expect(left.reduce((sum, { stock }) => sum + stock, 0)).toBe(300 - sold);
}, 30_000);

test('a line that falls short holds nothing of the others, and says what is there', async () => {
  const [full, empty] = [await aBook(5), await aBook(1)];
  const uid = newUid();
  const items = [
    { book_id: full, quantity: 2 },
    { book_id: empty, quantity: 1 },
    { book_id: empty, quantity: 1 },
    { book_id: 999_999, quantity: 1 },
  ];
  const answer = await reserve(uid, items);
  expect(answer).toEqual({
    outcome: 'short',
    expires_at: null,
    short: [
      { book_id: empty, wanted: 2, available: 1 },
      { book_id: 999_999, wanted: 1, available: 0 },
    ],
  });
  expect(await level(full)).toEqual({ stock: 5, available: 5 });
  await room.post(`/api/books/${empty}/stock/`, { delta: 10, reason: 'Delivery' }, staff);
  expect(await reserve(uid, items)).toEqual(answer);
  expect([await commit(uid), await release(uid)]).toEqual(['lost', 'nothing']);
});

test('asking again changes nothing and gives the same answer', async () => {
  const bookId = await aBook(10);
  const uid = newUid();
  const answers = await Promise.all(Array.from({ length: 20 }, () => reserve(uid, [{ book_id: bookId, quantity: 3 }])));
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
  expect(await level(bookId)).toEqual({ stock: 10, available: 7 });
  expect(await Promise.all(Array.from({ length: 10 }, () => commit(uid)))).toEqual(Array(10).fill('committed'));
  expect(await level(bookId)).toEqual({ stock: 7, available: 7 });
  expect([await reserve(uid, [{ book_id: bookId, quantity: 3 }])]).toEqual(answers.slice(0, 1));
  expect(await Promise.all(Array.from({ length: 10 }, () => release(uid)))).toEqual(Array(10).fill('returned'));
  expect(await level(bookId)).toEqual({ stock: 10, available: 10 });
  expect(await commit(uid)).toBe('lost');
  expect((await reserve(uid, [{ book_id: bookId, quantity: 3 }])).outcome).toBe('ended');
});

test('a hold past half of the time asked for is made longer, and one that is over is not', async () => {
  const bookId = await aBook(2);
  const [uid, over] = [newUid(), newUid()];
  const items = [{ book_id: bookId, quantity: 1 }];
  const lastsUntil = async (of: string, ttl: number) => Date.parse((await reserve(of, items, ttl)).expires_at ?? '');
  const first = await lastsUntil(uid, 900);
  expect([await lastsUntil(uid, 1700), await lastsUntil(uid, 60)]).toEqual([first, first]);
  const longer = await lastsUntil(uid, 2000);
  expect(longer - first).toBeGreaterThanOrEqual(1100_000);
  expect(await level(bookId)).toEqual({ stock: 2, available: 1 });
  const held = await lastsUntil(over, 900);
  await lapse(over);
  expect(await lastsUntil(over, 5000)).toBeLessThan(held);
  expect(await level(bookId)).toEqual({ stock: 2, available: 1 });
});

test('a commit and a release at the same moment end in one of the two, never in both', async () => {
  const bookId = await aBook(200);
  for (let round = 0; round < 40; round++) {
    const uid = newUid();
    await reserve(uid, [{ book_id: bookId, quantity: 2 }]);
    const before = (await level(bookId)).stock;
    const [sold, ended] = await Promise.all([commit(uid), release(uid)]);
    expect([`${sold} ${ended}`]).toContainEqual(expect.stringMatching(/^(committed returned|lost released)$/));
    expect(await level(bookId)).toEqual({ stock: before, available: before });
  }
});

test('an order that ended before its reservation arrived holds nothing', async () => {
  const bookId = await aBook(5);
  const uid = newUid();
  expect([await release(uid), await release(uid)]).toEqual(['nothing', 'nothing']);
  expect((await reserve(uid, [{ book_id: bookId, quantity: 1 }])).outcome).toBe('ended');
  expect(await commit(uid)).toBe('lost');
  const raced = newUid();
  await Promise.all([reserve(raced, [{ book_id: bookId, quantity: 1 }]), release(raced)]);
  await release(raced);
  expect(await level(bookId)).toEqual({ stock: 5, available: 5 });
});

test('a lapsed hold is free for others; its order may still have it while copies last', async () => {
  const bookId = await aBook(1);
  const [first, second] = [newUid(), newUid()];
  const held = await reserve(first, [{ book_id: bookId, quantity: 1 }]);
  await lapse(first);
  expect(await level(bookId)).toEqual({ stock: 1, available: 1 });
  expect(await reserve(first, [{ book_id: bookId, quantity: 1 }])).toMatchObject({ outcome: held.outcome });
  expect(await commit(first)).toBe('committed');
  expect(await level(bookId)).toEqual({ stock: 0, available: 0 });
  await room.post(`/api/books/${bookId}/stock/`, { set: 1, reason: 'Found one' }, staff);
  await reserve(second, [{ book_id: bookId, quantity: 1 }]);
  await lapse(second);
  const third = newUid();
  expect((await reserve(third, [{ book_id: bookId, quantity: 1 }])).outcome).toBe('held');
  expect([await commit(second), await commit(second)]).toEqual(['lost', 'lost']);
  await release(third);
  expect(await commit(second)).toBe('lost');
});

test('a lapsed hold of a cancelled order is not taken again', async () => {
  const bookId = await aBook(1);
  const uid = newUid();
  await reserve(uid, [{ book_id: bookId, quantity: 1 }]);
  await lapse(uid);
  expect([await release(uid), await commit(uid)]).toEqual(['released', 'lost']);
  expect(await level(bookId)).toEqual({ stock: 1, available: 1 });
});

test('many sweepers at once free each hold once', async () => {
  const bookId = await aBook(500);
  const uids = Array.from({ length: 450 }, newUid);
  await Promise.all(uids.map((uid) => reserve(uid, [{ book_id: bookId, quantity: 1 }])));
  await room.deps.db.use((query) =>
    query.execute(sql`update reservations set expires_at = now() - interval '1 second' where state = 'held'`),
  );
  const sweepers = Array.from({ length: 4 }, () => books.sweepers?.(room.deps as never) ?? []).flat();
  await Promise.all([...sweepers.map((sweeper) => sweeper.run()), ...uids.slice(0, 50).map(commit)]);
  const { stock, available } = await level(bookId);
  expect([stock, available]).toEqual([450, 450]);
});

test('stock is counted in and out, never below what is held', async () => {
  const bookId = await aBook(10);
  await reserve(newUid(), [{ book_id: bookId, quantity: 4 }]);
  const at = `/api/books/${bookId}/stock/`;
  const counted = await room.post(at, { delta: -6, reason: 'Water damage' }, staff);
  expect([counted.status, counted.json]).toEqual([200, { book_id: bookId, stock: 4, available: 0 }]);
  const below = await room.post(at, { delta: -1, reason: 'Lost' }, staff);
  expect([below.status, below.json.type, below.json.held]).toEqual([409, '/problems/stock-held', 4]);
  expect((await room.post(at, { set: 3, reason: 'Count' }, staff)).status).toBe(409);
  expect((await room.post(at, { set: 1_000_000, reason: 'Count' }, staff)).status).toBe(200);
  expect((await room.post(at, { delta: 1, reason: 'Delivery' }, staff)).json.type).toBe('/problems/stock-limit');
  expect((await room.post(at, { reason: 'Why' }, staff)).status).toBe(422);
  expect((await room.post(at, { delta: 1, set: 1, reason: 'Both' }, staff)).status).toBe(422);
  expect((await room.post('/api/books/999999/stock/', { delta: 1, reason: 'x' }, staff)).status).toBe(404);
  expect((await room.post(at, { delta: 1, reason: 'x' }, await room.token({ id: 2 }))).status).toBe(403);
});

test('a repeat with the same Idempotency-Key counts once', async () => {
  const bookId = await aBook(0);
  const key = { 'idempotency-key': newUid() };
  const add = () => room.post(`/api/books/${bookId}/stock/`, { delta: 5, reason: 'Delivery' }, staff, key);
  const [first, second] = [await add(), await add()];
  expect([first.status, second.status, second.headers.get('idempotent-replayed')]).toEqual([200, 200, 'true']);
  expect(second.text).toBe(first.text);
  expect(await level(bookId)).toEqual({ stock: 5, available: 5 });
});

test('whatever happens at once, the ledger adds up', async () => {
  const ids = await Promise.all(Array.from({ length: 5 }, () => aBook(40)));
  const uids = Array.from({ length: 60 }, newUid);
  const some = <T>(list: T[]): T => list[Math.floor(Math.random() * list.length)] as T;
  const acts = [
    () => reserve(some(uids), [{ book_id: some(ids), quantity: 1 + Math.floor(Math.random() * 3) }]),
    () => commit(some(uids)),
    () => release(some(uids)),
    () => lapse(some(uids)),
    () => room.post(`/api/books/${some(ids)}/stock/`, { delta: some([-2, 3]), reason: 'Count' }, staff),
  ];
  await Promise.all(
    Array.from({ length: 12 }, async () => {
      for (let step = 0; step < 40; step++) await some(acts)();
    }),
  );
  expect(await brokenLedgers()).toEqual([]);
}, 30_000);

test('no writer takes a reservation a step that does not exist, nor changes the ledger', async () => {
  const bookId = await aBook(3);
  const uid = newUid();
  await reserve(uid, [{ book_id: bookId, quantity: 1 }]);
  const attempt = (statement: ReturnType<typeof sql>) => room.deps.db.use((query) => query.execute(statement));
  const refusals = [
    sql`update reservations set state = 'returned' where order_uid = ${uid}`,
    sql`insert into reservations (order_uid, state) values (${newUid()}, 'committed')`,
    sql`update stock_movements set d_on_hand = 0`,
    sql`delete from stock_movements where book_id = ${bookId}`,
    sql`update stock set reserved = 4 where book_id = ${bookId}`,
  ];
  for (const statement of refusals) {
    const code = await attempt(statement).then(
      () => 'done',
      (error) => error.cause.code,
    );
    expect(code).toBe('23514');
  }
});

test('a book that left the catalogue is sold to nobody new, but to those who hold it', async () => {
  const bookId = await aBook(5);
  const before = newUid();
  await reserve(before, [{ book_id: bookId, quantity: 1 }]);
  expect((await room.send('DELETE', `/api/books/${bookId}/`, { token: staff })).status).toBe(204);
  expect((await reserve(newUid(), [{ book_id: bookId, quantity: 1 }])).short).toEqual([
    { book_id: bookId, wanted: 1, available: 0 },
  ]);
  expect(await commit(before)).toBe('committed');
  const { lines } = await room.deps.bus.ask(contract.quote, { items: [{ book_id: bookId, quantity: 1 }] });
  expect(lines[0]).toMatchObject({ found: true, purchasable: false, title: 'A book', available: 0 });
});

test('buyers and a clerk who takes the book away at the same moment: each buyer is served or refused', async () => {
  for (let round = 0; round < 10; round++) {
    const bookId = await aBook(5);
    const asked = Array.from({ length: 8 }, () => reserve(newUid(), [{ book_id: bookId, quantity: 1 }]));
    const [gone, ...answers] = await Promise.all([
      room.send('DELETE', `/api/books/${bookId}/`, { token: staff }),
      ...asked,
    ]);
    expect(gone.status).toBe(204);
    expect(answers.every(({ outcome }) => outcome === 'held' || outcome === 'short')).toBeTrue();
  }
});

test('stock that another room tells to free is freed, once', async () => {
  const bookId = await aBook(2);
  const uid = newUid();
  await reserve(uid, [{ book_id: bookId, quantity: 2 }]);
  await commit(uid);
  const fact = { id: newUid(), type: orders.stockFreed.type, at: '2026-01-01', sequence: 1, body: { order_uid: uid } };
  await room.tell(fact);
  await room.tell(fact);
  expect(await level(bookId)).toEqual({ stock: 2, available: 2 });
});
