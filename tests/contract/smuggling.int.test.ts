// What somebody slips into a body: fields they may not set, and names that a careless merge would take for its own.

import { afterAll, beforeAll, expect, test } from 'bun:test';
import { type Someone, someone } from './callers.ts';
import { polluting, privileged } from './hostile.ts';
import { type Document, follow, type Json, type Operation, operationsOf, type Schema } from './openapi.ts';
import { mergedDocument, openShop, type Shop } from './shop.ts';
import { roomOf } from './world.ts';

let shop: Shop;
let document: Document;
let withBody: Operation[];
let admin: Someone;
beforeAll(async () => {
  shop = await openShop();
  document = await mergedDocument(shop);
  withBody = operationsOf(document).filter(({ body }) => body !== null);
  admin = await someone(shop, 'admin');
}, 60_000);
afterAll(() => shop.close());

const schemaOf = ({ body }: Operation): Schema => (body ? follow(document, body.schema) : {});
const exampleOf = (operation: Operation) => schemaOf(operation).example as Record<string, Json>;

/** Sent by the one person who may do anything, so that nothing but the body can be at fault. */
function send({ method, path }: Operation, body: string) {
  const address = path.replace(/\{\w+\}/, '1');
  return shop.rooms[roomOf(path)].send(method, address, { body, token: admin.access });
}

/** The body's own text with one member more, as no object literal could write `__proto__`. */
const withMember = (body: Json, name: string, value: Json): string =>
  `{${JSON.stringify(name)}:${JSON.stringify(value)},${JSON.stringify(body).slice(1)}`;

const pointers = (json: { errors?: { pointer: string }[] }): string[] =>
  (json.errors ?? []).map(({ pointer }) => pointer);

const values: Record<string, Json> = {
  role: 'admin',
  id: 1,
  user_id: 1,
  price: '0.01',
  status: 'COMPLETED',
  version: 99,
};

test('no body takes a privileged field it does not name, and the refusal points at it', async () => {
  expect(privileged.length).toBeGreaterThanOrEqual(20);
  const taken: string[] = [];
  let tried = 0;
  for (const operation of withBody) {
    const own = schemaOf(operation).properties ?? {};
    for (const name of privileged.filter((one) => !(one in own))) {
      const { status, json } = await send(operation, withMember(exampleOf(operation), name, values[name] ?? true));
      tried += 1;
      if (status !== 422 || !pointers(json).includes(`/${name}`))
        taken.push(`${operation.operationId} ${name}: ${status}`);
    }
  }
  expect(taken).toEqual([]);
  expect(tried).toBeGreaterThan(20 * withBody.length * 0.9);
}, 120_000);

test('nor does the line of an order', async () => {
  const place = withBody.find(({ operationId }) => operationId === 'placeOrder') as Operation;
  const own = follow(document, { $ref: '#/components/schemas/NewOrderItem' } as Schema).properties ?? {};
  for (const name of privileged.filter((one) => !(one in own))) {
    const line = withMember({ book_id: 1, quantity: 1 }, name, 1);
    const { status, json } = await send(place, `{"shipping_address":"Here","items":[${line}]}`);
    expect([name, status, pointers(json)]).toEqual([name, 422, [`/items/0/${name}`]]);
  }
});

test('names of every object’s own members are refused like any other, at any depth, and change nothing', async () => {
  const before = Object.getOwnPropertyNames(Object.prototype).sort();
  const taken: string[] = [];
  const poison: Json[] = [{ polluted: true, role: 'admin' }, { prototype: { polluted: true } }, true, null];
  for (const operation of withBody) {
    for (const name of polluting) {
      for (const value of poison) {
        const { status, json } = await send(operation, withMember(exampleOf(operation), name, value));
        if (status !== 422 || !pointers(json).includes(`/${name}`))
          taken.push(`${operation.operationId} ${name}: ${status}`);
      }
    }
    const deep = await send(
      operation,
      `{"a":{"__proto__":{"polluted":true}},"constructor":{"prototype":{"polluted":true}}}`,
    );
    if (deep.status !== 422) taken.push(`${operation.operationId} deep: ${deep.status}`);
  }
  for (const query of [
    '__proto__[polluted]=1',
    '__proto__.polluted=1',
    'constructor[prototype][polluted]=1',
    '__proto__=1',
  ]) {
    const { status } = await shop.rooms.books.get(`/api/books/?${query}`);
    if (status !== 422) taken.push(`?${query}: ${status}`);
  }
  expect(taken).toEqual([]);
  expect(Object.getOwnPropertyNames(Object.prototype).sort()).toEqual(before);
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
}, 120_000);
