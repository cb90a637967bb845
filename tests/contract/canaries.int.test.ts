// What nobody may read in a log: secrets and personal data are planted in requests to every operation, through both doors and down
// every way that goes wrong, and looked for in every line.

import { afterAll, beforeAll, expect, test } from 'bun:test';
import { openBrowser } from '#gateway/testing/browser';
import { createLog } from '#kit/log';
import { type Someone, someone } from './callers.ts';
import { type Doors, doorNames, openDoors } from './doors.ts';
import { type Document, follow, type Json, operationsOf } from './openapi.ts';
import { mergedDocument, openShop, roomNames, type Shop } from './shop.ts';
import { roomOf } from './world.ts';

/** Each is found by its own name. */
const canaries = {
  password: 'canary-password-1',
  address: 'canary-street-2',
  email: 'canary-mail-3@example.com',
  card: 'tok_canary_card_4',
  refresh: 'canary-refresh-5',
  cookie: 'canary-cookie-6',
  basic: 'Y2FuYXJ5LWJhc2ljLTc6Y2FuYXJ5',
  database: 'canary-database-8',
  name: 'Canary Nine',
  query: 'canary-query-10',
  header: 'canary-header-11',
};

const lines: string[] = [];
let shop: Shop;
let doors: Doors;
let document: Document;
let admin: Someone;
beforeAll(async () => {
  const logOf = (room: string) => createLog(room, (line) => lines.push(line));
  shop = await openShop(logOf);
  doors = await openDoors(shop, logOf('gateway'));
  document = await mergedDocument(shop);
  admin = await someone(shop, 'admin');
}, 60_000);
afterAll(async () => {
  await doors.close();
  await shop.close();
});

const planted: Record<string, string> = {
  email: canaries.email,
  username: 'canary-user-12',
  first_name: canaries.name,
  last_name: canaries.name,
  shipping_address: canaries.address,
  payment_token: canaries.card,
  refresh: canaries.refresh,
  token: canaries.refresh,
  comment: 'canary-comment-13',
  title: 'canary-title-14',
};
const secretOf = (field: string): string | undefined => (/password/.test(field) ? canaries.password : planted[field]);

/** The example of an operation with canaries in it. */
function bodyOf(example: Json | undefined): string {
  const given = (example ?? {}) as Record<string, Json>;
  return JSON.stringify(
    Object.fromEntries(Object.entries(given).map(([name, value]) => [name, secretOf(name) ?? value])),
  );
}

function found(): string[] {
  const words = [...new Set([...Object.values(canaries), ...Object.values(planted)]), admin.access, admin.refresh];
  const parts = [...words, ...admin.access.split('.').slice(1)];
  return lines.flatMap((line) =>
    parts.filter((word) => line.includes(word)).map((word) => `${word}: ${line.slice(0, 200)}`),
  );
}

const headers = {
  cookie: `sid=${canaries.cookie}; theme=dark`,
  'x-api-key': canaries.header,
  'user-agent': canaries.header,
  'idempotency-key': canaries.header,
  referer: `http://shop.test/?${canaries.query}`,
};

test('nothing that was planted is in any line, whatever became of the request', async () => {
  const ways: [name: string, change: (body: string) => { body: string; type?: string; authorization?: string }][] = [
    ['as it should be', (body) => ({ body })],
    ['half a body', (body) => ({ body: body.slice(0, -2) })],
    ['another type', (body) => ({ body, type: 'text/plain' })],
    ['too long', (body) => ({ body: body + ' '.repeat(70_000) })],
    ['a field too many', (body) => ({ body: body.replace('{', `{"${canaries.password}":"${canaries.email}",`) })],
    ['a basic sign-in', (body) => ({ body, authorization: `Basic ${canaries.basic}` })],
    ['a token that is none', (body) => ({ body, authorization: `Bearer ${admin.access.slice(0, -6)}canary` })],
  ];
  for (const operation of operationsOf(document)) {
    const room = roomOf(operation.path);
    const schema = operation.body ? follow(document, operation.body.schema) : null;
    const path = operation.path.replaceAll(/\{\w+\}/g, '999');
    for (const [at, [, change]] of ways.entries()) {
      const {
        body,
        type = 'application/json',
        authorization = `Bearer ${admin.access}`,
      } = change(bodyOf(schema?.example));
      const sent = operation.body
        ? { body, headers: { ...headers, authorization, 'content-type': type } }
        : { headers: { ...headers, authorization } };
      const request = new Request(`http://localhost${path}?q=${canaries.query}&email=${canaries.email}`, {
        method: operation.method,
        ...sent,
      });
      await (await doors.handle(doorNames[at % 2] ?? 'room', room, request)).text();
    }
  }
  expect(lines.length).toBeGreaterThan(operationsOf(document).length * ways.length);
  expect(found()).toEqual([]);
}, 120_000);

test('nor what is typed into pages', async () => {
  const browser = openBrowser((request) => doors.handle('gateway', 'users', request));
  browser.cookies.set('sid', canaries.cookie);
  const before = lines.length;
  const signUp = await browser.get('/sign-up');
  const wish = { username: 'canary-user-12', email: canaries.email, password: canaries.password, password2: 'else' };
  await browser.submit(signUp, '/sign-up', wish);
  await browser.submit(await browser.get('/forgot'), '/forgot', { email: canaries.email });
  await browser.get(`/search?q=${canaries.query}`);
  await browser.get(`/reset/${canaries.refresh}`);
  await browser.get(`/${canaries.name}`);
  const signIn = await browser.get('/sign-in');
  await browser.submit(signIn, '/sign-in', { username: canaries.email, password: canaries.password });
  expect(lines.length).toBeGreaterThan(before + 6);
  expect(found()).toEqual([]);
}, 60_000);

test('nor what a fault of ours carries with it, or a database that went away', async () => {
  const before = lines.length;
  const { deps } = shop.rooms.books;
  const use = deps.db.use;
  const faults = [
    new TypeError(`Invalid URL postgres://books_svc:${canaries.database}@db:5432/books_db`),
    Object.assign(new Error(`Failed query: insert params: ${canaries.email}`), {
      name: 'DrizzleQueryError',
      cause: Object.assign(new Error(canaries.email), { code: 'XX000' }),
    }),
    Object.assign(new Error(`connect ECONNREFUSED ${canaries.database}`), { code: 'ECONNREFUSED' }),
  ];
  for (const fault of faults) {
    deps.db.use = () => Promise.reject(fault);
    for (const door of doorNames) {
      const request = new Request(`http://localhost/api/books/?q=${canaries.query}`, { headers });
      expect((await doors.handle(door, 'books', request)).status).toBeGreaterThanOrEqual(500);
    }
  }
  deps.db.use = use;
  expect(lines.slice(before).filter((line) => line.includes('"level":"error"')).length).toBeGreaterThan(2);
  expect(found()).toEqual([]);
});

test('every line is one JSON object that says when, who and what', () => {
  for (const line of lines) {
    expect(line.indexOf('\n')).toBe(line.length - 1);
    const { at, level, room, fact } = JSON.parse(line);
    expect([Number.isNaN(Date.parse(at)), typeof fact]).toEqual([false, 'string']);
    expect(['info', 'warn', 'error']).toContain(level);
    expect([...roomNames, 'gateway']).toContain(room);
  }
});

test('a canary that does get out is found', () => {
  const line = JSON.stringify({ fact: 'http.request', to: canaries.email });
  lines.push(line);
  expect(found()).toEqual([`${canaries.email}: ${line}`]);
  lines.pop();
});
