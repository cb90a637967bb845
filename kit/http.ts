// What every HTTP door has: request ids, safe headers, a media type gate, RFC 9457 for every error there is (404, 405, bad JSON
// and our own faults included) and one log line a request. Elysia's own defaults leak messages and values; none is left.

import { type TProperties, type TUnsafe, Type } from '@sinclair/typebox';
import { Elysia } from 'elysia';
import { createEntrance, type EntranceOptions } from './entrance.ts';
import { isFresh } from './etag.ts';
import { type Refused, refusalOf, unreadable } from './input.ts';
import type { Log } from './log.ts';
import type { Metrics } from './metrics.ts';
import { Problem, refuseField, toProblem } from './problem.ts';
import { stopwatch } from './time.ts';
import { currentSpan, inSpan, isTracing, openSpan, type Span } from './tracing.ts';

/**
 * A body, query or path object that refuses members it does not know, so that a typing error never passes silently. A body
 * has a name (`$id`), under which the document shows it, and an example that works as it stands.
 */
export const strict = <T extends TProperties>(members: T, of: { $id?: string; examples?: [object] } = {}) =>
  Type.Object(members, { ...of, additionalProperties: false });

/** One of these words. The cast gives the union its words, which TypeBox loses for a list made at run time. */
export const oneOf = <Word extends string>(words: readonly Word[]): TUnsafe<Word> =>
  Type.Union(words.map((word) => Type.Literal(word))) as unknown as TUnsafe<Word>;

type Trace = { id: string; elapsed: () => number; span: Span | undefined };
const traces = new WeakMap<Request, Trace>();
const saneId = /^[\w.:-]{1,100}$/;

/** The id this request is known by in answers, messages and logs. */
export const requestIdOf = (request: Request): string => traces.get(request)?.id ?? 'unknown';

type Media = { test(type: string): boolean };
type Routed = { method: string; path: string };
/**
 * `routes` tells all routes of the finished app, for 405; `media` the body types taken (JSON unless it is the gateway).
 * `headers` are those every answer begins with, until a route says otherwise. `show` may answer a refusal in another form, such as a page; undefined leaves it to be a problem document.
 */
export type HttpOptions = {
  log: Log;
  metrics: Metrics;
  routes: () => readonly Routed[];
  media?: Media;
  entrance?: EntranceOptions;
  headers?: (request: Request) => Record<string, string>;
  show?: (problem: Problem, request: Request) => Response | undefined;
};

/** The base of a room's Elysia app. Mount it first; the room's routes follow. */
export function http({ log, metrics, routes, media = json, entrance: options, headers, show }: HttpOptions) {
  const entrance = createEntrance(options);
  metrics.gauge('http_requests_working', 'Requests being worked on', () => entrance.stats().working);
  metrics.gauge('http_requests_waiting', 'Requests waiting for a place', () => entrance.stats().waiting);
  metrics.counter(
    'http_requests_refused_total',
    'Requests refused for want of a place',
    () => entrance.stats().refused,
  );
  return new Elysia({ name: 'http', normalize: false })
    .wrap(((handle: Handle) => spanned(entrance.around(handle))) as never)
    .onRequest(({ request, set }) => {
      const given = request.headers.get('x-request-id');
      const id = given && saneId.test(given) ? given : Bun.randomUUIDv7();
      traces.set(request, { id, elapsed: stopwatch(), span: currentSpan() });
      set.headers['x-request-id'] = id;
      set.headers['x-content-type-options'] = 'nosniff';
      Object.assign(set.headers, headers?.(request));
      const refusal = entrance.refusal(request);
      if (refusal) throw refusal;
      refuseForeignMedia(request, media);
    })
    .onAfterHandle({ as: 'global' }, ({ request, set }) => {
      const etag = set.headers.etag;
      if (etag === undefined || !reads(request) || !isFresh(request.headers.get('if-none-match'), String(etag))) return;
      return new Response(null, { status: 304, headers: { etag: String(etag) } });
    })
    .onError({ as: 'global' }, ({ code, error, set, path, request }) => {
      const allow = code === 'NOT_FOUND' ? allowedMethods(routes(), path) : [];
      if (request.method === 'OPTIONS' && allow.length > 0) return optionsAnswer(allow, requestIdOf(request));
      const problem = problemOf(code, error, { allow, request });
      if (problem.status === 500) log.error('http.fault', error, { request_id: requestIdOf(request) });
      const shown = show?.(problem, request);
      if (shown) return shown;
      set.status = problem.status;
      Object.assign(set.headers, problem.headers, {
        'content-type': 'application/problem+json',
        'cache-control': 'no-store',
      });
      return { ...problem.body(), instance: path, request_id: requestIdOf(request) };
    })
    .onAfterResponse({ as: 'global' }, ({ request, route, set, responseValue }) => {
      const status = responseValue instanceof Response ? responseValue.status : Number(set.status ?? 200);
      const ms = traces.get(request)?.elapsed() ?? 0;
      const pattern = route || 'unmatched';
      metrics.observeRequest(request.method, pattern, status, ms / 1000);
      traces.get(request)?.span?.end({
        name: `${request.method} ${pattern}`,
        attributes: { 'http.route': pattern, 'http.response.status_code': status },
        ...(status >= 500 ? { fault: String(status) } : {}),
      });
      if (pattern.startsWith('/health')) return;
      log.info('http.request', {
        method: request.method,
        route: pattern,
        status,
        ms: Math.round(ms * 10) / 10,
        request_id: requestIdOf(request),
      });
    });
}

type Handle = (request: Request) => Response | Promise<Response>;

/** Each request is a span, part of the trace that its `traceparent` names. It ends with the answer, when its route is known. */
const spanned =
  (handle: Handle): Handle =>
  (request) => {
    if (!isTracing() || forMachines.test(request.url)) return handle(request);
    // A Host that is none makes an address that cannot be read: it is refused further in, and is part of the trace all the same.
    const path = URL.parse(request.url)?.pathname ?? '';
    const about = { 'http.request.method': request.method, 'url.path': path };
    return inSpan(openSpan(request.method, 'server', about, request.headers.get('traceparent')), () => handle(request));
  };

const forMachines = /^https?:\/\/[^/]+\/(health\/|metrics(\?|$))/;

/** JSON in UTF-8: another charset would be read wrong, and any page of the web can make a browser send another type. */
const json: Media = {
  test(type) {
    const [kind, ...parameters] = type.split(';').map((part) => part.trim().toLowerCase());
    return kind === 'application/json' && parameters.every((one) => !/^charset=(?!"?utf-8"?$)/.test(one));
  },
};

const reads = ({ method }: Request): boolean => method === 'GET' || method === 'HEAD';

function refuseForeignMedia(request: Request, media: Media): void {
  if (reads(request) || request.body === null) return;
  const type = request.headers.get('content-type') ?? '';
  if (!media.test(type))
    throw new Problem(415, 'unsupported-media-type', 'Send JSON with Content-Type: application/json.');
}

/** Elysia answers 404 where only the method is wrong; the routes tell what would have been right. */
function allowedMethods(routes: readonly Routed[], path: string): string[] {
  const methods = routes.filter((route) => matches(route.path, path)).map((route) => route.method);
  if (methods.length === 0) return [];
  return [...new Set([...methods, ...(methods.includes('GET') ? ['HEAD'] : []), 'OPTIONS'])].sort();
}

function matches(pattern: string, path: string): boolean {
  const expected = pattern.replace(/\/$/, '').split('/');
  const given = path.replace(/\/$/, '').split('/');
  if (expected.at(-1) === '*') return false;
  return (
    expected.length === given.length &&
    expected.every((part, at) => part === given[at] || (part.startsWith(':') && given[at] !== ''))
  );
}

const optionsAnswer = (allow: string[], id: string): Response =>
  new Response(null, { status: 204, headers: { allow: allow.join(', '), 'x-request-id': id } });

function problemOf(
  code: string | number,
  error: unknown,
  { allow, request }: { allow: string[]; request: Request },
): Problem {
  if (allow.length > 0) {
    return new Problem(405, 'method-not-allowed', `This address answers ${allow.join(', ')}.`, {
      headers: { allow: allow.join(', ') },
    });
  }
  if (code === 'NOT_FOUND') return new Problem(404, 'not-found', 'There is nothing at this address.');
  if (code === 'PARSE') {
    const { cause } = error as { cause?: unknown };
    return cause instanceof Problem ? cause : unreadable('The body is not well-formed JSON in UTF-8.');
  }
  if (code === 'VALIDATION') return refusalOf(error as Refused, request);
  const problem = toProblem(error);
  // What the database would not take passed the schema, so no field is known to be at fault; but a cursor is ours to make.
  if (problem.status !== 422 || problem.extra.errors) return problem;
  return refuseField(request.url.includes('cursor=') ? '?cursor' : '', problem.message);
}
