// What every answer must be, whatever was asked: held against the document and against what holds everywhere.

import Ajv, { type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { type Document, type Json, type Operation, type Schema, slugOf } from './openapi.ts';
import type { Request_ } from './requests.ts';

export type Answered = {
  status: number;
  headers: Headers;
  text: string;
  json: unknown;
  ms: number;
};
export type Finding = { rule: string; detail: string };

export type Oracle = {
  /** @param operation what the address and method really name, null where they name nothing. */
  judge(request: Request_, operation: Operation | null, answered: Answered, token: string | null): Finding[];
};

export function createOracle(document: Document): Oracle {
  const checkAnswer = createChecks(document);
  return {
    judge(request, operation, answered, token) {
      const findings: Finding[] = [];
      const say = (rule: string, detail: string) => findings.push({ rule, detail });
      checkStatus(operation, answered, say);
      checkHeaders(request, operation, answered, say);
      if (answered.status >= 400) checkProblem(request, operation, answered, say);
      else checkBody(operation, answered, checkAnswer, say);
      checkSecrets(request, answered, token, say);
      return findings;
    },
  };
}

type Say = (rule: string, detail: string) => void;

/** Where no operation is meant, only these are right. */
const nowhere = [404, 405, 413, 415];

function checkStatus(operation: Operation | null, { status, headers }: Answered, say: Say): void {
  if (status >= 500 && !(status === 503 && headers.has('retry-after'))) say('no 5xx', `answered ${status}`);
  else if (!(operation ? status in operation.answers : nowhere.includes(status)))
    say('declared status', `${status} is not declared`);
}

function checkHeaders(request: Request_, operation: Operation | null, { status, headers }: Answered, say: Say): void {
  const needs = (name: string) => {
    if (!headers.has(name)) say('headers', `${status} without ${name}`);
  };
  needs('x-request-id');
  if (status === 401) needs('www-authenticate');
  if (status === 405) needs('allow');
  if (status === 429 || status === 503) needs('retry-after');
  const declared = operation?.answers[status]?.headers ?? {};
  if ('Location' in declared) needs('location');
  if ('ETag' in declared && !headers.has('idempotent-replayed')) needs('etag');
  if (headers.get('x-content-type-options') !== 'nosniff') say('headers', 'nosniff is missing');
  const sent = request.headers['x-request-id'];
  const got = headers.get('x-request-id') ?? '';
  if (!/^[\w.:-]{1,100}$/.test(got)) say('headers', `X-Request-Id is ${JSON.stringify(got)}`);
  if (sent !== undefined && /^[\w.:-]{1,100}$/.test(sent) && sent !== got)
    say('headers', 'a sane X-Request-Id was not kept');
}

type Problem = {
  type?: unknown;
  title?: unknown;
  status?: unknown;
  detail?: unknown;
  request_id?: unknown;
  errors?: { pointer?: unknown; detail?: unknown }[];
};

function checkProblem(request: Request_, operation: Operation | null, answered: Answered, say: Say): void {
  const { status, headers, json } = answered;
  if (!headers.get('content-type')?.startsWith('application/problem+json')) {
    say('problem+json', `${status} came as ${headers.get('content-type')}`);
    return;
  }
  const problem = (json ?? {}) as Problem;
  const { type, title, detail, errors } = problem;
  for (const [name, value] of Object.entries({ type, title, detail }))
    if (typeof value !== 'string' || value === '') say('problem+json', `${status} without ${name}`);
  if (problem.status !== status) say('problem+json', `the body says ${problem.status}, the answer ${status}`);
  if (problem.request_id !== headers.get('x-request-id')) say('problem+json', 'request_id is not X-Request-Id');
  const types = operation?.answers[status]?.['x-problem-types'];
  if (types && !isNamed(slugOf(type), status, types)) say('declared type', `${status} ${slugOf(type)} is not declared`);
  if (status !== 422) return;
  if (!Array.isArray(errors) || errors.length === 0) {
    say('pointers', '422 without errors');
    return;
  }
  for (const error of errors) {
    const fault = pointerFault(error.pointer, request.body);
    if (fault) say('pointers', `${JSON.stringify(error.pointer)} ${fault}`);
    if (typeof error.detail !== 'string' || error.detail === '') say('pointers', `${error.pointer} without words`);
  }
}

/** What is away, too full or too late has many names, which no operation lists. */
const isNamed = (slug: string, status: number, types: string[]): boolean =>
  status === 503 ? /^([a-z]+-unavailable|overloaded|too-late)$/.test(slug) : types.includes(slug);

function pointerFault(pointer: unknown, body: Request_['body']): string | null {
  if (typeof pointer !== 'string') return 'is no text';
  if (pointer === '' || pointer === '/Idempotency-Key' || pointer.startsWith('?') || /^\{\w+\}$/.test(pointer))
    return null;
  if (!pointer.startsWith('/')) return 'is no pointer';
  const steps = pointer
    .slice(1)
    .split('/')
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  let at = parsed(body);
  for (const step of steps.slice(0, -1))
    at = at !== null && typeof at === 'object' ? ((at as Record<string, Json>)[step] ?? null) : null;
  return at !== null && typeof at === 'object' ? null : 'points beside what was sent';
}

function parsed(body: Request_['body']): Json {
  try {
    return JSON.parse(
      (typeof body === 'string' ? body : new TextDecoder().decode(body)).replace(/^\ufeff/, ''),
    ) as Json;
  } catch {
    return null;
  }
}

function checkBody(operation: Operation | null, answered: Answered, check: Checks, say: Say): void {
  const { status, headers, text, json } = answered;
  const declared = operation?.answers[status];
  if (!operation || !declared) return;
  if (!declared.content) {
    if (text !== '') say('body', `${status} with a body`);
    return;
  }
  if (!headers.get('content-type')?.startsWith('application/json')) {
    say('body', `${status} came as ${headers.get('content-type')}`);
    return;
  }
  const fault = check(operation, status, json);
  if (fault) say('schema', `${status} ${fault}`);
}

type Checks = (operation: Operation, status: number, json: unknown) => string | null;

function createChecks(document: Document): Checks {
  const ajv = new Ajv({ strict: false, allErrors: false });
  addFormats(ajv);
  ajv.addSchema({ $id: 'contract', components: { schemas: strictly(document.components.schemas ?? {}) } });
  const compiled = new Map<string, ValidateFunction>();
  return (operation, status, json) => {
    const key = `${operation.operationId} ${status}`;
    const schema = operation.answers[status]?.content?.['application/json']?.schema;
    if (!schema) return null;
    const validate = compiled.get(key) ?? ajv.compile(strictly(schema) as object);
    compiled.set(key, validate);
    if (validate(json)) return null;
    const [error] = validate.errors ?? [];
    return `${error?.instancePath} ${error?.message} ${JSON.stringify(error?.params)}`;
  };
}

/** JSON Schema for an OpenAPI 3.0 schema, which lets no member pass that is not declared. */
function strictly(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(strictly);
  if (value === null || typeof value !== 'object') return value;
  const { nullable, example: _, ...rest } = value as Schema & { [member: string]: unknown };
  const tree = Object.fromEntries(Object.entries(rest).map(([name, member]) => [name, strictly(member)]));
  if (typeof tree.$ref === 'string') tree.$ref = `contract${tree.$ref}`;
  if (tree.type === 'object' && tree.properties && tree.additionalProperties === undefined)
    tree.additionalProperties = false;
  return nullable ? { anyOf: [tree, { type: 'null' }] } : tree;
}

/** Nobody gets back what must stay secret: neither in a refusal nor in what was made. */
function checkSecrets({ body }: Request_, { text }: Answered, token: string | null, say: Say): void {
  if (token !== null && text.includes(token)) say('secrets', 'the access token came back');
  const sent = parsed(body);
  if (sent === null || typeof sent !== 'object' || Array.isArray(sent)) return;
  const others = Object.entries(sent)
    .filter(([name]) => !secret.test(name))
    .map(([, value]) => JSON.stringify(value));
  for (const [name, value] of Object.entries(sent)) {
    if (!secret.test(name) || typeof value !== 'string' || value.length < 8) continue;
    const shown = JSON.stringify(value).slice(1, -1);
    if (text.includes(shown) && !others.some((other) => other?.includes(shown))) say('secrets', `${name} came back`);
  }
}

const secret = /password|token|refresh/;
