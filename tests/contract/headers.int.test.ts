// What every address of the documents says beside its body, at the port of its room and through the gateway: who may keep the
// answer, what else may be asked, how refusals look. The fuzzer holds answers to their documents; this holds them to HTTP.

import { afterAll, beforeAll, expect, test } from 'bun:test';
import { table } from './authorisation.ts';
import { invite, type People } from './callers.ts';
import { type DoorName, type Doors, doorNames, openDoors } from './doors.ts';
import { type Operation, operationsOf } from './openapi.ts';
import { mergedDocument, openShop, type Shop } from './shop.ts';
import { createWishes, roomOf, type Wish } from './world.ts';

let shop: Shop;
let doors: Doors;
let people: People;
let operations: Operation[];
/** Where each read is looked at, with things that are there. */
let reads: { operation: Operation; address: string }[];

beforeAll(async () => {
  shop = await openShop();
  doors = await openDoors(shop);
  operations = operationsOf(await mergedDocument(shop));
  people = await invite(shop);
  reads = await placesOf(operations.filter(({ method }) => method === 'GET'));
}, 120_000);
afterAll(async () => {
  await doors.close();
  await shop.close();
});

async function placesOf(wanted: Operation[]) {
  const wishFor = createWishes(shop, people);
  const found: { operation: Operation; address: string }[] = [];
  for (const operation of wanted) {
    const row = table.find((one) => one.operation === operation.operationId);
    const subject = row?.subjects[0] ?? 'none';
    found.push({ operation, address: addressOf(operation, await wishFor(operation.operationId, row?.of, subject)) });
  }
  return found;
}

/** An operation's address with a wish filled in; without one it names things that are not there. */
const addressOf = ({ path }: Operation, wish: Wish = {}): string =>
  path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(wish.path?.[name] ?? '999999998')) +
  (wish.query ?? '');

type Told = { status: number; headers: Headers; text: string };
type Sent = { token?: string; headers?: Record<string, string>; body?: string };

async function ask(door: DoorName, method: string, address: string, { token, headers, body }: Sent = {}) {
  const bearer: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const request = new Request(`http://localhost${address}`, { method, body, headers: { ...bearer, ...headers } });
  const answer = await doors.handle(door, roomOf(`${address}/`), request);
  const told: Told = { status: answer.status, headers: answer.headers, text: await answer.text() };
  return told;
}

/** Faults of every operation at every door, each as a line; none is what is wanted. */
async function everywhere<T>(
  all: readonly T[],
  look: (one: T, door: DoorName) => Promise<string[]>,
): Promise<string[]> {
  const faults: string[] = [];
  for (const door of doorNames)
    for (const one of all) for (const fault of await look(one, door)) faults.push(`${door}: ${fault}`);
  return faults;
}

const unlike = (what: string, got: unknown, wanted: unknown): string[] =>
  JSON.stringify(got) === JSON.stringify(wanted)
    ? []
    : [`${what}: ${JSON.stringify(got)} instead of ${JSON.stringify(wanted)}`];

/** What is wrong with a refusal that should have this status and name. */
function refusal(what: string, told: Told, status: number, type: string): string[] {
  const kind = told.headers.get('content-type')?.split(';')[0];
  if (kind !== 'application/problem+json') return [`${what}: ${told.status} as ${kind}`];
  const problem = JSON.parse(told.text) as { type: string; status: number; title: string; instance: string };
  return [
    ...unlike(what, [told.status, problem.status, problem.type], [status, status, `/problems/${type}`]),
    ...unlike(`${what} kept`, told.headers.get('cache-control'), 'no-store'),
    ...(problem.title && problem.instance ? [] : [`${what}: title or instance is missing`]),
  ];
}

const callerOf = ({ authz, operationId }: Operation) =>
  operationId === 'registerGuest' || authz === 'anyone' ? undefined : people.tokens.admin;
/** Says for how long itself; what it says is the same for everybody. */
const keptLonger: Record<string, string> = { readKeys: 'public, max-age=300' };

test('a read says who may keep it and what it depends on, and HEAD says the same without a body', async () => {
  expect(reads.length).toBeGreaterThan(25);
  const faults = await everywhere(reads, async ({ operation, address }, door) => {
    const token = callerOf(operation);
    const found: string[] = [];
    for (const by of operation.authz === 'anyone' ? [undefined, people.tokens.admin] : [token]) {
      const what = `${operation.operationId} by ${by ? 'somebody' : 'anybody'}`;
      const id = `trace-${operation.operationId}`;
      const got = await ask(door, 'GET', address, { token: by, headers: { 'x-request-id': id } });
      const head = await ask(door, 'HEAD', address, { token: by, headers: { 'x-request-id': id } });
      const wanted = keptLonger[operation.operationId] ?? (by ? 'private, no-store' : 'public, no-cache');
      found.push(
        ...unlike(what, got.status, 200),
        ...unlike(`${what}: kept`, got.headers.get('cache-control')?.replace(/^no-store/, 'private, no-store'), wanted),
        ...unlike(`${what}: vary`, got.headers.get('vary'), 'Authorization'),
        ...unlike(`${what}: id`, [...got.headers.getSetCookie(), got.headers.get('x-request-id')], [id]),
        ...unlike(`${what}: HEAD`, [head.status, head.text], [got.status, '']),
      );
      for (const name of ['etag', 'content-type', 'cache-control', 'vary', 'x-request-id', 'x-content-type-options'])
        found.push(...unlike(`${what}: HEAD ${name}`, head.headers.get(name), got.headers.get(name)));
    }
    return found;
  });
  expect(faults).toEqual([]);
}, 120_000);

test('whatever shows an entity tag answers 304 to it, still saying who may keep it', async () => {
  let tagged = 0;
  const faults = await everywhere(reads, async ({ operation, address }, door) => {
    const token = callerOf(operation);
    const got = await ask(door, 'GET', address, { token });
    const etag = got.headers.get('etag');
    if (!('304' in operation.answers)) return unlike(`${operation.operationId}: tag`, etag, null);
    tagged += 1;
    const found = /^"[^"]+"$/.test(etag ?? '') ? [] : [`${operation.operationId}: weak or no tag ${etag}`];
    for (const method of ['GET', 'HEAD'])
      for (const tags of [`${etag}`, `W/${etag}`, `"other", ${etag}`, '*']) {
        const again = await ask(door, method, address, { token, headers: { 'if-none-match': tags } });
        const what = `${operation.operationId} ${method} with ${tags}`;
        found.push(...unlike(what, [again.status, again.text], [304, '']));
        for (const name of ['etag', 'cache-control', 'vary'])
          found.push(...unlike(`${what}: ${name}`, again.headers.get(name), got.headers.get(name)));
      }
    const other = await ask(door, 'GET', address, { token, headers: { 'if-none-match': '"other"' } });
    return [...found, ...unlike(`${operation.operationId} with another tag`, other.status, 200)];
  });
  expect(faults).toEqual([]);
  expect(tagged).toBeGreaterThanOrEqual(10);
}, 120_000);

const paths = () => [...new Set(operations.map(({ path }) => path))];
const verbs = ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE'];
/** All that may be asked of this address, where an address with a name in it may be another's, too. */
function offeredAt(path: string): string[] {
  const parts = path.split('/');
  const fits = (other: string) => {
    const theirs = other.split('/');
    return theirs.length === parts.length && theirs.every((part, at) => part === parts[at] || part.startsWith('{'));
  };
  const methods = operations.filter((one) => fits(one.path)).map(({ method }) => method);
  return [...new Set([...methods, ...(methods.includes('GET') ? ['HEAD'] : []), 'OPTIONS'])].sort();
}

test('every address tells what may be asked of it, and refuses all else with the same list', async () => {
  const faults = await everywhere(paths(), async (path, door) => {
    const address = path.replace(/\{\w+\}/g, '1');
    const offered = offeredAt(path);
    const allow = offered.join(', ');
    const found: string[] = [];
    for (const at of [address, address.endsWith('/') ? address.slice(0, -1) : `${address}/`]) {
      const options = await ask(door, 'OPTIONS', at);
      found.push(...unlike(`OPTIONS ${at}`, [options.status, options.headers.get('allow')], [204, allow]));
      for (const method of verbs.filter((verb) => !offered.includes(verb))) {
        const told = await ask(door, method, at, { token: people.tokens.admin });
        if (method !== 'HEAD') found.push(...refusal(`${method} ${at}`, told, 405, 'method-not-allowed'));
        found.push(...unlike(`${method} ${at}`, [told.status, told.headers.get('allow')], [405, allow]));
      }
    }
    return found;
  });
  expect(faults).toEqual([]);
}, 120_000);

test('a body of another type is refused, and so is one that is too long, wherever a body is taken', async () => {
  const takers = operations.filter(({ body }) => body !== null);
  expect(takers.length).toBeGreaterThan(25);
  const faults = await everywhere(takers, async (operation, door) => {
    const address = addressOf(operation);
    const token = people.tokens.admin;
    const found: string[] = [];
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/json; charset=utf-16', '']) {
      const told = await ask(door, operation.method, address, { token, body: '{}', headers: { 'content-type': type } });
      found.push(...refusal(`${operation.operationId} as "${type}"`, told, 415, 'unsupported-media-type'));
    }
    const long = JSON.stringify({ note: 'x'.repeat(70_000) });
    const headers = { 'content-type': 'application/json', 'content-length': String(long.length) };
    const told = await ask(door, operation.method, address, { token, body: long, headers });
    return [...found, ...refusal(`${operation.operationId} too long`, told, 413, 'too-large')];
  });
  expect(faults).toEqual([]);
}, 120_000);

test('what changes something, and what signs somebody in, is kept nowhere', async () => {
  const writes = operations.filter(({ method }) => method !== 'GET');
  const faults = await everywhere(writes, async (operation, door) => {
    const told = await ask(door, operation.method, addressOf(operation));
    const kept = told.headers.get('cache-control') ?? 'nothing said';
    return /\bno-store\b/.test(kept) ? [] : [`${operation.operationId}: ${told.status} ${kept}`];
  });
  expect(faults).toEqual([]);
}, 120_000);

test('below every address there is nothing, said as a problem', async () => {
  const faults = await everywhere(paths(), async (path, door) => {
    const address = `${path.replace(/\{\w+\}/g, '1').replace(/\/$/, '')}/no/such/thing`;
    const found: string[] = [];
    for (const at of [address, `${address}/`])
      for (const method of ['GET', 'POST', 'DELETE'])
        found.push(...refusal(`${method} ${at}`, await ask(door, method, at), 404, 'not-found'));
    return found;
  });
  expect(faults).toEqual([]);
}, 120_000);
