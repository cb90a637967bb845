// The simulated provider keeps the promises that `provider.ts` asks of any: every call once, however often it is said.

import { afterAll, beforeAll, expect, test } from 'bun:test';
import { newUid } from '#kit/id';
import { type Room, startRoom } from '#tests/support/room';
import { payments } from '../index.ts';
import { impatient, type Provider, ProviderSilent } from './provider.ts';
import { arrives, simulator } from './simulator.ts';

let room: Room;
let provider: Provider;
beforeAll(async () => {
  room = await startRoom(payments, () => {}, { PROVIDER_TIMEOUT_MS: 1000, PAYMENT_GIVE_UP_SECONDS: 900 });
  provider = simulator(room.deps.db, { stallMs: 200 });
}, 60_000);
afterAll(() => room.stop());

const charge = (key = newUid(), token: string | null = 'tok_ok') => ({
  key,
  amountMinor: 1000,
  currency: 'USD',
  token,
});
const captured = async () => {
  const key = newUid();
  await provider.authorise(charge(key));
  await provider.capture(key);
  return key;
};

test('an authorisation is made once and found by its key', async () => {
  const key = newUid();
  expect(await provider.find(key)).toEqual({ outcome: 'absent' });
  const answers = await Promise.all([1, 2, 3].map(() => provider.authorise(charge(key))));
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
  expect(JSON.stringify(await provider.find(key))).toBe(JSON.stringify(answers[0]));
  expect(answers[0]?.outcome).toBe('authorised');
});

test('the named tokens are refused, each for its reason, also when asked again', async () => {
  for (const [token, reason] of [
    ['tok_declined', 'card_declined'],
    ['tok_insufficient_funds', 'insufficient_funds'],
    ['tok_expired', 'card_expired'],
  ] as const) {
    const key = newUid();
    expect(await provider.authorise(charge(key, token))).toEqual({ outcome: 'declined', reason });
    expect(await provider.authorise(charge(key, 'tok_ok'))).toEqual({ outcome: 'declined', reason });
    expect(await provider.capture(key)).toBe('gone');
  }
});

test('what is held is captured once, or let go, never both', async () => {
  const [taken, left] = [newUid(), newUid()];
  await Promise.all([provider.authorise(charge(taken)), provider.authorise(charge(left))]);
  expect(await Promise.all([provider.capture(taken), provider.capture(taken)])).toEqual(['captured', 'captured']);
  expect(await provider.void(taken)).toBe('captured');
  expect(await provider.capture(taken)).toBe('captured');
  expect(await Promise.all([provider.void(left), provider.void(left)])).toEqual(['voided', 'voided']);
  expect(await provider.capture(left)).toBe('gone');
});

test('what was withdrawn before it arrived is refused when it does', async () => {
  const key = newUid();
  expect(await provider.void(key)).toBe('voided');
  expect(await provider.authorise(charge(key))).toEqual({ outcome: 'declined', reason: 'withdrawn' });
});

test('refunds of one charge are each given once and never more than was taken', async () => {
  const key = await captured();
  const [first, second, third] = [newUid(), newUid(), newUid()];
  const give = (refund: string, amountMinor: number) => provider.refund({ key: refund, charge: key, amountMinor });
  const twice = await Promise.all([give(first, 600), give(first, 600)]);
  expect(twice[0]).toEqual(twice[1]);
  expect(twice[0]?.outcome).toBe('succeeded');
  expect(await give(second, 500)).toEqual({ outcome: 'failed', reason: 'refund_refused' });
  expect((await give(third, 400)).outcome).toBe('succeeded');
});

test('a stalled call either took effect or never arrived; nobody waits longer than their patience', async () => {
  const hasty = impatient(simulator(room.deps.db, { stallMs: 3000 }), 50);
  for (const ending of ['1', '2']) {
    const key = newUid().slice(0, -1) + ending;
    const started = performance.now();
    expect(hasty.authorise(charge(key, 'tok_timeout'))).rejects.toBeInstanceOf(ProviderSilent);
    await hasty.authorise(charge(key, 'tok_timeout')).catch(() => undefined);
    expect(performance.now() - started).toBeLessThan(2500);
    expect((await provider.find(key)).outcome).toBe(arrives(key) ? 'authorised' : 'absent');
  }
});

test('a provider that breaks counts as silent, and is not mistaken for an answer', async () => {
  const broken = impatient({ ...provider, capture: () => Promise.reject(new Error('500')) }, 1000);
  expect(broken.capture(newUid())).rejects.toBeInstanceOf(ProviderSilent);
  await broken.capture(newUid()).catch(() => undefined);
});
