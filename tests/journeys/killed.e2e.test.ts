// Each service killed without warning in the middle of a purchase: a readable answer meanwhile, all well again within seconds.

import { afterAll, beforeAll, expect, test } from 'bun:test';
import { checkInvariants, type Verdict } from '#bin/invariants/check';
import { readRun } from '#bin/launcher/run-file';
import { type Room, rooms } from '#deploy/local/rooms';
import { openShop, type Shop } from '#tests/support/shop';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
}, 90_000);
afterAll(() => shop.close());

// biome-ignore lint/suspicious/noExplicitAny: tests look into answers freely
type Answer = { status: number; json: any };

async function call(path: string, method = 'GET', body?: unknown, token?: string, key?: string): Promise<Answer> {
  const answer = await fetch(`${shop.url()}/api/${path}`, {
    method,
    signal: AbortSignal.timeout(9000),
    headers: {
      'content-type': 'application/json',
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...(key ? { 'idempotency-key': key } : {}),
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  }).catch(() => null);
  if (!answer) return { status: 0, json: null };
  const text = await answer.text();
  return { status: answer.status, json: text ? JSON.parse(text) : null };
}

/** Repeats with the same key until it is neither refused for want of a neighbour nor cut off. */
async function insist(path: string, body: unknown, token: string): Promise<Answer> {
  const key = Bun.randomUUIDv7();
  for (const until = performance.now() + 20_000; ; ) {
    const answer = await call(path, 'POST', body, token, key);
    if (![0, 409, 503].includes(answer.status) || performance.now() > until) return answer;
    await Bun.sleep(100);
  }
}

/** Asks until it is so, for as long as recovery may take. */
async function until(isSo: () => Promise<boolean>): Promise<boolean> {
  for (const end = performance.now() + 20_000; performance.now() < end; await Bun.sleep(100)) {
    if (await isSo().catch(() => false)) return true;
  }
  return false;
}

async function settled(orderId: number, token: string): Promise<Answer> {
  let order: Answer = { status: 0, json: null };
  await until(async () => {
    order = await call(`orders/${orderId}/`, 'GET', undefined, token);
    return order.status === 200 && !order.json.confirming;
  });
  return order;
}

/** Kills without warning; waits for its replacement first where the last one has only just died. */
async function killRoom(room: Room): Promise<void> {
  await until(async () => shop.pid(room) > 0);
  process.kill(shop.pid(room), 'SIGKILL');
}

for (const victim of rooms.filter((room): room is Exclude<Room, 'gateway'> => room !== 'gateway')) {
  test(`${victim} dies in the middle of a purchase and nothing is lost`, async () => {
    const suffix = Bun.randomUUIDv7().slice(-8);
    const registration = {
      username: `k-${suffix}`,
      email: `k-${suffix}@example.com`,
      password: 'testpass123',
      password2: 'testpass123',
    };
    const { access } = (await call('users/register/', 'POST', registration)).json;
    const book = (await call('books/?in_stock=true&limit=1&ordering=-id')).json.results[0];
    const wish = { shipping_address: '1 Long Row', items: [{ book_id: book.id, quantity: 1 }] };

    await killRoom(victim);
    const pages = await Promise.all(
      ['/', `/books/${book.isbn ?? book.id}/${book.slug}`, '/search?q=dracula'].map((path) => readable(path)),
    );
    expect(pages.every(Boolean)).toBe(true);
    const placed = await insist('orders/', wish, access);
    expect([201, 202]).toContain(placed.status);
    const pending = await settled(placed.json.id, access);
    expect(pending.json.status).toBe('PENDING');

    await killRoom(victim);
    const paid = await insist(
      'payments/',
      { order_id: placed.json.id, amount: pending.json.total_amount, payment_method: 'CREDIT_CARD' },
      access,
    );
    expect([201, 202]).toContain(paid.status);
    const order = await settled(placed.json.id, access);
    expect([order.json.status, order.json.payment_status]).toEqual(['CONFIRMED', 'PAID']);
    const completed = await until(async () => {
      const found = await call(`payments/by_order/?order_id=${placed.json.id}`, 'GET', undefined, access);
      return found.json?.results?.filter(({ status }: { status: string }) => status === 'COMPLETED').length === 1;
    });
    expect(completed).toBe(true);
    const review = await insist('reviews/', { book_id: book.id, rating: 5, comment: 'Worth the wait.' }, access);
    expect(review.status).toBe(201);
    expect((await call('orders/', 'GET', undefined, access)).json.count).toBe(1);
    expect((await call(`books/${book.id}/`)).json.stock).toBe(book.stock - 1);
  }, 90_000);
}

/** A page with words on it, within the time a visitor waits; 503 is allowed, silence and a bare fault are not. */
async function readable(path: string): Promise<boolean> {
  const started = performance.now();
  const answer = await fetch(`${shop.url()}${path}`, { redirect: 'follow', signal: AbortSignal.timeout(5000) });
  const text = await answer.text();
  return [200, 503].includes(answer.status) && /<h1/.test(text) && performance.now() - started < 3000;
}

test('afterwards stock, orders, payments and messages agree', async () => {
  const { databases } = readRun(shop.dataDir) ?? {};
  if (!databases) throw new Error('the shop is not open');
  let verdicts: Verdict[] = [];
  await until(async () => {
    verdicts = (await checkInvariants(databases, true)).filter(({ broken }) => broken.length > 0);
    return verdicts.length === 0;
  });
  expect(verdicts).toEqual([]);
}, 60_000);
