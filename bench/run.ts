// `bun run bench`: the shop beside a bare floor in one run on one machine, and the ratio. Starts a shop of its own.

import { join } from 'node:path';
import { openShop, type Shop } from '#tests/support/shop';
import type { FloorPlan } from './floor.ts';
import type { Figures, Load } from './load.ts';

const help = `Measures the hot paths beside bare Bun.serve + postgres.js, in the same run on the same databases.

  bun run bench                  4 s a measurement, 16 connections
  bun run bench --seconds 10     longer
  bun run bench --json           figures for a program

The ratio is shop / floor: 1.00 would be as fast as doing nothing but the queries.
`;

const words = process.argv.slice(2);
if (words.includes('--help') || words.includes('-h')) {
  process.stdout.write(help);
  process.exit(0);
}
const after = (flag: string) => (words.includes(flag) ? words[words.indexOf(flag) + 1] : undefined);
const seconds = Number(after('--seconds') ?? 4);
const connections = Number(after('--connections') ?? 16);

type Row = { name: string; shop: Figures; floor: Figures; ratio: number };

async function measure(load: Omit<Load, 'seconds' | 'connections'>, at = connections): Promise<Figures> {
  const fire = async (duration: number) => {
    const asked: Load = { ...load, connections: at, seconds: duration };
    const child = Bun.spawn([process.execPath, join(import.meta.dir, 'load.ts'), JSON.stringify(asked)], {
      stdout: 'pipe',
      stderr: 'inherit',
    });
    return JSON.parse(await new Response(child.stdout).text()) as Figures;
  };
  await fire(1);
  return fire(seconds);
}

async function startFloor(plan: FloorPlan): Promise<{ url: string; stop(): void }> {
  const child = Bun.spawn([process.execPath, join(import.meta.dir, 'floor.ts'), JSON.stringify(plan)], {
    stdout: 'pipe',
    stderr: 'inherit',
  });
  const { value } = await child.stdout.getReader().read();
  return { url: `http://127.0.0.1:${new TextDecoder().decode(value).trim()}`, stop: () => child.kill() };
}

async function compare(shop: Shop): Promise<Row[]> {
  const { databases } = (await Bun.file(join(shop.dataDir, 'run.json')).json()) as {
    databases: Record<string, string>;
  };
  const book = await richBook(shop);
  const paths = { book: `/books/${book.isbn}/${book.slug}`, shelf: '/shelves/classics' };
  const size = async (path: string) =>
    (await (await fetch(`${shop.url()}${path}`, { headers: { 'accept-encoding': 'identity' } })).arrayBuffer())
      .byteLength;
  const plan = {
    books: databases.books ?? '',
    reviews: databases.reviews ?? '',
    orders: databases.orders ?? '',
    pageBytes: await size(paths.book),
    shelfBytes: await size(paths.shelf),
  };
  const floor = await startFloor(plan);
  const token = await customer(shop);
  const order = { shipping_address: '1 Long Row', items: [{ book_id: book.id, quantity: 1 }] };
  const json = { 'content-type': 'application/json' };
  const pairs: [
    name: string,
    shop: Omit<Load, 'seconds' | 'connections'>,
    floor: Omit<Load, 'seconds' | 'connections'>,
  ][] = [
    ['book page', { url: `${shop.url()}${paths.book}` }, { url: `${floor.url}/book/${book.id}` }],
    ['shelf page', { url: `${shop.url()}${paths.shelf}` }, { url: `${floor.url}/shelf` }],
    [
      'GET /api/books/{id}, service',
      { url: `${shop.url('books')}/api/books/${book.id}/` },
      { url: `${floor.url}/api/book/${book.id}` },
    ],
    [
      'GET /api/books/{id}, gateway',
      { url: `${shop.url()}/api/books/${book.id}/` },
      { url: `${floor.url}/api/book/${book.id}` },
    ],
    [
      'order placement',
      {
        url: `${shop.url('orders')}/api/orders/`,
        method: 'POST',
        headers: { ...json, authorization: `Bearer ${token}`, 'idempotency-key': 'bench-{n}' },
        body: JSON.stringify(order),
      },
      { url: `${floor.url}/api/order`, method: 'POST', headers: json, body: JSON.stringify(order) },
    ],
  ];
  const rows: Row[] = [];
  for (const [name, ours, bare] of pairs) {
    const [shopFigures, floorFigures] = [await measure(ours), await measure(bare)];
    rows.push({
      name,
      shop: shopFigures,
      floor: floorFigures,
      ratio: Math.round((shopFigures.perSecond / floorFigures.perSecond) * 100) / 100,
    });
  }
  floor.stop();
  return rows;
}

type BookFound = { id: number; isbn: string; slug: string };

/** A book with reviews, and so much stock that no order of this run is refused. */
async function richBook(shop: Shop): Promise<BookFound> {
  const found = (await (await fetch(`${shop.url()}/api/books/search/?q=gatsby`)).json()) as { results: BookFound[] };
  const [book] = found.results;
  if (!book) throw new Error('the sample catalogue has no Gatsby');
  const { username, password } = shop.admin;
  const login = await fetch(`${shop.url()}/api/users/login/`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username, password }),
  });
  const { access } = (await login.json()) as { access: string };
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${access}` };
  await fetch(`${shop.url()}/api/books/${book.id}/stock/`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ set: 1_000_000, reason: 'bench' }),
  });
  return book;
}

async function customer(shop: Shop): Promise<string> {
  const suffix = Bun.randomUUIDv7().slice(-8);
  const person = {
    username: `bench-${suffix}`,
    email: `bench-${suffix}@example.com`,
    password: 'testpass123',
    password2: 'testpass123',
  };
  const answer = await fetch(`${shop.url()}/api/users/register/`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(person),
  });
  return ((await answer.json()) as { access: string }).access;
}

function show(rows: Row[]): void {
  const cells = rows.map(({ name, shop, floor, ratio }) => [
    name,
    `${shop.perSecond}`,
    `${shop.p50Ms}`,
    `${shop.p99Ms}`,
    `${shop.failures}`,
    `${floor.perSecond}`,
    ratio.toFixed(2),
  ]);
  const table = [['', 'shop/s', 'p50 ms', 'p99 ms', 'failed', 'floor/s', 'ratio'], ...cells];
  const widths = table[0]?.map((_, at) => Math.max(...table.map((row) => (row[at] ?? '').length))) ?? [];
  for (const row of table)
    process.stdout.write(
      `${row.map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))).join('  ')}\n`,
    );
}

const shop = await openShop();
try {
  const rows = await compare(shop);
  if (words.includes('--json')) process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
  else show(rows);
} finally {
  await shop.close();
}
process.exit(0);
