// Is the model of the payments database true? From each state, prepaid or not, its order ended or not, every step there could be
// and every refund goes to the model and to the SQL functions on real Postgres: every answer, row and balance must be the same.

import { afterAll, beforeAll, expect, test } from 'bun:test';
import { payments } from '#services/payments/index';
import { type PaymentState, paymentStates, transitions } from '#services/payments/saga';
import { type Room, startRoom } from '#tests/support/room';
import * as model from '../tables/payments.ts';
import { get } from '../world.ts';
import { answerOf, asJson, only, orRefused, pathsTo, stillWorld, uidOf } from './side-by-side.ts';

let room: Room;
beforeAll(async () => {
  room = await startRoom(payments, () => {}, { PROVIDER_TIMEOUT_MS: 500, PAYMENT_GIVE_UP_SECONDS: 900 });
}, 60_000);
afterAll(() => room?.stop());

const world = stillWorld();
const paths = pathsTo<PaymentState>('initiated', transitions);
/** Of the model's payment: its id and uid in the database. */
const theirs = new Map<number, { id: number; uid: string }>();
const rowOf = (id: number) => get(world.tables.payments, id);

async function begin(order: number, key: string, offline: boolean): Promise<{ outcome: string; id: number }> {
  const names = { order_id: order, order_uid: uidOf(1, order), user_id: 1, placed_by: 1, request_key: key };
  const means = offline
    ? { method: 'CASH_ON_DELIVERY', provider: 'offline' }
    : { method: 'CREDIT_CARD', provider: 'simulator' };
  const body = { ...names, ...means, amount_minor: 100, currency: 'USD', head_start_seconds: 5 };
  const said = await only<{ outcome: string; id: number }>(
    room,
    `select outcome, payment_id::int as id from payment_begin(${asJson(body)}, 99)`,
  );
  const did = model.beginPayment(world, { order, key, amountMinor: 100, offline, refusal: null });
  expect<string>(did.outcome).toBe(said.outcome);
  const { uid } = await only<{ uid: string }>(room, `select uid from payments where id = ${said.id}`);
  if (did.outcome === 'begun') theirs.set(did.id, { id: said.id, uid });
  expect(theirs.get(did.id)).toEqual({ id: said.id, uid });
  await compare(did.id, 'begun');
  return did;
}

async function move(id: number, from: PaymentState, to: PaymentState): Promise<unknown> {
  const said = await answerOf(room, `payment_move('${theirs.get(id)?.uid}', '${from}', ${asJson({ to, tell: [] })})`);
  const about = `${rowOf(id).state} → ${to}, decided when it was ${from}`;
  expect<unknown>(
    orRefused(() => model.movePayment(world, id, from, { to })),
    about,
  ).toBe(said);
  await compare(id, about);
  return said;
}

async function end(id: number): Promise<void> {
  const { order } = rowOf(id);
  const said = await answerOf<number | null>(room, `payment_end('${uidOf(1, order)}', 'it ended')::int`);
  const did = model.endPayment(world, order);
  expect(did && get(theirs, did).id).toBe(said as number | null);
  await compare(id, 'its order ended');
}

async function beginRefund(id: number, amountMinor: number | null): Promise<string> {
  const key = `refund ${world.tables.refunds.size}`;
  const wish = { amount_minor: amountMinor, reason: 'r', placed_by: 1, request_key: key, head_start_seconds: 5 };
  const call = `refund_begin(${theirs.get(id)?.id}, ${asJson(wish)})`;
  const said = await only<{ outcome: string }>(room, `select outcome from ${call}`);
  const did = model.beginRefund(world, { payment: id, amountMinor, key });
  expect<string>(did).toBe(said.outcome);
  if (did === 'begun') {
    expect((await only<{ outcome: string }>(room, `select outcome from ${call}`)).outcome).toBe('resumed');
    expect(model.beginRefund(world, { payment: id, amountMinor, key })).toBe('resumed');
  }
  await compare(id, `a refund of ${amountMinor}: ${did}`);
  return did;
}

async function moveRefund(id: number, to: 'unknown' | 'succeeded' | 'failed'): Promise<void> {
  const { uid } = await only<{ uid: string }>(room, 'select uid from refunds order by id desc limit 1');
  const said = await answerOf<boolean>(room, `refund_move('${uid}', ${asJson({ to, tell: [] })})`);
  expect(orRefused(() => model.moveRefund(world, world.tables.refunds.size, to))).toBe(said);
  await compare(id, `its refund ${to}`);
}

async function compare(id: number, about: string): Promise<void> {
  const { state, refundedMinor, ending, wake } = rowOf(id);
  const said = await only<object>(
    room,
    `select state, refunded_minor::int as "refundedMinor", ending_reason is not null as ending, wake_at is not null as wake,
      (select coalesce(jsonb_object_agg(account, amount_minor), '{}') from ledger_balances) as ledger
      from payments where id = ${theirs.get(id)?.id}`,
  );
  const ledger = Object.fromEntries(world.tables.ledger);
  expect(said, about).toEqual({ state, refundedMinor, ending, wake, ledger });
}

type Kind = { offline: boolean; ending: boolean };

async function paymentIn(state: PaymentState, { offline, ending }: Kind): Promise<number> {
  const order = world.tables.payments.size + 1;
  const { id } = await begin(order, `key ${order}`, offline);
  for (const to of paths.get(state) ?? []) {
    if (to === 'refunded' || to === 'partially_refunded') {
      expect(await beginRefund(id, to === 'refunded' ? null : 30)).toBe('begun');
      await moveRefund(id, 'succeeded');
    } else expect(await move(id, rowOf(id).state, to)).toBe(true);
  }
  if (ending) await end(id);
  return id;
}

const kinds: readonly Kind[] = [false, true].flatMap((offline) => [
  { offline, ending: false },
  { offline, ending: true },
]);

test.each(paymentStates)(
  'the model of a payment that is %s does what Postgres does',
  async (from) => {
    for (const kind of kinds) {
      let id = await paymentIn(from, kind);
      // Of another request for the same order: where this one lives, it is told so.
      await begin(rowOf(id).order, `another ${id}`, false);
      for (const to of paymentStates) {
        // To where it is already is a step to the database, and none that anybody takes.
        if (to === from) continue;
        expect(await move(id, to, to)).toBe(false);
        if ((await move(id, from, to)) === true) id = await paymentIn(from, kind);
      }
      for (const amount of [30, 101, null])
        for (const outcome of ['succeeded', 'failed', 'unknown'] as const) {
          if ((await beginRefund(id, amount)) !== 'begun') continue;
          expect(await beginRefund(id, 1)).toBe('open');
          await moveRefund(id, outcome);
          if (outcome === 'unknown') await moveRefund(id, 'failed');
          await moveRefund(id, 'succeeded');
          await end(id);
          id = await paymentIn(from, kind);
        }
    }
  },
  60_000,
);

test('every step of a payment was compared', () => {
  const steps = paymentStates.flatMap((from) => transitions[from].map((to) => `payment ${from} ${to}`));
  expect(steps.filter((step) => !world.seen.has(step))).toEqual([]);
});
