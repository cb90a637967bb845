// Is the model of stock true? From each state a claim can be in, with copies left and without, every call there is goes to the
// model and to the SQL functions on real Postgres: every answer and every row must be the same.

import { afterAll, beforeAll, expect, test } from 'bun:test';
import { books } from '#services/books/index';
import { query } from '#tests/support/invariants';
import { type Room, startRoom } from '#tests/support/room';
import * as model from '../tables/stock.ts';
import { get } from '../world.ts';
import { asJson, only, stillWorld, uidOf } from './side-by-side.ts';

const world = stillWorld();
const lines = [
  { book: 1, copies: 1 },
  { book: 2, copies: 2 },
];
let room: Room;
beforeAll(async () => {
  room = await startRoom(books);
  const staff = await room.token({ id: 1, role: 'staff' });
  for (const { book, copies } of lines) {
    world.tables.stock.set(book, { onHand: copies, reserved: 0, received: copies });
    const made = { title: `Book ${book}`, author: 'A', price: '1.00', stock: copies };
    expect((await room.post('/api/books/', made, staff)).json.id).toBe(book);
  }
}, 60_000);
afterAll(() => room?.stop());

const sql = async <T>(call: string) => (await only<{ answer: T }>(room, `select ${call} as answer`)).answer;
/** Each call as Postgres answers it, and as the model does. */
const calls = {
  async reserve(order: number) {
    const items = lines.map(({ book, copies }) => ({ book_id: book, quantity: copies }));
    const said = await sql<model.Held>(`reserve('${uidOf(1, order)}', ${asJson(items)}, 900)`);
    const first = !world.tables.claims.has(order);
    const ours = model.reserve(world, order, lines);
    const named = ours.short.map(({ book, ...rest }) => ({ book_id: book, ...rest }));
    // Said again, the model does not name once more what was short.
    return [
      [said.outcome, first ? said.short : named],
      [ours.outcome, named],
    ];
  },
  commit: async (order: number) => [await sql(`commit_reservation('${uidOf(1, order)}')`), model.commit(world, order)],
  async end(order: number) {
    await sql(`end_reservation('${uidOf(1, order)}')`);
    model.end(world, order);
    return [];
  },
  async lapse(order: number) {
    const past = `update reservations set expires_at = now() - interval '1 second' where order_uid = '${uidOf(1, order)}'`;
    await query(room, `${past} and state = 'held'`);
    await sql('expire_reservations(10)');
    if (world.tables.claims.has(order)) model.lapseHold(world, order, get(world.tables.claims, order).expiresAt);
    return [];
  },
  'count out': async () => count(-1),
  'count in': async () => count(1),
};
type Call = keyof typeof calls;

async function count(delta: number): Promise<unknown[]> {
  const { outcome } = await sql<{ outcome: string }>(`adjust_stock(1, ${delta}, null, 'adjust', 'r', 1)`);
  return [outcome, model.adjust(world, 1, delta) ? 'changed' : 'below-held'];
}

async function both(call: Call, order: number, about: string): Promise<void> {
  const [said, did] = await calls[call](order);
  expect(did, about).toEqual(said);
  const uid = uidOf(1, order);
  const theirs = await only<object>(
    room,
    `select (select jsonb_agg(array[on_hand, reserved] order by book_id) from stock) as stock,
      (select state from reservations where order_uid = '${uid}') as state`,
  );
  expect(theirs, about).toEqual({
    stock: [...world.tables.stock.values()].map(({ onHand, reserved }) => [onHand, reserved]),
    state: world.tables.claims.get(order)?.state ?? null,
  });
}

/** What was called before, and what the claim is then. */
const ways: readonly [state: string | undefined, before: readonly Call[]][] = [
  [undefined, []],
  ['held', ['reserve']],
  ['short', ['count out', 'reserve', 'count in']],
  ['expired', ['reserve', 'lapse']],
  ['committed', ['reserve', 'commit']],
  ['committed', ['reserve', 'lapse', 'commit']],
  ['released', ['reserve', 'end']],
  ['released', ['reserve', 'lapse', 'end']],
  ['released', ['end']],
  ['lost', ['reserve', 'lapse', 'count out', 'commit', 'count in']],
  ['returned', ['reserve', 'commit', 'end']],
];

let orders = 0;

test.each(ways)('the model of a claim that is %s does what Postgres does: %j', async (state, before) => {
  for (const call of Object.keys(calls) as Call[])
    for (const more of [[], ['count out'] as const]) {
      orders += 1;
      const sequence = [...before, ...more, call];
      for (const [at, next] of sequence.entries()) {
        if (at === before.length) expect(world.tables.claims.get(orders)?.state).toBe(state as 'held');
        await both(next, orders, `${next}, the ${at + 1}. of ${sequence.join(', ')}`);
      }
      await both('end', orders, 'the end of it');
      while (get(world.tables.stock, 1).onHand !== 1)
        await both(get(world.tables.stock, 1).onHand > 1 ? 'count out' : 'count in', orders, 'as it was');
    }
});

test('every step of a claim was compared', () => {
  expect(model.claimSteps.filter((step) => !world.seen.has(step))).toEqual([]);
});
