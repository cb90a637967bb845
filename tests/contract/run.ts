// Asks the shop thousands of things nobody would ask, and holds every answer to the document. A seed repeats a run.

import fc from 'fast-check';
import { turn } from '../support/money.ts';
import type { Person } from '../support/users-room.ts';
import { createMemory, type Memory } from './memory.ts';
import { type Operation, operationsOf } from './openapi.ts';
import { type Answered, createOracle, type Finding, type Oracle } from './oracles.ts';
import { type Principal, principals, type Request_, requestsFor } from './requests.ts';
import { type RoomName, roomNames, type Shop } from './shop.ts';
import { type Values, valuesOf } from './values.ts';

export type Options = {
  seed: number;
  requests: number;
  service?: RoomName;
  only?: string;
  /** Told now and then how far it is, for runs that take long. */
  onProgress?(outcome: Outcome): void;
};
export type Found = Finding & { operation: string; count: number; example: string };
export type Outcome = {
  requests: number;
  seconds: number;
  findings: Found[];
  /** How often each operation was answered with each status. */
  statuses: Record<string, Record<string, number>>;
  slowest: { ms: number; operation: string }[];
};

type Door = { room: RoomName; operations: Operation[]; oracle: Oracle };
type Keep = { people: Record<Exclude<Principal, 'anonymous'>, Person>; memory: Memory };

/** So many are under way at once. While they wait for their databases, this process makes and judges others. */
const lanes = 16;
/** So many reads of a round are looked at again when it is over. */
const lookedAt = 4;
/** Each of these keeps a processor busy for as long as thirty others do: they come every third time only. */
const heavy = ['register', 'login', 'changePassword', 'resetPassword'];

export async function runFuzz(shop: Shop, options: Options): Promise<Outcome> {
  const doors = roomNames.map((room) => ({
    room,
    operations: operationsOf(shop.documents[room]),
    oracle: createOracle(shop.documents[room]),
  }));
  const chosen = doors
    .filter(({ room }) => options.service === undefined || options.service === room)
    .flatMap(({ room, operations }) => operations.map((operation) => ({ room, operation })))
    .filter(({ operation }) => options.only === undefined || operation.operationId === options.only);
  const keep: Keep = { people: await signIn(shop), memory: createMemory() };
  await stockUp(shop, keep, doors);
  const outcome: Outcome = { requests: 0, seconds: 0, findings: [], statuses: {}, slowest: [] };
  const values = new Map(roomNames.map((room) => [room, valuesOf(shop.documents[room], keep.memory.hints)]));
  const all = chosen.map(({ room, operation }) => ({
    room,
    heavy: heavy.includes(operation.operationId),
    requests: requestsFor(operation, values.get(room) as Values, keep.memory),
  }));
  const light = all.filter((maker) => !maker.heavy);
  const makers = light.length === 0 ? all : [...all, ...light, ...light];
  const started = performance.now();
  for (let round = 0; outcome.requests < options.requests; round++) {
    if (round % 30 === 29) await turn(shop.rooms.orders, shop.rooms.payments).catch(() => undefined);
    const count = Math.min(lanes, options.requests - outcome.requests);
    const asked = Array.from({ length: count }, (_, lane) => {
      const at = round * lanes + lane;
      const maker = makers[at % makers.length] as Maker;
      const [request] = fc.sample(maker.requests, { seed: options.seed * 1_000_003 + at, numRuns: 1 });
      return { door: doorOf(doors, maker.room), request: request as Request_ };
    });
    await Promise.all(asked.map((one) => ask(shop, { keep, outcome, ...one })));
    // A session that was ended just now is known to users at once and to the others a moment later: nobody looks with it.
    keep.people = await signIn(shop, keep.people);
    // While nothing else happens, so that nothing changes between one look and the next.
    if (round % 60 === 59) options.onProgress?.(outcome);
    const reads = asked.filter(({ request }) => request.method === 'GET' && request.twist === 'none');
    await Promise.all(reads.slice(0, lookedAt).map((one) => lookAgain(shop, { keep, outcome, ...one })));
  }
  outcome.seconds = (performance.now() - started) / 1000;
  return outcome;
}

type Maker = { room: RoomName; heavy: boolean; requests: fc.Arbitrary<Request_> };

const doorOf = (doors: Door[], room: RoomName): Door => doors.find((door) => door.room === room) as Door;

/** On a machine that has no time left even we are asked to come again. */
async function served<T>(ask: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await ask();
    } catch (error) {
      if (tries === 60) throw error;
      await Bun.sleep(500);
    }
  }
}

/** Everybody is signed in, whatever the requests before did to their accounts. */
async function signIn(shop: Shop, people?: Keep['people']): Promise<Keep['people']> {
  const roles = principals.filter((one): one is Exclude<Principal, 'anonymous'> => one !== 'anonymous');
  const found = await Promise.all(
    roles.map(async (role) => {
      const person = people?.[role];
      const me = person && (await shop.users.get('/api/users/me/', person.access));
      const still = me?.status === 200 && me.json.role === role;
      return [role, still ? person : await served(() => shop.person(role))] as const;
    }),
  );
  return Object.fromEntries(found) as Keep['people'];
}

/** A few books, orders and payments to begin with. */
async function stockUp(shop: Shop, { people, memory }: Keep, doors: Door[]): Promise<void> {
  const { books, orders, payments, reviews } = shop.rooms;
  const find = (room: RoomName, id: string) =>
    doorOf(doors, room).operations.find(({ operationId }) => operationId === id) as Operation;
  const learn = (room: RoomName, id: string, answer: { json: unknown; headers: Headers }) =>
    memory.learn(find(room, id), find(room, id).path, answer);
  const shelf = await books.post('/api/categories/', { name: 'Classics' }, people.staff.access);
  learn('books', 'addCategory', shelf);
  for (let at = 0; at < 6; at++) {
    const book = { title: `Book ${at}`, author: `Author ${at % 3}`, price: '9.99', stock: 5000 };
    learn(
      'books',
      'addBook',
      await books.post('/api/books/', { ...book, category_id: shelf.json.id }, people.staff.access),
    );
    const wish = { shipping_address: 'Here', items: [{ book_id: at + 1, quantity: 1 }] };
    const order = await orders.post('/api/orders/', wish, people.customer.access);
    learn('orders', 'placeOrder', order);
    learn(
      'reviews',
      'writeReview',
      await reviews.post('/api/reviews/', { book_id: at + 1, rating: 4, comment: 'Good.' }, people.customer.access),
    );
    if (at % 2 === 0) continue;
    const payment = { order_id: order.json.id, amount: order.json.total_amount, payment_method: 'CREDIT_CARD' };
    learn('payments', 'payOrder', await payments.post('/api/payments/', payment, people.customer.access));
  }
}

type Asking = { keep: Keep; door: Door; request: Request_; outcome: Outcome };

async function ask(shop: Shop, { keep, door, request, outcome }: Asking): Promise<void> {
  const token = request.principal === 'anonymous' ? null : keep.people[request.principal].access;
  const answered = await send(shop, door.room, request, token);
  const operation = meant(door, request);
  const name = operation?.operationId ?? 'nothing';
  outcome.requests += 1;
  outcome.statuses[name] ??= {};
  const counts = outcome.statuses[name];
  counts[answered.status] = (counts[answered.status] ?? 0) + 1;
  outcome.slowest = [...outcome.slowest, { ms: answered.ms, operation: name }].sort((a, b) => b.ms - a.ms).slice(0, 5);
  const findings = door.oracle.judge(request, operation, answered, token);
  if (request.twist === 'options') findings.splice(0, findings.length, ...optionsFindings(answered));
  for (const finding of findings) note(outcome, name, finding, request, answered);
  if (operation && answered.status < 300) keep.memory.learn(operation, pathnameOf(request), answered);
}

const pathnameOf = ({ path }: Request_): string => new URL(path, 'http://localhost').pathname;

async function send(shop: Shop, room: RoomName, request: Request_, token: string | null): Promise<Answered> {
  const { method, path, headers, body } = request;
  const started = performance.now();
  const answer = await shop.rooms[room].handle(
    new Request(`http://localhost${path}`, {
      method,
      headers: { ...(token === null ? {} : { authorization: `Bearer ${token}` }), ...headers },
      body,
    }),
  );
  const text = await answer.text();
  const isJson = /json/.test(answer.headers.get('content-type') ?? '');
  const json = isJson && text !== '' ? (JSON.parse(text) as unknown) : undefined;
  return { status: answer.status, headers: answer.headers, text, json, ms: performance.now() - started };
}

/** The operation that a request reaches, which may be another than it was made from. */
function meant(door: Door, request: Request_): Operation | null {
  const { method } = request;
  const given = pathnameOf(request).replace(/\/$/, '').split('/');
  const fits = ({ path }: Operation) => {
    const parts = path.replace(/\/$/, '').split('/');
    return (
      parts.length === given.length &&
      parts.every((part, at) => part === given[at] || (part.startsWith('{') && given[at] !== ''))
    );
  };
  const found = door.operations.filter((one) => fits(one) && one.method === method);
  return found.find(({ path }) => !path.includes('{')) ?? found[0] ?? null;
}

function optionsFindings({ status, headers }: Answered): Finding[] {
  const right = (status === 204 && headers.has('allow')) || status === 404;
  return right ? [] : [{ rule: 'options', detail: `OPTIONS answered ${status}, Allow ${headers.get('allow')}` }];
}

/** HEAD says what GET says, without the body; and a slash at the end changes nothing. */
async function lookAgain(shop: Shop, { keep, door, request, outcome }: Asking): Promise<void> {
  const token = request.principal === 'anonymous' ? null : keep.people[request.principal].access;
  const [, address = '', query = ''] = /^([^?]*)(.*)$/s.exec(request.path) ?? [];
  const other = address.endsWith('/') ? address.slice(0, -1) : `${address}/`;
  const first = await send(shop, door.room, request, token);
  const head = await send(shop, door.room, { ...request, method: 'HEAD' }, token);
  const twin = await send(shop, door.room, { ...request, path: other + query }, token);
  // One of them was put off for want of time: there is nothing to compare.
  if ([first, head, twin].some(({ status }) => status === 503)) return;
  const name = meant(door, request)?.operationId ?? 'nothing';
  const say = (rule: string, detail: string) => note(outcome, name, { rule, detail }, request, first);
  if (head.status !== first.status) say('HEAD', `GET ${first.status}, HEAD ${head.status}`);
  if (head.status < 400 && head.text !== '') say('HEAD', 'HEAD has a body');
  for (const header of ['etag', 'content-type', 'cache-control', 'vary']) {
    const [got, wanted] = [head.headers.get(header), first.headers.get(header)];
    if (got !== wanted) say('HEAD', `${header} is ${got}, with GET ${wanted}`);
  }
  if (twin.status !== first.status || same(twin.text) !== same(first.text))
    say('slash', `${first.status} with ${address}, ${twin.status} with ${other}`);
}

const same = (text: string): string =>
  text.replace(/"(instance|request_id|next|previous)":("[^"]*"|null)/g, '').replace(/\/(?=[?"])/g, '');

function note(outcome: Outcome, operation: string, finding: Finding, request: Request_, answered: Answered): void {
  const known = outcome.findings.find(
    (one) => one.operation === operation && one.rule === finding.rule && one.detail === finding.detail,
  );
  if (known) {
    known.count += 1;
    return;
  }
  const body = typeof request.body === 'string' ? request.body.slice(0, 400) : request.body ? '<bytes>' : '';
  const headers = Object.entries(request.headers)
    .map(([name, value]) => `${name}: ${value.slice(0, 80)}`)
    .join('; ');
  const example = `${request.principal} ${request.method} ${request.path.slice(0, 300)} [${headers}] ${body}\n      → ${answered.status} ${answered.text.slice(0, 300)}`;
  outcome.findings.push({ ...finding, operation, count: 1, example });
}

/** A finding for people: what was wrong, how often, and the request that showed it first. */
export const wordsOf = ({ operation, rule, detail, count, example }: Found): string =>
  `${operation}: ${rule}: ${detail} (${count}×)\n      ${example}`;

/** An outcome for people. */
export function tell(outcome: Outcome): string {
  const { requests, seconds, findings, statuses, slowest } = outcome;
  const lines = findings.map(wordsOf);
  const reached = Object.entries(statuses).map(
    ([name, counts]) =>
      `  ${name.padEnd(22)} ${Object.entries(counts)
        .map(([status, count]) => `${status}×${count}`)
        .join(' ')}`,
  );
  return [
    ...reached,
    `slowest: ${slowest.map(({ ms, operation }) => `${operation} ${Math.round(ms)} ms`).join(', ')}`,
    ...lines,
    `${requests} requests in ${seconds.toFixed(1)} s (${Math.round(requests / seconds)}/s), ${findings.length} findings`,
  ].join('\n');
}
