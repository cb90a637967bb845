// What the documents say of themselves: valid, complete, small, and with examples that work as they stand.

import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { Validator } from '@seriousme/openapi-schema-validator';
import { type Document, follow, type Json, type Operation, operationsOf, type Schema } from './openapi.ts';
import { mergedDocument, openShop, type RoomName, roomNames, type Shop } from './shop.ts';

let shop: Shop;
let merged: Document;
let operations: Operation[];
beforeAll(async () => {
  shop = await openShop();
  merged = await mergedDocument(shop);
  operations = operationsOf(merged);
}, 60_000);
afterAll(() => shop.close());

const faultsOf = async (document: Document) => (await new Validator().validate({ ...document })).errors ?? [];

test('the five documents and the merged one are valid OpenAPI', async () => {
  for (const name of roomNames) expect([name, await faultsOf(shop.documents[name])]).toEqual([name, []]);
  expect(await faultsOf(merged)).toEqual([]);
}, 60_000);

test('the merged document holds every operation of the five, under one name each', () => {
  const each = roomNames.flatMap((name) => operationsOf(shop.documents[name]));
  expect(operations.length).toBe(each.length);
  const ids = operations.map(({ operationId }) => operationId);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.filter((id) => !/^[a-z][A-Za-z]{2,30}$/.test(id))).toEqual([]);
});

test('no schema is told apart by its room: what has the same name is the same', () => {
  const names = Object.values(merged.components).flatMap((section) => Object.keys(section));
  expect(names.filter((name) => name.includes('_'))).toEqual([]);
});

test('every operation says what it is, whose it is and how one signs in for it', () => {
  const faults = operations.flatMap(({ operationId, summary, tags, authz, security }) => {
    const needs = security.length > 0 && security.every((one) => 'bearerAuth' in one);
    return [
      ...(summary && summary.length <= 100 ? [] : [`${operationId}: summary`]),
      ...(tags.length === 1 ? [] : [`${operationId}: tags`]),
      ...(['anyone', 'user', 'owner', 'staff', 'admin'].includes(authz) ? [] : [`${operationId}: x-authz ${authz}`]),
      ...(needs === (authz !== 'anyone') ? [] : [`${operationId}: security does not fit x-authz ${authz}`]),
    ];
  });
  expect(faults).toEqual([]);
});

test('every answer has a description, every refusal its names and the problem schema', () => {
  const faults = operations.flatMap(({ operationId, answers }) =>
    Object.entries(answers).flatMap(([status, answer]) => {
      const isRefusal = Number(status) >= 400;
      const problem = answer.content?.['application/problem+json']?.schema.$ref === '#/components/schemas/Problem';
      return [
        ...(answer.description ? [] : [`${operationId} ${status}: description`]),
        ...(isRefusal === problem ? [] : [`${operationId} ${status}: problem+json`]),
        ...(!isRefusal || (answer['x-problem-types']?.length ?? 0) > 0 ? [] : [`${operationId} ${status}: types`]),
      ];
    }),
  );
  expect(faults).toEqual([]);
});

/** Where two operations show the same object without a name for it. */
test('what is used twice has a name', () => {
  const seen = new Map<string, string[]>();
  const walk = (value: unknown, place: string): void => {
    if (value === null || typeof value !== 'object') return;
    const { type, properties } = value as Schema;
    if (type === 'object' && properties && Object.keys(properties).length > 2) {
      const text = JSON.stringify(value);
      seen.set(text, [...(seen.get(text) ?? []), place]);
    }
    for (const [name, member] of Object.entries(value)) walk(member, `${place}/${name}`);
  };
  walk(merged.components.schemas, '');
  walk(merged.paths, '');
  expect([...seen.values()].filter((places) => places.length > 1)).toEqual([]);
});

test('every named schema is used', () => {
  const text = JSON.stringify(merged);
  const unused = Object.entries(merged.components).flatMap(([section, entries]) =>
    Object.keys(entries).filter(
      (name) => section !== 'securitySchemes' && !text.includes(`"#/components/${section}/${name}"`),
    ),
  );
  expect(unused).toEqual([]);
});

describe('every example of a body works as it stands', () => {
  const withBody = () => operations.filter(({ body }) => body !== null);
  const exampleOf = ({ body }: Operation): Json | undefined => body && follow(merged, body.schema).example;

  test('there is one for every body, and bodies are named', () => {
    const missing = withBody().filter((one) => exampleOf(one) === undefined || !one.body?.schema.$ref);
    expect(missing.map(({ operationId }) => operationId)).toEqual([]);
  });

  test('and each is taken', async () => {
    const { users, rooms } = shop;
    const staff = await users.register({ role: 'staff' });
    const roomOf = (path: string): RoomName =>
      /^\/api\/(categories|authors)\//.test(path) ? 'books' : ((path.split('/')[2] ?? '') as RoomName);
    const send = async (operationId: string, token: string | undefined, change: Record<string, Json> = {}) => {
      const operation = operations.find((one) => one.operationId === operationId);
      if (!operation) throw new Error(`there is no ${operationId}`);
      const { id = 1, ...body } = change;
      const example = exampleOf(operation) as Record<string, Json>;
      const path = operation.path.replace(/\{\w+\}/, String(id));
      const json = { ...example, ...body };
      const answer = await rooms[roomOf(path)].send(operation.method, path, { json, token });
      tried.push(operationId);
      expect([operationId, answer.status, answer.status < 300 ? '' : answer.text]).toEqual([
        operationId,
        answer.status,
        '',
      ]);
      return answer;
    };
    const tried: string[] = [];
    const john = (await send('register', undefined)).json;
    await send('login', undefined);
    const pair = (await send('refreshTokens', undefined, { refresh: john.refresh })).json;
    const me = pair.access as string;
    const id = john.user.id as number;
    const { json: guest } = await send('registerGuest', undefined);
    await send('keepAccount', guest.access as string);
    await send('replaceUser', me, { id });
    await send('changeUser', me, { id });
    const { json: address } = await send('addAddress', me);
    await send('replaceAddress', me, { id: address.id });
    await send('mergeReading', me);
    await send('keepReading', me);
    await send('addCategory', staff.access);
    await send('replaceCategory', staff.access);
    await send('changeCategory', staff.access);
    await send('addBook', staff.access);
    await send('replaceBook', staff.access);
    await send('changeBook', staff.access);
    await send('changeStock', staff.access);
    const { json: review } = await send('writeReview', me);
    await send('replaceReview', me);
    await send('changeReview', me);
    await send('reportReview', staff.access, { id: review.id });
    await send('hideReview', staff.access, { id: review.id });
    const { json: order } = await send('placeOrder', me);
    await send('replaceOrder', me, { id: order.id });
    await send('changeOrder', me, { id: order.id });
    const { json: payment } = await send('payOrder', me, { order_id: order.id, amount: order.total_amount });
    await send('changeOrderStatus', staff.access, { id: order.id });
    await send('refundPayment', staff.access, { id: payment.id });
    const update = `/api/orders/${order.id}/update_status/`;
    await rooms.orders.send('PATCH', update, { json: { status: 'SHIPPED' }, token: staff.access });
    const items = [{ item_id: order.items[0].id, quantity: 1 }];
    const { json: asked } = await send('askReturn', me, { id: order.id, items });
    await send('answerReturn', staff.access, { id: asked.id });
    const { json: second } = await send('placeOrder', me);
    await send('cancelOrderLines', me, { id: second.id });
    await send('moveAddress', me);
    const [moving] = await users.sql(
      "select data ->> 'token' as token from mail where kind = 'address_change' order by id desc limit 1",
    );
    await send('confirmAddress', undefined, { token: String(moving?.token) });
    await send('changePassword', me);
    await send('forgotPassword', undefined, { email: 'john@elsewhere.example' });
    const [mail] = await users.sql(
      "select data ->> 'token' as token from mail where kind = 'password_reset' order by id desc limit 1",
    );
    const token = String(mail?.token);
    await send('resetPassword', undefined, { token });
    await send('logout', undefined, { refresh: pair.refresh });
    const left = withBody().filter(({ operationId }) => !tried.includes(operationId));
    expect(left.map(({ operationId }) => operationId)).toEqual([]);
  }, 60_000);
});
