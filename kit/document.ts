// The OpenAPI document made valid and exact: the plugin's own knows neither headers nor what a guard, a body or a tag brings
// with it, and is not valid OpenAPI 3.0.

import { clean, type Json, type Parts, plain, type Tree, use } from './components.ts';
import { changes } from './keyed.ts';
import { type About, type Refusal, refusals } from './operation.ts';
import { ProblemBody } from './problem.ts';

type Operation = Tree & { responses: Record<string, Tree> };

/** Valid OpenAPI 3.0: schemas with an `$id` become components, and each operation says all it takes and answers. */
export function tidy(raw: unknown): Tree {
  const parts: Parts = { schemas: {}, responses: {}, parameters: {}, headers: {} };
  const { components, paths, ...document } = raw as { components: Tree; paths: Record<string, Tree> };
  const tidied = Object.entries(paths).map(([path, operations]) => [
    path,
    Object.fromEntries(
      Object.entries(operations).map(([method, operation]) => [
        method,
        tidyOperation(method, hoistBodies(operation as Operation), parts),
      ]),
    ),
  ]);
  const found = Object.fromEntries(tidied) as Tree;
  return {
    ...document,
    servers: [{ url: '/' }],
    tags: tagsOf(found).map((name) => ({ name })),
    paths: found,
    components: { securitySchemes: components.securitySchemes ?? {}, ...parts },
  };
}

const tagsOf = (paths: Tree): string[] => [
  ...new Set(
    Object.values(paths).flatMap((path) =>
      Object.values(path as Tree).flatMap((operation) => (operation as { tags: string[] }).tags),
    ),
  ),
];

/**
 * The plugin writes a response's schema without its name, and the name beside it. What answers hold may grow, whatever Elysia
 * notes in their schemas when it first uses them.
 */
function hoistBodies(operation: Operation): Operation {
  const responses = Object.entries(operation.responses ?? {}).map(([status, { $id, content, description }]) => {
    const schema = (Object.values((content ?? {}) as Tree)[0] as Tree | undefined)?.schema;
    const said = description === undefined ? {} : { description };
    if (schema === undefined) return [status, said];
    const named = { ...(open(schema) as Tree), ...(typeof $id === 'string' ? { $id } : {}) };
    return [status, { ...said, content: { 'application/json': { schema: named } } }];
  });
  return { ...operation, responses: Object.fromEntries(responses) };
}

function open(value: Json): Json {
  if (Array.isArray(value)) return value.map(open);
  if (value === null || typeof value !== 'object') return value;
  const { additionalProperties: _, ...rest } = value;
  return Object.fromEntries(Object.entries(rest).map(([name, member]) => [name, open(member)]));
}

function tidyOperation(method: string, raw: Operation, parts: Parts): Tree {
  const { 'x-marks': marked, requestBody, ...operation } = clean(raw, parts.schemas) as Operation;
  const said = (marked ?? {}) as unknown as About;
  const marks = changes(method) ? { ...said, repeatable: true } : said;
  const body = requestBody as { content: Tree } | undefined;
  const parameters = [
    ...((operation.parameters as Tree[] | undefined) ?? []).map(withoutFilling),
    ...headerParameters(method, marks).map((name) => use(parts, 'parameters', name, requestHeaders[name])),
  ];
  const extra: Tree = marks.owned === true ? { 'x-authz': 'owner' } : {};
  const content = body && { 'application/json': Object.values(body.content)[0] ?? {} };
  return {
    ...operation,
    ...extra,
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(content ? { requestBody: { required: marks.bodyless !== true, content } } : {}),
    responses: {
      ...answersOf(method, operation.responses, marks, parts),
      ...refusalsOf(method, { ...operation, body: content !== undefined, parameters }, marks, parts),
    },
  };
}

/**
 * Pages and programs to try a document with fill in, and send, what `example` holds: twenty filters that find nothing, a tag
 * that is never right. What may be left out has its example in words.
 */
function withoutFilling(parameter: Tree): Tree {
  // The plugin writes what a schema says of itself beside it too.
  const { example: beside, description: said, ...rest } = parameter;
  const { example: inside, description: within, ...shape } = (rest.schema ?? {}) as Tree;
  const example = beside ?? inside;
  if (example === undefined || rest.required === true) return parameter;
  const words = said ?? within;
  const description = [...(words === undefined ? [] : [words]), `For example \`${example}\`.`].join(' ');
  return { ...rest, description, schema: shape };
}

const meanings: Record<string, string> = {
  '200': 'Done.',
  '201': 'Made; `Location` says where it is.',
  '202': 'Taken on, but not finished yet.',
  '204': 'Done; there is nothing to show.',
};

function answersOf(method: string, given: Record<string, Tree>, marks: About, parts: Parts): Tree {
  const answers = Object.entries(given).map(([status, response]) => {
    const names: HeaderName[] = ['X-Request-Id'];
    if (status === '201' || (status === '202' && '201' in given)) names.push('Location');
    if (marks.tagged && status !== '204') names.push('ETag');
    if (marks.repeatable) names.push('Idempotent-Replayed');
    if (marks.limited) names.push('RateLimit', 'RateLimit-Policy');
    return [status, { description: meanings[status] ?? 'Done.', ...response, headers: headersOf(names, parts) }];
  });
  if (marks.tagged && method === 'get')
    answers.push([
      '304',
      {
        description: 'It is still as the tag in If-None-Match says.',
        headers: headersOf(['X-Request-Id', 'ETag'], parts),
      },
    ]);
  return Object.fromEntries(answers);
}

type Shape = { body: boolean; parameters: Json[]; security?: Json };

/** What follows from the guard, the method and the shapes, and what the route says itself. */
function refusalsOf(method: string, shape: Shape & Tree, marks: About, parts: Parts): Tree {
  const unsafe = method !== 'get';
  const names: Partial<Record<Refusal, readonly string[]>> = {};
  const usual = (status: Refusal) => {
    names[status] = refusals[status];
  };
  // Whatever comes is read, body or query, even where none is asked for.
  if (unsafe) for (const status of [400, 413, 415] as const) usual(status);
  usual(422);
  if (JSON.stringify(shape.security ?? '').includes('bearerAuth')) usual(401);
  if (shape['x-authz'] === 'staff' || shape['x-authz'] === 'admin') usual(403);
  if (marks.tagged && unsafe && method !== 'post') usual(412);
  if (marks.limited) names[429] = ['too-many-requests'];
  usual(503);
  const conflicts = [...(unsafe ? refusals[409] : []), ...(marks.repeatable ? ['still-running'] : [])];
  if (conflicts.length > 0) names[409] = conflicts;
  for (const [key, own] of Object.entries(marks.refuses ?? {})) {
    const status = Number(key) as Refusal;
    if (own === true) usual(status);
    else names[status] = [...(status === 409 ? conflicts : []), ...own];
  }
  return Object.fromEntries(
    Object.entries(names).map(([status, types]) => [status, refusal(Number(status) as Refusal, types, parts)]),
  );
}

const explained: Record<Refusal, string> = {
  400: 'The request cannot be read.',
  401: 'No access token, or one that is forged, expired or revoked.',
  402: 'Declined.',
  403: 'The account may not do this.',
  404: 'There is no such thing, or it is not yours to see.',
  409: 'The present state forbids it.',
  410: 'It was here once, and is no more.',
  412: 'It was changed since the tag in If-Match; read it again.',
  413: 'The body is too long.',
  415: 'The body is not JSON.',
  422: 'Fields were refused: `errors` names every one of them.',
  429: 'Too often; `Retry-After` says when to come again.',
  503: 'Something this needs does not answer; `Retry-After` says when to come again.',
};

function refusal(status: Refusal, types: readonly string[], parts: Parts): Json {
  const headers: HeaderName[] = ['X-Request-Id'];
  if (status === 401) headers.push('WWW-Authenticate');
  if (status === 429 || status === 503) headers.push('Retry-After');
  if (status === 429) headers.push('RateLimit', 'RateLimit-Policy');
  const named = types.map((type) => `\`${type}\``).join(', ');
  const response = {
    description: `${explained[status]} Type: ${named}.`,
    headers: headersOf(headers, parts),
    content: { 'application/problem+json': { schema: clean(plain(ProblemBody), parts.schemas) } },
    'x-problem-types': [...types],
  };
  const usual = refusals[status];
  const [first] = usual;
  if (first === undefined || types.length !== usual.length || types[0] !== first) return response;
  return use(parts, 'responses', pascal(first), response);
}

const pascal = (slug: string): string => slug.replace(/(^|-)(\w)/g, (_, __, letter: string) => letter.toUpperCase());

type RequestHeader = 'If-Match' | 'If-None-Match' | 'Idempotency-Key';
const text = (example: string): Tree => ({ type: 'string', example });

const requestHeaders: Record<RequestHeader, Tree> = {
  'If-Match': withoutFilling({
    ...{ in: 'header', name: 'If-Match', required: false, schema: text('"3-1k2m3n4p5q6r7"') },
    description: 'The `ETag` you read: 412 where somebody changed it meanwhile.',
  }),
  'If-None-Match': withoutFilling({
    ...{ in: 'header', name: 'If-None-Match', required: false, schema: text('"3-1k2m3n4p5q6r7"') },
    description: 'The `ETag` you hold: 304 without a body where it is still right.',
  }),
  'Idempotency-Key': withoutFilling({
    ...{ in: 'header', name: 'Idempotency-Key', required: false },
    schema: { ...text('0192f3a4-1c5e-7d44-9f0a-6a1b2c3d4e5f'), pattern: '^[\\x21-\\x7e]{1,255}$' },
    description:
      'A name of your own for this request, a new one for each: sent again with it, the first answer comes again, for a day.',
  }),
};

function headerParameters(method: string, marks: About): RequestHeader[] {
  const tags: RequestHeader[] = method === 'get' ? ['If-None-Match'] : method === 'post' ? [] : ['If-Match'];
  return [...(marks.tagged ? tags : []), ...(marks.repeatable ? (['Idempotency-Key'] as const) : [])];
}

const responseHeaders = {
  'X-Request-Id': {
    description: 'Names this request in our logs; yours, if you sent a sane one.',
    schema: text('a1b2'),
  },
  Location: { description: 'Where the new thing is.', schema: text('/api/') },
  ETag: { description: 'A strong entity tag, for If-Match and If-None-Match.', schema: text('"3-1k2m3n4p5q6r7"') },
  'Idempotent-Replayed': { description: 'The answer is that of an earlier request.', schema: text('true') },
  'WWW-Authenticate': { description: 'The way to sign in.', schema: text('Bearer') },
  'Retry-After': { description: 'Seconds to wait.', schema: text('2') },
  RateLimit: {
    description: 'What is left of each limit (`r`), whole again in `t` seconds.',
    schema: text('"api";r=299;t=60'),
  },
  'RateLimit-Policy': { description: 'Each limit: `q` requests in `w` seconds.', schema: text('"api";q=300;w=60') },
} satisfies Record<string, Tree>;
type HeaderName = keyof typeof responseHeaders;

const headersOf = (names: HeaderName[], parts: Parts): Tree =>
  Object.fromEntries(names.map((name) => [name, use(parts, 'headers', name, responseHeaders[name])]));
