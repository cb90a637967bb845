// One room as the gateway reaches it: HTTP with a deadline, one repeat where repeating is harmless, and a breaker, so that a
// room that is away costs a visitor nothing but what it would have said. Nothing but this and upstream-life.ts opens
// connections to rooms.

import { createBreaker } from '#kit/breaker';
import type { Log } from '#kit/log';
import { unavailable } from '#kit/problem';
import { createRetryBudget, repeatPauseMs } from '#kit/retry-budget';
import { sleep } from '#kit/time';
import { traced } from '#kit/tracing';
import { createWatch } from './upstream-life.ts';

export const roomNames = ['users', 'books', 'orders', 'payments', 'reviews'] as const;
export type RoomName = (typeof roomNames)[number];

export type Sent = {
  method: string;
  headers: Headers | Record<string, string>;
  body?: string | Uint8Array<ArrayBuffer>;
  /** Until the last byte of the answer. */
  timeoutMs: number;
  /** May it be sent a second time when the connection breaks, or when the room cannot just now? */
  repeatable: boolean;
};

export type Upstream = {
  name: RoomName;
  /** The room's answer, whatever its status. @throws Problem 503 `<room>-unavailable` when there is none in time. */
  send(path: string, sent: Sent): Promise<Response>;
};

/** What took longer than this to fail is not repeated: the same wait again would be all that comes of it. */
const quickMs = 600;

export function createUpstream(name: RoomName, origin: string, log: Log): Upstream {
  const breaker = createBreaker({
    onOpen: (reason) => log.warn('upstream.opened', { upstream: name, reason }),
    onClose: () => log.info('upstream.closed', { upstream: name }),
  });
  const budget = createRetryBudget();
  const watch = createWatch(origin);

  const attempt = async (path: string, sent: Sent, timeoutMs: number): Promise<Response> => {
    const { method, headers, body } = sent;
    const limit = AbortSignal.timeout(Math.max(1, Math.round(timeoutMs)));
    const life = watch.over(timeoutMs);
    try {
      const signal = AbortSignal.any([limit, life.gone]);
      const response = await fetch(origin + path, { method, headers, body, signal, redirect: 'manual' });
      watch.heard();
      breaker.succeeded();
      return response;
    } catch (error) {
      breaker.failed(reasonOf(error));
      throw error;
    } finally {
      life.end();
    }
  };

  const firstTry = async (path: string, sent: Sent, mayRepeat: () => boolean): Promise<Response | null> => {
    try {
      const response = await attempt(path, sent, sent.timeoutMs);
      if (response.status !== 503 || !mayRepeat()) return response;
      await response.body?.cancel();
      return null;
    } catch (error) {
      if (isTimeout(error) || !mayRepeat()) throw unavailable(name);
      return null;
    }
  };

  const send: Upstream['send'] = async (path, sent) => {
    if (!breaker.admits()) throw unavailable(name, 1);
    budget.called();
    const began = performance.now();
    const mayRepeat = () => sent.repeatable && performance.now() - began < quickMs && budget.take();
    const answer = await firstTry(path, sent, mayRepeat);
    if (answer) return answer;
    await sleep(repeatPauseMs());
    try {
      return await attempt(path, sent, sent.timeoutMs - (performance.now() - began));
    } catch {
      throw unavailable(name);
    }
  };
  return {
    name,
    send: (path, sent) =>
      traced({ name: `${sent.method} ${name}`, kind: 'client', about: { 'peer.service': name } }, (span) =>
        send(path, span ? { ...sent, headers: withHeader(sent.headers, 'traceparent', span.traceparent) } : sent),
      ),
  };
}

function withHeader(headers: Sent['headers'], name: string, value: string): Headers {
  const all = new Headers(headers);
  all.set(name, value);
  return all;
}

const isTimeout = (error: unknown): boolean => error instanceof Error && error.name === 'TimeoutError';

const reasonOf = (error: unknown): string =>
  error instanceof Error ? ((error as { code?: string }).code ?? error.name) : 'unknown';
