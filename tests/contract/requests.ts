// Requests made from an operation: those that fit, those that nearly do, and those that only look like it.

import fc from 'fast-check';
import { cursors, impossible, injections, odd, segments } from './hostile.ts';
import type { Memory } from './memory.ts';
import type { Json, Operation, Parameter } from './openapi.ts';
import { nearly, type Values, wrong } from './values.ts';

export const principals = ['anonymous', 'customer', 'staff', 'admin'] as const;
export type Principal = (typeof principals)[number];

/** What was made wrong on purpose; an answer is judged by it. */
export type Twist = 'none' | 'method' | 'address' | 'options';

export type Request_ = {
  operation: Operation;
  principal: Principal;
  method: string;
  /** With its query. */
  path: string;
  headers: Record<string, string>;
  body: string | Uint8Array<ArrayBuffer> | undefined;
  twist: Twist;
};

type Text = fc.Arbitrary<string>;

/** One of those known when it is needed. */
const known = (values: () => readonly string[], otherwise: string): Text =>
  fc.nat().map((at) => {
    const found = values();
    return found[at % Math.max(1, found.length)] ?? otherwise;
  });

export function requestsFor(operation: Operation, values: Values, memory: Memory): fc.Arbitrary<Request_> {
  return fc
    .record({
      principal: fc.constantFrom(...principals),
      path: pathOf(operation, memory),
      query: queryOf(operation, values, memory),
      headers: headersOf(operation, memory),
      body: bodyOf(operation, values, memory),
      twist: fc.oneof(
        { weight: 30, arbitrary: fc.constant<Twist>('none') },
        { weight: 1, arbitrary: fc.constantFrom<Twist>('method', 'address', 'options') },
      ),
      verb: fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'PURGE', 'PROPFIND'),
    })
    .map(({ principal, path, query, headers, body, twist, verb }) => {
      const method = twist === 'method' ? verb : twist === 'options' ? 'OPTIONS' : operation.method;
      const address = twist === 'address' ? `${path}nothing/here` : path;
      const sent = method === 'GET' || method === 'OPTIONS' ? undefined : body;
      const type: Record<string, string> = sent === undefined ? {} : { 'content-type': 'application/json' };
      return {
        operation,
        principal,
        method,
        path: query === '' ? address : `${address}?${query}`,
        headers: { ...type, ...headers },
        body: sent,
        twist,
      };
    });
}

function pathOf({ path }: Operation, memory: Memory): Text {
  const parts = path.split('/').map((part): Text => {
    if (!part.startsWith('{')) return fc.constant(part);
    return fc.oneof(
      { weight: 12, arbitrary: known(() => memory.ids(path), '1') },
      { weight: 2, arbitrary: fc.integer({ min: 1, max: 999_999_999 }).map(String) },
      { weight: 2, arbitrary: fc.constantFrom(...segments) },
    );
  });
  const whole = fc.tuple(...parts).map((found) => found.join('/'));
  return fc.oneof(
    { weight: 4, arbitrary: whole },
    { weight: 1, arbitrary: whole.map((one) => one.replace(/\/$/, '')) },
  );
}

function queryOf({ parameters }: Operation, values: Values, memory: Memory): Text {
  const own = parameters.filter((parameter) => parameter.in === 'query');
  const pairs = own.map((parameter) => pairOf(parameter, values, memory));
  const fitting = fc.tuple(...pairs).map((found) => found.filter((pair) => pair !== '').join('&'));
  const names = [...own.map(({ name }) => name), 'x', 'page', '__proto__', ''];
  const spoilt = fc
    .tuple(fitting, fc.constantFrom(...names), fc.oneof(fc.constantFrom(...injections, ...odd), wrong.map(String)))
    .map(([query, name, value]) => [query, `${encode(name)}=${encode(value)}`].filter((part) => part !== '').join('&'));
  const raw = fc.constantFrom(
    '%',
    '%zz=1',
    'limit=%ff',
    'limit=1&limit=2',
    '&&&',
    '=',
    '?',
    'limit',
    'q=%00',
    'cursor=%',
  );
  const weight = own.length > 0 ? 3 : 1;
  return fc.oneof(
    { weight: own.length > 0 ? 10 : 30, arbitrary: fitting },
    { weight, arbitrary: spoilt },
    { weight: 1, arbitrary: raw },
  );
}

function pairOf({ name, required, schema }: Parameter, values: Values, memory: Memory): Text {
  const fitting = values.fitting(schema, name).map(String);
  const cursor = fc.oneof(
    known(() => memory.cursors(), 'x'),
    fc.constantFrom(...cursors),
  );
  const value = name === 'cursor' ? cursor : fitting;
  const pair = value.map((one) => `${encode(name)}=${encode(one)}`);
  const share = required ? 20 : name === 'cursor' ? 1 : 2;
  return fc.oneof({ weight: share, arbitrary: pair }, { weight: required ? 1 : 6, arbitrary: fc.constant('') });
}

/** As a form would, and without failing on halves of pairs. */
const encode = (text: string): string => encodeURIComponent(text.toWellFormed());

const word = fc.stringMatching(/^[\x21-\x7e]{1,40}$/);
const latin = fc.stringMatching(/^[\x20-\x7e\xa0-\xff]{0,60}$/).map((text) => text.trim());

function headersOf(operation: Operation, memory: Memory): fc.Arbitrary<Record<string, string>> {
  const tag: Text = fc.oneof(
    known(() => memory.tags(operation.path), '"1-x"'),
    fc.constantFrom('*', '"1-x"', 'W/"1-x"', '1', '"', '', '"a", "b"', '"99999999999999999999-x"', '"0-"'),
    latin,
  );
  const rarely = (text: Text, weight = 8) =>
    fc.oneof({ weight, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: text });
  const type = fc.constantFrom(
    'application/json; charset=utf-8',
    'APPLICATION/JSON',
    'application/json;charset=utf-16',
    'application/json-patch+json',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'text/plain',
    'text/html',
    'application/xml',
    '',
  );
  const key = fc.oneof(
    fc.constantFrom('a', 'b', 'c'),
    word,
    latin,
    fc.constantFrom('', ' ', 'k'.repeat(255), 'k'.repeat(256)),
  );
  const id = fc.oneof(word, latin, fc.constantFrom('', 'i'.repeat(101), '<script>', '\x24{7*7}', 'ok-id.1:2'));
  return fc
    .record({
      'if-match': rarely(tag),
      'if-none-match': rarely(tag),
      'idempotency-key': rarely(key, 4),
      'x-request-id': rarely(id),
      'content-type': rarely(type, 20),
      accept: rarely(fc.constantFrom('text/html', '*/*', 'application/xml', 'image/*;q=0.1'), 20),
      'x-http-method-override': rarely(fc.constantFrom('DELETE', 'GET'), 40),
      'x-forwarded-for': rarely(latin, 40),
      cookie: rarely(latin, 40),
      origin: rarely(fc.constant('https://elsewhere.test'), 40),
      authorization: rarely(
        fc.constantFrom(
          'Bearer',
          'Bearer x',
          'Bearer a.b.c',
          'Basic YTpi',
          'bearer eyJhbGciOiJub25lIn0.e30.',
          'Token x',
        ),
        60,
      ),
    })
    .map((given) => {
      const kept = Object.entries(given).filter((entry): entry is [string, string] => entry[1] !== undefined);
      return Object.fromEntries(kept);
    });
}

const broken: readonly string[] = [
  '',
  '{',
  '{"a":1,}',
  "{'a':1}",
  '[]',
  'null',
  '"text"',
  '1',
  'NaN',
  '{"a":1}{"b":2}',
  '\ufeff{}',
  'a=1&b=2',
  '<xml/>',
  `${'['.repeat(3000)}${']'.repeat(3000)}`,
  '{"__proto__":{"role":"admin"}}',
  '{"constructor":{"prototype":{"role":"admin"}}}',
];
const invalid = new Uint8Array([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]);

function bodyOf(operation: Operation, values: Values, memory: Memory): fc.Arbitrary<Request_['body']> {
  const { body, operationId } = operation;
  const example = body ? values.followed(body.schema).example : undefined;
  const nonsense = fc.oneof(
    fc.constantFrom<Request_['body']>(...broken),
    fc.constant<Request_['body']>(invalid),
    fc.integer({ min: 60_000, max: 70_000 }).map((length) => JSON.stringify({ a: 'x'.repeat(length) })),
    fc.constantFrom(...impossible).map((text) => JSON.stringify({ [text]: text })),
  );
  if (!body) return fc.oneof({ weight: 12, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: nonsense });
  const made = values.fitting(body.schema);
  const fitting = fc.tuple(made, fc.boolean(), fc.nat()).map(([json, fresh, at]): Json => {
    if (fresh) return json;
    const bodies = [...memory.bodies(operationId), ...(example === undefined ? [] : [example])];
    return bodies[at % Math.max(1, bodies.length)] ?? json;
  });
  return fc.oneof(
    { weight: 9, arbitrary: fitting.map((json) => JSON.stringify(json)) },
    { weight: 9, arbitrary: nearly(fitting).map((json) => JSON.stringify(json)) },
    { weight: 2, arbitrary: nonsense },
    { weight: 1, arbitrary: fc.constant(undefined) },
  );
}
