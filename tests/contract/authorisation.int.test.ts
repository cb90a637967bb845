// The authorisation table, tried: every cell, on the real rooms.

import { afterAll, beforeAll, expect, test } from 'bun:test';
import {
  type Caller,
  type Cell,
  callers,
  cells,
  nameOf,
  type Row,
  type Sees,
  type Subject,
  table,
} from './authorisation.ts';
import { invite, type People } from './callers.ts';
import { type Operation, operationsOf } from './openapi.ts';
import { mergedDocument, openShop, type Shop } from './shop.ts';
import { createWishes, roomOf, type Wish } from './world.ts';

let shop: Shop;
let operations: Map<string, Operation>;
let people: People;
let wishFor: ReturnType<typeof createWishes>;
beforeAll(async () => {
  shop = await openShop();
  operations = new Map(operationsOf(await mergedDocument(shop)).map((one) => [one.operationId, one]));
  await meet();
}, 60_000);
afterAll(() => shop.close());

async function meet(): Promise<void> {
  people = await invite(shop);
  wishFor = createWishes(shop, people);
}

test('every operation is in the table, and nothing else', () => {
  expect([...new Set(table.map(({ operation }) => operation))].sort()).toEqual([...operations.keys()].sort());
});

test('the table is large, and agrees with what the document says of each operation', () => {
  expect(cells.length).toBeGreaterThanOrEqual(1200);
  const disagreeing = cells.filter(({ row, caller, expected }) => {
    const { security, authz, answers } = operations.get(row.operation) as Operation;
    const open = security.length === 0;
    const refused = expected.status === 401;
    const isDead = caller === 'expired' || caller === 'revoked' || caller === 'foreign';
    if (isDead !== (refused && caller !== 'anonymous')) return !open;
    if (caller === 'anonymous' && refused !== (authz !== 'anyone')) return true;
    return !(expected.status in answers);
  });
  expect(disagreeing.map(nameOf)).toEqual([]);
});

type Asked = { status: number; text: string; json: { results?: { user_id: number }[] } | undefined };

async function ask({ operation }: Row, token: string | undefined, wish: Wish): Promise<Asked> {
  const { method, path } = operations.get(operation) as Operation;
  const address = Object.entries(wish.path ?? {}).reduce(
    (all, [name, value]) => all.replace(`{${name}}`, String(value)),
    path,
  );
  const room = shop.rooms[roomOf(path)];
  return room.send(method, address + (wish.query ?? ''), { json: wish.json, token });
}

/** What an administrator sees there now, without what changes by itself. */
async function look(address: string): Promise<string> {
  const { status, text } = await shop.rooms[roomOf(address)].get(address, people.tokens.admin);
  return `${status} ${text.replace(/"(request_id|last_login)":("[^"]*"|null)/g, '')}`;
}

const who: Partial<Record<Caller, keyof People>> = { owner: 'owner', other: 'other', guest: 'guest' };

function seen({ json }: Asked, caller: Caller): Sees | 'strangers’' {
  const owners = new Set((json?.results ?? []).map(({ user_id }) => user_id));
  if (owners.size === 0) return 'nothing';
  const name = who[caller];
  if (name === undefined) return 'all';
  const me = people[name];
  return owners.size === 1 && 'id' in me && owners.has(me.id as number) ? 'own' : 'strangers’';
}

const withoutTrace = (text: string): string => text.replace(/"(instance|request_id)":"[^"]*"/g, '');

/** Tries one cell. A thing that was used up by a success is made anew for the next. */
async function faultsOf(cell: Cell, wish: Wish, missing: Wish | null): Promise<{ faults: string[]; used: boolean }> {
  const { row, caller, subject, expected } = cell;
  const token = people.tokens[caller];
  const watched = wish.look !== undefined && subject !== 'missing' && expected.status >= 400 ? wish.look : null;
  const before = watched === null ? '' : await look(watched);
  const answer = await ask(row, token, wish);
  const faults: string[] = [];
  if (answer.status !== expected.status)
    faults.push(`${nameOf(cell)}: ${answer.status} instead of ${expected.status} ${answer.text.slice(0, 200)}`);
  if (expected.sees !== undefined && answer.status === 200 && seen(answer, caller) !== expected.sees)
    faults.push(`${nameOf(cell)}: sees ${seen(answer, caller)} instead of ${expected.sees}`);
  if (watched !== null && (await look(watched)) !== before) faults.push(`${nameOf(cell)}: was refused, and changed it`);
  if (answer.status === 404 && missing !== null) {
    const none = await ask(row, token, missing);
    if (withoutTrace(none.text) !== withoutTrace(answer.text))
      faults.push(`${nameOf(cell)}: does not look like a missing one: ${answer.text} / ${none.text}`);
  }
  return { faults, used: answer.status < 300 };
}

/** Who asks for their own account's end, or its duties, is no more who they were. */
const changesPeople = ({ operation, of }: Row): boolean =>
  operation === 'closeUser' || operation === 'changePassword' || of === 'role' || of === 'is_active';

let tried = 0;
for (const row of table) {
  test(`${row.operation}${row.of === undefined ? '' : ` (${row.of})`}`, async () => {
    const faults: string[] = [];
    for (const subject of row.subjects) faults.push(...(await tryRow(row, subject)));
    expect(faults).toEqual([]);
  }, 120_000);
}

async function tryRow(row: Row, subject: Subject): Promise<string[]> {
  const faults: string[] = [];
  const make = () => wishFor(row.operation, row.of, subject);
  let wish = await make();
  const missing = () =>
    subject === 'other' || subject === 'own' || subject === 'staff' ? wishFor(row.operation, row.of, 'missing') : null;
  for (const caller of callers) {
    const cell = cells.find((one) => one.row === row && one.caller === caller && one.subject === subject);
    if (!cell) throw new Error(`no cell for ${row.operation} ${caller} ${subject}`);
    const found = await faultsOf(cell, wish, row.subjects.includes('missing') ? await missing() : null);
    faults.push(...found.faults);
    tried += 1;
    if (!found.used) continue;
    if (changesPeople(row)) await meet();
    wish = await make();
  }
  return faults;
}

test('every cell was tried', () => {
  expect(tried).toBe(cells.length);
});
