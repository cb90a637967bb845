// Injections by the hundred, through both doors: into SQL at every place that takes text, into the objects of the program, and
// over the wire. INJECTIONS=whole tries every way at every place; else each place gets a share and each way several places.

import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { connect } from 'node:net';
import { type Someone, someone } from './callers.ts';
import { type Bait, bait } from './corpora/break-ins.ts';
import { type Place, placesOf } from './corpora/places.ts';
import { pollutedMembers, pollutions } from './corpora/pollution.ts';
import { rawRequests, signsIn } from './corpora/raw.ts';
import { injectionsIntoSql } from './corpora/sql.ts';
import { type DoorName, type Doors, doorNames, openDoors } from './doors.ts';
import { mergedDocument, openShop, type RoomName, roomNames, type Shop } from './shop.ts';

const share = process.env.INJECTIONS === 'whole' ? injectionsIntoSql.length : 12;

let shop: Shop;
let doors: Doors;
let places: Place[];
let admin: Someone;
let baits: Record<RoomName, Bait>;
const books = 7;

beforeAll(async () => {
  shop = await openShop();
  doors = await openDoors(shop);
  // Filters first: later places put books on the shelf whose authors are called as the ways are, and are rightly found by them.
  places = placesOf(await mergedDocument(shop)).sort((a, b) => Number(b.filters) - Number(a.filters));
  admin = await someone(shop, 'admin');
  for (let n = 0; n < books; n++)
    await shop.rooms.books.post('/api/books/', { title: `Zyx ${n}`, author: 'Qqq', price: '1.00' }, admin.access);
  const set = roomNames.map(async (room) => {
    const { db } = shop.rooms[room].deps;
    return [room, await bait((statement) => db.use(async (query) => [...(await query.execute(statement))]))] as const;
  });
  baits = Object.fromEntries(await Promise.all(set)) as Record<RoomName, Bait>;
}, 60_000);
afterAll(async () => {
  await doors.close();
  await shop.close();
});

async function send(door: DoorName, room: RoomName, { method, path, body }: ReturnType<Place['with']>) {
  const headers: Record<string, string> = { authorization: `Bearer ${admin.access}` };
  if (body !== undefined) headers['content-type'] = 'application/json';
  const answer = await doors.handle(door, room, new Request(`http://localhost${path}`, { method, headers, body }));
  const text = await answer.text();
  const json = text !== '' && /json/.test(answer.headers.get('content-type') ?? '') ? JSON.parse(text) : undefined;
  return { status: answer.status, text, json };
}

test('three hundred ways into SQL, at every place that takes text: none gets in', async () => {
  expect(injectionsIntoSql.length).toBeGreaterThanOrEqual(300);
  expect(new Set(injectionsIntoSql.map(({ name }) => name)).size).toBe(injectionsIntoSql.length);
  const broken: string[] = [];
  const tried = new Set<string>();
  for (const [at, place] of places.entries()) {
    const ways = Array.from(
      { length: share },
      (_, n) => injectionsIntoSql[(at * share + n) % injectionsIntoSql.length],
    );
    await Promise.all(
      ways.map(async (way, n) => {
        if (!way) return;
        tried.add(way.name);
        const door = doorNames[(at + n) % 2] ?? 'room';
        const answer = await send(door, place.room, place.with(way.text));
        for (const sign of baits[place.room].seen(answer, place.filters ? { of: books } : undefined))
          broken.push(`${place.name}, ${door}, ${way.name}: ${sign}`);
      }),
    );
    for (const sign of await baits[place.room].left()) broken.push(`${place.name}: ${sign}`);
  }
  expect(broken).toEqual([]);
  expect(tried.size).toBe(injectionsIntoSql.length);
}, 600_000);

describe('no object gets a member it never had', () => {
  const pages: Partial<Record<(typeof pollutions)[number]['into'], string>> = { form: '/sign-in', cookie: '/basket' };
  const requestOf = ({ into, text }: (typeof pollutions)[number], path: string): Request => {
    const headers: Record<string, string> = { authorization: `Bearer ${admin.access}` };
    if (into === 'cookie')
      return new Request(`http://localhost${path}`, { headers: { cookie: text.replaceAll('&', '; ') } });
    if (into === 'query') return new Request(`http://localhost${path}?${text}`, { headers });
    const type = into === 'json' ? 'application/json' : 'application/x-www-form-urlencoded';
    return new Request(`http://localhost${path}`, {
      method: 'POST',
      body: text,
      headers: { ...headers, 'content-type': type, 'sec-fetch-site': 'same-origin' },
    });
  };
  const addresses: [room: RoomName, path: string][] = [
    ['users', '/api/users/register/'],
    ['books', '/api/books/'],
    ['orders', '/api/orders/'],
    ['payments', '/api/payments/'],
    ['reviews', '/api/reviews/'],
  ];

  test.each(pollutions.map((one) => [one.name, one] as const))('%s', async (_, pollution) => {
    const page = pages[pollution.into];
    const asked = page
      ? [['gateway', 'books', page] as const]
      : doorNames.flatMap((door) => addresses.map(([room, path]) => [door, room, path] as const));
    for (const [door, room, path] of asked) {
      const answer = await doors.handle(door, room, requestOf(pollution, path));
      const text = await answer.text();
      expect([door, path, answer.status === 503 || answer.status < 500]).toEqual([door, path, true]);
      if (pollution.into === 'json') expect([path, answer.status]).toEqual([path, 422]);
      expect(text).not.toContain('"polluted":"yes"');
      expect(pollutedMembers()).toEqual([]);
    }
  });
});

describe('over the wire', () => {
  /** All that comes back until the other end closes, or says nothing more for a while. */
  const exchange = (port: number, wire: string): Promise<string> =>
    new Promise((resolve) => {
      let heard = '';
      const socket = connect(port, '127.0.0.1', () => socket.write(wire.replaceAll('{host}', `127.0.0.1:${port}`)));
      socket.setTimeout(3000, () => socket.destroy());
      socket.on('data', (chunk) => {
        heard += chunk.toString('latin1');
      });
      socket.on('error', () => {});
      socket.on('close', () => resolve(heard));
    });

  test('a hundred paths that climb, hosts that lie and line breaks: none gets anywhere', async () => {
    expect(rawRequests.length).toBeGreaterThanOrEqual(100);
    const signs: string[] = [];
    let answered = 0;
    for (const door of doorNames) {
      for (let at = 0; at < rawRequests.length; at += 8) {
        const some = rawRequests.slice(at, at + 8);
        const answers = await Promise.all(some.map(({ wire }) => exchange(doors.port(door, 'books'), wire)));
        for (const [n, { name, kind }] of some.entries()) {
          const answer = answers[n] ?? '';
          if (answer !== '') answered += 1;
          for (const sign of signsIn(answer)) signs.push(`${door}, ${kind}, ${name}: ${sign}\n${answer.slice(0, 200)}`);
        }
      }
    }
    expect(signs).toEqual([]);
    // Most are refused in words; only what is no HTTP at all may be answered by hanging up.
    expect(answered).toBeGreaterThan(rawRequests.length * 1.6);
  }, 300_000);

  test('a foreign host is told that it is one, at the door that visitors use', async () => {
    const port = doors.port('gateway', 'books');
    const answers = await Promise.all(
      rawRequests.filter(({ name }) => name.startsWith('a foreign host')).map(({ wire }) => exchange(port, wire)),
    );
    expect(answers.map((answer) => answer.slice(0, 12))).toEqual(['HTTP/1.1 421', 'HTTP/1.1 421']);
  });
});
