// One call to a room: in whose name, by when, and what came of it. A call never rejects; `ok` and `orNothing` say what a page
// does with a refusal.

import { asHeard, Problem, type ProblemBody, unavailable } from '#kit/problem';
import { sleep } from '#kit/time';
import type { Limits } from './limits.ts';
import type { Account } from './session.ts';
import { type RoomName, roomNames, type Upstream } from './upstream.ts';

/**
 * In whose name a room is asked. `readBy` is the moment (of performance.now()) by which all reads of one page must be done;
 * `resting` collects the rooms that did not answer, for the page to say so.
 */
export type Asker = {
  token: string | null;
  requestId: string;
  address: string | null;
  account: Pick<Account, 'id' | 'role'> | null;
  readBy: number;
  resting: Set<RoomName>;
};

/** `stale`: the room is silent, this is its answer of at most a minute ago. */
export type Answer<T> =
  | { ok: true; value: T; etag: string | null; status: number; stale: boolean }
  | { ok: false; problem: Problem };

/** What the page cannot do without: a refusal becomes the page. @throws the room's Problem */
export async function ok<T>(asked: Promise<Answer<T>> | Answer<T>): Promise<T> {
  const answer = await asked;
  if (answer.ok) return answer.value;
  throw answer.problem;
}

/** What the page can do without: null where the room refuses or is silent. */
export async function orNothing<T>(asked: Promise<Answer<T>>): Promise<T | null> {
  const answer = await asked;
  return answer.ok ? answer.value : null;
}

export type Query = Record<string, string | number | undefined>;
export type Wish = {
  method?: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  query?: Query;
  body?: unknown;
  /** Idempotency-Key: the same wish sent twice is done once. */
  key?: string;
  /** Sending it twice does no harm even without a key. */
  harmless?: boolean;
  ifMatch?: string;
  timeoutMs?: number;
};

/** What all reads of one page may take together. */
export const readMs = 1200;
export const writeMs = 3000;
export const checkoutMs = 6000;
const busyPauseMs = 150;
/** The slug of a refusal because an earlier request with the same key has not ended. */
export const stillRunning = 'still-running';

export type Calls = <T>(by: Asker, path: string, wish?: Wish) => Promise<Answer<T>>;

/** @param limits what a visitor asks too often is refused here, like any other refusal of the room */
export function callsTo(upstream: Upstream, limits: Pick<Limits, 'refusal'>): Calls {
  return async <T>(by: Asker, path: string, wish: Wish = {}): Promise<Answer<T>> => {
    const method = wish.method ?? 'GET';
    // Who did not answer a moment ago is not asked again for the same page.
    if (method === 'GET' && by.resting.has(upstream.name)) return { ok: false, problem: unavailable(upstream.name) };
    const refusal = limits.refusal({ method, path, account: by.account, address: by.address });
    if (refusal) return { ok: false, problem: refusal };
    const end = method === 'GET' ? by.readBy : performance.now() + (wish.timeoutMs ?? writeMs);
    try {
      for (;;) {
        const answer = await attempt<T>(upstream, { by, path, method, wish, timeoutMs: end - performance.now() });
        if (!isBusy(answer) || performance.now() + busyPauseMs > end) return answer;
        await sleep(busyPauseMs);
      }
    } finally {
      // A page drawn after a write that took its time has time of its own to read what it shows.
      if (method !== 'GET') by.readBy = performance.now() + readMs;
    }
  };
}

/** The first of two clicks is still being worked on: whoever waits gets its answer. */
const isBusy = (answer: Answer<unknown>): boolean => !answer.ok && answer.problem.slug === stillRunning;

type Attempt = { by: Asker; path: string; method: string; wish: Wish; timeoutMs: number };

async function attempt<T>(upstream: Upstream, { by, path, method, wish, timeoutMs }: Attempt): Promise<Answer<T>> {
  try {
    const response = await upstream.send(path + queryOf(wish.query), {
      method,
      headers: headersOf(by, wish, timeoutMs),
      body: wish.body === undefined ? undefined : JSON.stringify(wish.body),
      timeoutMs,
      repeatable: method === 'GET' || wish.key !== undefined || wish.harmless === true,
    });
    return await read<T>(response, upstream.name);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    if (error.status === 503) by.resting.add(silentIn(error, upstream.name));
    return { ok: false, problem: error };
  }
}

/** A room that answers may say that it is another that does not. */
function silentIn({ slug }: Problem, asked: RoomName): RoomName {
  return roomNames.find((name) => slug === `${name}-unavailable`) ?? asked;
}

function headersOf(by: Asker, wish: Wish, timeoutMs: number): Record<string, string> {
  const headers: Record<string, string> = { 'x-request-id': by.requestId, 'x-deadline': String(Math.round(timeoutMs)) };
  if (by.token) headers.authorization = `Bearer ${by.token}`;
  if (by.address) headers['x-forwarded-for'] = by.address;
  if (wish.body !== undefined) headers['content-type'] = 'application/json';
  if (wish.key !== undefined) headers['idempotency-key'] = wish.key;
  if (wish.ifMatch !== undefined) headers['if-match'] = wish.ifMatch;
  return headers;
}

export function queryOf(query: Query | undefined): string {
  if (!query) return '';
  const given = Object.entries(query).flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [`${name}=${encodeURIComponent(value)}`],
  );
  return given.length > 0 ? `?${given.join('&')}` : '';
}

/** @throws Problem: the room's own refusal, or 503 where its answer breaks off or is none of ours. */
async function read<T>(response: Response, room: RoomName): Promise<Answer<T>> {
  const { status, headers } = response;
  let body: unknown;
  try {
    const text = await response.text();
    body = text === '' ? undefined : JSON.parse(text);
  } catch {
    throw unavailable(room);
  }
  if (status < 400) return { ok: true, value: body as T, etag: headers.get('etag'), status, stale: false };
  if (!isProblem(body)) throw unavailable(room);
  throw asHeard(Problem.from(body, kept(headers, ['retry-after', 'etag'])), room);
}

const isProblem = (body: unknown): body is ProblemBody =>
  typeof body === 'object' && body !== null && 'type' in body && 'status' in body && 'detail' in body;

function kept(headers: Headers, names: string[]): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = headers.get(name);
      return value === null ? [] : [[name, value]];
    }),
  );
}
