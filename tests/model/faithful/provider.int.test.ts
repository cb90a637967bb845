// Is the model of the provider true? From each state of its books, every call goes to the model and to the simulator's own
// functions on real Postgres: every answer and every row must be the same.

import { afterAll, beforeAll, expect, test } from 'bun:test';
import { payments } from '#services/payments/index';
import { query } from '#tests/support/invariants';
import { type Room, startRoom } from '#tests/support/room';
import * as model from '../tables/provider.ts';
import { answerOf, stillWorld, uidOf } from './side-by-side.ts';

let room: Room;
beforeAll(async () => {
  room = await startRoom(payments, () => {}, { PROVIDER_TIMEOUT_MS: 500, PAYMENT_GIVE_UP_SECONDS: 900 });
}, 60_000);
afterAll(() => room?.stop());

const world = stillWorld();
const stateOf = (call: string) => answerOf<string | null>(room, `(psp.${call}).state`);
const authorise = async (key: number, refusal: string | null): Promise<void> => {
  const said = await stateOf(`authorise('${uidOf(3, key)}', 100, 'USD', ${refusal ? `'${refusal}'` : 'null'})`);
  const { outcome } = model.authorise(world, { key, order: 1, amountMinor: 100, refusal });
  expect(outcome === 'authorised').toBe(said === 'authorised' || said === 'captured');
};
const refund = async (key: number, amountMinor: number, name = key): Promise<void> => {
  // A refund is asked for what was captured; nobody asks for another.
  if (!world.tables.charges.has(key)) return;
  const said = await stateOf(`refund('${uidOf(4, name)}', '${uidOf(3, key)}', ${amountMinor})`);
  expect<unknown>(model.refund(world, { key: name, charge: key, amountMinor, refused: false })).toBe(said);
};
const calls: Record<string, (key: number) => Promise<void>> = {
  authorise: (key) => authorise(key, null),
  decline: (key) => authorise(key, 'card_declined'),
  async capture(key) {
    const said = await stateOf(`capture('${uidOf(3, key)}')`);
    expect(model.capture(world, key) === 'captured').toBe(said === 'captured');
  },
  async 'let go'(key) {
    const said = await stateOf(`void('${uidOf(3, key)}')`);
    expect(model.letGo(world, key) === 'captured').toBe(said === 'captured');
  },
  'give back': (key) => refund(key, 60),
  'give back once more': (key) => refund(key, 60, key + 100_000),
  'give back the rest': (key) => refund(key, 40, key + 200_000),
};

const before = [[], ['authorise'], ['decline'], ['let go'], ['authorise', 'let go'], ['authorise', 'capture']];
let charges = 0;

test.each(before.map((calls) => [calls.join(', ') || 'nothing', calls] as const))(
  'all calls there are, twice, after %s',
  async (_, first) => {
    for (const second of Object.keys(calls))
      for (const third of Object.keys(calls)) {
        charges += 1;
        for (const call of [...first, second, third]) {
          await calls[call]?.(charges);
          const charge = world.tables.charges.get(charges);
          const row = `select state, refunded_minor::int as "refundedMinor" from psp.charges where key = '${uidOf(3, charges)}'`;
          const [found] = await query<object>(room, row);
          expect(found, `${call} of ${first}, ${second}, ${third}`).toEqual(
            charge && { state: charge.state, refundedMinor: charge.refundedMinor },
          );
        }
      }
  },
);
