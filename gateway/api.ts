// /api/*: handed on to the room that owns the address, unchanged, and answered unchanged. Cookies stay here: the API knows
// bearer tokens only, so no other site can use a visitor's session on it.

import { Elysia } from 'elysia';
import { bodyOf } from '#kit/bodies';
import { requestIdOf } from '#kit/http';
import { limitHeaders } from '#kit/limits';
import { Problem, unavailable } from '#kit/problem';
import { visitorsAddress } from './addresses.ts';
import { checkoutMs, writeMs } from './calls.ts';
import type { Limits } from './limits.ts';
import { ownerOf } from './owners.ts';
import type { RoomName, Upstream } from './upstream.ts';

/** Belongs to one connection, or is ours to say. */
const notHandedOn = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'host',
  'content-length',
  'cookie',
  'set-cookie',
  'accept-encoding',
  'forwarded',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-deadline',
]);

const readMs = 1500;
const streamedFrom = 256 * 1024;

export function api(upstreams: Record<RoomName, Upstream>, limits: Limits) {
  const handle = ({ request }: { request: Request }) => limited(limits, request, (asked) => handOn(upstreams, asked));
  return new Elysia({ name: 'api', normalize: false }).all('/api', handle, hidden).all('/api/*', handle, hidden);
}

const hidden = { parse: 'none' as const, detail: { hide: true } };

/** @throws Problem 429 for who comes too often; every answer of a room says how often they still may. */
async function limited(
  limits: Limits,
  request: Request,
  answer: (request: Request) => Promise<Response>,
): Promise<Response> {
  const { method, headers } = request;
  const caller = { authorization: headers.get('authorization'), address: visitorsAddress(request) };
  const standings = await limits.admit({ method, path: new URL(request.url).pathname, ...caller });
  const response = await answer(request);
  for (const [name, value] of Object.entries(limitHeaders(standings))) response.headers.append(name, value);
  if (response.status === 401 && caller.authorization) limits.tokenRefused(caller);
  return response;
}

async function handOn(upstreams: Record<RoomName, Upstream>, request: Request): Promise<Response> {
  // Parsing resolves encoded dot segments (%2e%2e) too: what is looked up here is the very path the room will see.
  const { pathname, search } = new URL(request.url);
  const room = ownerOf(pathname);
  if (!room) throw nothingHere();
  const { method } = request;
  const body = method === 'GET' || method === 'HEAD' ? undefined : await bodyOf(request);
  const timeoutMs = timeoutFor(method, room);
  const answer = await upstreams[room].send(pathname + search, {
    method,
    headers: headersFor(request, timeoutMs),
    body,
    timeoutMs,
    repeatable: method === 'GET' || method === 'HEAD' || request.headers.has('idempotency-key'),
  });
  return new Response(await contentOf(answer, room), { status: answer.status, headers: without(answer.headers) });
}

/** A small answer is read first, so that one that breaks off is a clean 503; a long one is streamed. */
async function contentOf(answer: Response, room: RoomName): Promise<ArrayBuffer | ReadableStream | null> {
  if (answer.status === 204 || answer.status === 304) return null;
  const length = answer.headers.get('content-length');
  if (length === null || Number(length) > streamedFrom) return answer.body;
  try {
    return await answer.arrayBuffer();
  } catch {
    throw unavailable(room);
  }
}

const nothingHere = () =>
  new Problem(404, 'not-found', 'There is nothing at this address. /swagger lists all there is.');

/** Placing an order and paying it wait for several rooms in turn. */
function timeoutFor(method: string, room: RoomName): number {
  if (method === 'GET' || method === 'HEAD' || method === 'OPTIONS') return readMs;
  return room === 'orders' || room === 'payments' ? checkoutMs : writeMs;
}

function headersFor(request: Request, timeoutMs: number): Headers {
  const address = visitorsAddress(request);
  const headers = without(request.headers);
  headers.set('x-request-id', requestIdOf(request));
  headers.set('x-deadline', String(timeoutMs));
  headers.set('accept-encoding', 'identity');
  if (address) headers.set('x-forwarded-for', address);
  return headers;
}

/** All headers but those of the connection, those the Connection header names included. */
function without(headers: Headers): Headers {
  const named = (headers.get('connection') ?? '').split(',').map((name) => name.trim().toLowerCase());
  const kept = new Headers();
  for (const [name, value] of headers) if (!notHandedOn.has(name) && !named.includes(name)) kept.append(name, value);
  return kept;
}
