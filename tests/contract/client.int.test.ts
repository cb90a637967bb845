// A client generated from the merged document compiles, refuses to compile what is wrong, and buys a book.

import { afterAll, beforeAll, expect, test } from 'bun:test';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clientFor } from './client.ts';
import type { Document } from './openapi.ts';
import { mergedDocument, openShop, type RoomName, type Shop } from './shop.ts';

let shop: Shop;
let folder: string;
let document: Document;
beforeAll(async () => {
  shop = await openShop();
  document = await mergedDocument(shop);
  folder = await mkdtemp(join(tmpdir(), 'colophon-client-'));
  await Bun.write(join(folder, 'client.ts'), clientFor(document));
}, 60_000);
afterAll(async () => {
  await rm(folder, { recursive: true });
  await shop.close();
});

/** What the compiler says about `source`, which stands beside the client. */
async function compile(source: string): Promise<string[]> {
  await Bun.write(join(folder, 'use.ts'), source);
  const tsc = join(import.meta.dir, '../../node_modules/typescript7/bin/tsc');
  const flags = [
    '--noEmit',
    '--strict',
    '--target',
    'esnext',
    '--module',
    'preserve',
    '--lib',
    'esnext,dom,dom.iterable',
  ];
  const child = Bun.spawn({
    cmd: ['node', tsc, ...flags, '--types', '', '--allowImportingTsExtensions', 'use.ts'],
    cwd: folder,
    stdout: 'pipe',
    stderr: 'pipe',
  });
  const [out] = await Promise.all([new Response(child.stdout).text(), child.exited]);
  return out.split('\n').filter((line) => line.includes('error'));
}

const purchase = `import { createClient, type Send } from './client.ts';

export async function buy(baseUrl: string, send: Send): Promise<string> {
  const stranger = createClient(baseUrl, undefined, send);
  const joined = await stranger.register({
    body: { username: 'reader', email: 'reader@example.com', password: 'a long password', password2: 'a long password' },
  });
  if (!joined.ok) return joined.problem.detail;
  const me = createClient(baseUrl, joined.data.access, send);
  const books = await me.listBooks({ query: { in_stock: 'true', ordering: '-price', limit: 1 } });
  if (!books.ok) return books.problem.type;
  const book = books.data.results[0];
  if (!book) return 'nothing to buy';
  const order = await me.placeOrder({
    body: { shipping_address: '1 Long Lane', items: [{ book_id: book.id, quantity: 2, price: book.price }] },
    header: { 'Idempotency-Key': 'a wish of mine'.replaceAll(' ', '-') },
  });
  if (!order.ok) return order.problem.type === '/problems/out-of-stock' ? 'sold out' : order.problem.detail;
  const paid = await me.payOrder({
    body: { order_id: order.data.id, amount: order.data.total_amount, payment_method: 'CREDIT_CARD' },
  });
  if (!paid.ok) return paid.status === 402 ? 'declined' : paid.problem.detail;
  const review = await me.writeReview({ body: { book_id: book.id, rating: 5, comment: 'Came the next day.' } });
  if (!review.ok) return review.problem.detail;
  const seen = await me.readOrder({ path: { id: order.data.id }, header: { 'If-None-Match': '"1-x"' } });
  return seen.ok && seen.status === 200 ? [seen.data.total_amount, paid.data.status, review.data.rating].join() : 'lost';
}
`;

test('a client that uses the API as it should compiles', async () => {
  expect(await compile(purchase)).toEqual([]);
}, 60_000);

test('a client that does not is told so by the compiler', async () => {
  const wrong = [
    `await api.register({ body: { username: 'x' } });`,
    `await api.listBooks({ query: { ordering: 'colour' } });`,
    `await api.readBook({});`,
    `await api.payOrder({ body: { order_id: 1, amount: '1.00', payment_method: 'SHELLS' } });`,
    `const book = await api.readBook({ path: { id: 1 } }); if (book.ok && book.status === 200) book.data.colour;`,
    `const made = await api.addBook({ body: { title: 'x', author: 'y', price: 1 } }); if (!made.ok) made.problem.type === '/problems/no-such-type';`,
  ];
  const source = wrong.map((line, at) => `export async function use${at}(api: Api) { ${line} }`).join('\n');
  const errors = await compile(
    `import { createClient } from './client.ts';\ntype Api = ReturnType<typeof createClient>;\n${source}\n`,
  );
  const lines = new Set(errors.map((error) => /^use\.ts\((\d+),/.exec(error)?.[1]));
  expect([...lines].map(Number).sort((a, b) => a - b)).toEqual(wrong.map((_, at) => at + 3));
}, 60_000);

test('and it buys a book', async () => {
  const staff = await shop.person('staff');
  await shop.rooms.books.post(
    '/api/books/',
    { title: 'Emma', author: 'Jane Austen', price: '12.50', stock: 5 },
    staff.access,
  );
  await Bun.write(join(folder, 'use.ts'), purchase);
  const { buy } = (await import(join(folder, 'use.ts'))) as {
    buy(baseUrl: string, send: (request: Request) => Promise<Response>): Promise<string>;
  };
  const ownerOf = (path: string) => (path.split('/')[2] ?? '') as RoomName;
  const bought = await buy('http://localhost', (request) =>
    shop.rooms[ownerOf(new URL(request.url).pathname)].handle(request),
  );
  expect(bought).toBe('25.00,COMPLETED,5');
});
