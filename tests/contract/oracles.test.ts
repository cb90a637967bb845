// The judge of answers, judged: it sees what is wrong with an answer, and nothing in one that is right.

import { expect, test } from 'bun:test';
import { type Document, operationsOf } from './openapi.ts';
import { type Answered, createOracle } from './oracles.ts';
import type { Request_ } from './requests.ts';

const document: Document = {
  openapi: '3.0.3',
  paths: {
    '/api/things/': {
      post: {
        operationId: 'addThing',
        summary: 'Add a thing',
        tags: ['Things'],
        'x-authz': 'user',
        security: [{ bearerAuth: [] }],
        responses: {
          201: {
            description: 'Made.',
            headers: { Location: {}, ETag: {} },
            content: { 'application/json': { schema: { $ref: '#/components/schemas/Thing' } } },
          },
          204: { description: 'Nothing.' },
          401: { description: 'Who?', 'x-problem-types': ['sign-in-first'] },
          422: { description: 'No.', 'x-problem-types': ['fields-refused'] },
          503: { description: 'Away.', 'x-problem-types': ['unavailable'] },
        },
      },
    },
  },
  components: {
    schemas: {
      Thing: {
        type: 'object',
        properties: { id: { type: 'integer', minimum: 1 }, note: { type: 'string', nullable: true } },
        required: ['id', 'note'],
      },
    },
  },
};
const [operation] = operationsOf(document);
const oracle = createOracle(document);

const request = {
  operation,
  principal: 'customer',
  method: 'POST',
  path: '/api/things/',
  headers: { 'x-request-id': 'mine' },
  body: '{"name":"x","password":"a long password"}',
  twist: 'none',
} as Request_;

const base = { 'x-request-id': 'mine', 'x-content-type-options': 'nosniff' };
const answer = (status: number, json: unknown, headers: Record<string, string> = {}): Answered => ({
  status,
  headers: new Headers({ ...base, ...headers }),
  text: json === undefined ? '' : JSON.stringify(json),
  json,
  ms: 1,
});
const made = { location: '/api/things/1/', etag: '"1-a"', 'content-type': 'application/json' };
const refused = { 'content-type': 'application/problem+json' };
const problem = (status: number, type: string, more: object = {}) => ({
  type: `/problems/${type}`,
  title: 'No',
  status,
  detail: 'No.',
  request_id: 'mine',
  ...more,
});
const field = { errors: [{ pointer: '/name', detail: 'Too short.' }] };

const rules = (answered: Answered, token: string | null = 'token-of-mine') =>
  oracle.judge(request, operation ?? null, answered, token).map(({ rule }) => rule);

test.each<[string, Answered]>([
  ['made', answer(201, { id: 1, note: null }, made)],
  ['nothing', answer(204, undefined)],
  ['refused fields', answer(422, problem(422, 'fields-refused', field), refused)],
  ['unknown', answer(401, problem(401, 'sign-in-first'), { ...refused, 'www-authenticate': 'Bearer' })],
  ['away', answer(503, problem(503, 'books-unavailable'), { ...refused, 'retry-after': '2' })],
])('right: %s', (_, answered) => {
  expect(rules(answered)).toEqual([]);
});

test.each<[string, string, Answered]>([
  ['a fault of ours', 'no 5xx', answer(500, problem(500, 'internal'), refused)],
  ['away without an hour', 'no 5xx', answer(503, problem(503, 'books-unavailable'), refused)],
  ['a status nobody declared', 'declared status', answer(409, problem(409, 'busy'), refused)],
  ['a name nobody declared', 'declared type', answer(422, problem(422, 'no-such-name', field), refused)],
  ['a page', 'problem+json', answer(422, problem(422, 'fields-refused', field), { 'content-type': 'text/html' })],
  ['no words', 'problem+json', answer(422, { ...problem(422, 'fields-refused', field), detail: '' }, refused)],
  ['another status in the body', 'problem+json', answer(422, problem(400, 'fields-refused', field), refused)],
  ['no pointers', 'pointers', answer(422, problem(422, 'fields-refused'), refused)],
  [
    'a pointer to nowhere',
    'pointers',
    answer(422, problem(422, 'fields-refused', { errors: [{ pointer: '/a/b', detail: 'x' }] }), refused),
  ],
  [
    'a pointer that is none',
    'pointers',
    answer(422, problem(422, 'fields-refused', { errors: [{ pointer: 'name', detail: 'x' }] }), refused),
  ],
  [
    'no request id',
    'headers',
    { ...answer(204, undefined), headers: new Headers({ 'x-content-type-options': 'nosniff' }) },
  ],
  ['another request id', 'headers', answer(204, undefined, { 'x-request-id': 'another' })],
  ['no Location', 'headers', answer(201, { id: 1, note: null }, { etag: '"1-a"', 'content-type': 'application/json' })],
  ['no ETag', 'headers', answer(201, { id: 1, note: null }, { location: '/', 'content-type': 'application/json' })],
  ['no WWW-Authenticate', 'headers', answer(401, problem(401, 'sign-in-first'), refused)],
  ['a body where there is none', 'body', answer(204, { id: 1 })],
  ['a field missing', 'schema', answer(201, { id: 1 }, made)],
  ['a field too many', 'schema', answer(201, { id: 1, note: null, secret: 1 }, made)],
  ['a field of another type', 'schema', answer(201, { id: '1', note: null }, made)],
  ['a value out of range', 'schema', answer(201, { id: 0, note: null }, made)],
  ['the password', 'secrets', answer(201, { id: 1, note: 'a long password' }, made)],
  ['the token', 'secrets', answer(201, { id: 1, note: 'token-of-mine' }, made)],
])('wrong: %s', (_, rule, answered) => {
  expect(rules(answered)).toContain(rule);
});

test('where nothing is, only a few answers are right', () => {
  const nowhere = (status: number, type: string, headers: Record<string, string> = {}) =>
    oracle
      .judge(request, null, answer(status, problem(status, type), { ...refused, ...headers }), null)
      .map(({ rule }) => rule);
  expect(nowhere(404, 'not-found')).toEqual([]);
  expect(nowhere(405, 'method-not-allowed', { allow: 'GET' })).toEqual([]);
  expect(nowhere(405, 'method-not-allowed')).toEqual(['headers']);
  expect(nowhere(200, 'x')).toContain('declared status');
});
