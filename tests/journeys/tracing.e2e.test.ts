// Traces of a whole shop, as a collector sees them; and what a collector that is slow or gone does to visitors: nothing.

import { afterAll, beforeAll, expect, test } from 'bun:test';
import { type CollectedSpan, type Collector, openCollector } from '#tests/support/collector';
import { openShop, type Shop } from '#tests/support/shop';

let shop: Shop;
let collector: Collector;
beforeAll(async () => {
  collector = openCollector();
  shop = await openShop({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint });
}, 90_000);
afterAll(async () => {
  await shop.close();
  await collector.close();
}, 60_000);

async function until(isSo: () => boolean, ms = 30_000): Promise<boolean> {
  for (const end = performance.now() + ms; performance.now() < end; await Bun.sleep(50)) if (isSo()) return true;
  return false;
}

async function post(path: string, body: object, headers: Record<string, string> = {}) {
  const answer = await fetch(shop.url() + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  return { status: answer.status, body: (await answer.json()) as { id: number; access: string } };
}

const traceId = 'c0105009c0105009c0105009c0105009';
const parentId = 'c0105009c0105009';
const ofTrace = () => collector.spans.filter((span) => span.traceId === traceId);

/** The rooms from this span up to where the trace began, each said once in a row. */
function roomsAbove(span: CollectedSpan): string[] {
  const parent = ofTrace().find(({ spanId }) => spanId === span.parentSpanId);
  const above = parent ? roomsAbove(parent) : [];
  return above.at(-1) === span.room ? above : [...above, span.room];
}

test('an order is one trace: gateway, orders, over NATS to users and books, and their databases', async () => {
  const name = `t-${Bun.randomUUIDv7().slice(-8)}`;
  const password = 'a password nobody guesses';
  const { body: account } = await post('/api/users/register/', {
    username: name,
    email: `${name}@example.com`,
    password,
    password2: password,
  });
  const [book] = (
    (await (await fetch(`${shop.url()}/api/books/?in_stock=true&limit=1`)).json()) as {
      results: { id: number }[];
    }
  ).results;
  const placed = await post(
    '/api/orders/',
    { shipping_address: '1 Trace Street', items: [{ book_id: book?.id, quantity: 1 }] },
    { authorization: `Bearer ${account.access}`, traceparent: `00-${traceId}-${parentId}-01` },
  );
  expect(placed.status).toBe(201);
  const answered = (room: string, subject: string) =>
    ofTrace().find((span) => span.room === room && span.name === subject && span.kind === 2);
  expect(await until(() => answered('books', 'ask.books.reserve') !== undefined)).toBe(true);
  expect(await until(() => ofTrace().some(({ name }) => name === 'POST /api/orders/'))).toBe(true);
  expect(await until(() => ofTrace().some(({ name, room }) => name === 'POST /api/*' && room === 'gateway'))).toBe(
    true,
  );

  const front = ofTrace().find(({ room, kind }) => room === 'gateway' && kind === 2);
  expect(front).toMatchObject({ parentSpanId: parentId, attributes: { 'http.response.status_code': '201' } });
  const reserved = answered('books', 'ask.books.reserve') as CollectedSpan;
  expect(roomsAbove(reserved)).toEqual(['gateway', 'orders', 'books']);
  expect(await until(() => ofTrace().some(({ name, room }) => room === 'books' && name === 'postgres'))).toBe(true);
  const checked = ofTrace().find((span) => span.room === 'users' && span.kind === 2);
  expect(checked && roomsAbove(checked)).toEqual(['gateway', 'orders', 'users']);
  // Every span but the first belongs to one that is there.
  const known = new Set(ofTrace().map(({ spanId }) => spanId));
  expect(ofTrace().filter((span) => span !== front && !known.has(span.parentSpanId ?? ''))).toEqual([]);
}, 60_000);

test('a page without a trace begins one, and health and figures begin none', async () => {
  await fetch(`${shop.url()}/`);
  expect(await until(() => collector.spans.some(({ name }) => name === 'GET /'))).toBe(true);
  const page = collector.spans.find(({ name }) => name === 'GET /');
  expect(page?.parentSpanId ?? '').toBe('');
  expect(collector.spans.filter(({ name }) => name.includes('health') || name.includes('metrics'))).toEqual([]);
});

test('nonsense in a traceparent begins a trace of its own', async () => {
  for (const traceparent of ['00-0-0-01', `00-${'0'.repeat(32)}-${parentId}-01`, 'x'.repeat(5000)]) {
    const answer = await fetch(`${shop.url()}/help/returns`, { headers: { traceparent } });
    expect(answer.status).toBe(200);
  }
  expect(await until(() => collector.spans.filter(({ name }) => name.startsWith('GET /help')).length >= 3)).toBe(true);
  const pages = collector.spans.filter(({ name }) => name.startsWith('GET /help'));
  expect(new Set(pages.map((page) => page.traceId)).size).toBe(pages.length);
  expect(pages.every((page) => /[1-9a-f]/.test(page.traceId))).toBe(true);
});

test('a collector that never answers, or is gone, is no reason to fail anybody', async () => {
  const ask = async () =>
    (await fetch(`${shop.url()}/api/books/?limit=1`, { signal: AbortSignal.timeout(10_000) })).status;
  const all = async () => Promise.all(Array.from({ length: 4 }, ask));
  collector.mode = 'hangs';
  const calls = collector.calls;
  for (let n = 0; n < 40; n += 1) expect(new Set(await all())).toEqual(new Set([200]));
  expect(await until(() => collector.calls > calls)).toBe(true);
  expect(new Set(await all())).toEqual(new Set([200]));
  await collector.close();
  for (let n = 0; n < 40; n += 1) expect(new Set(await all())).toEqual(new Set([200]));
}, 120_000);

test('with the collector gone the shop closes in order', async () => {
  expect(await shop.close()).toBe(0);
}, 60_000);
