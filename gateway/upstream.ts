// One room as the gateway reaches it: HTTP with a deadline, one repeat where repeating is harmless, and a breaker, so that a
// room that is away costs a visitor nothing but what it would have said. The only file that opens connections to rooms.

import type { Log } from '#kit/log';
import { unavailable } from '#kit/problem';
import { sleep } from '#kit/time';

export type RoomName = 'users' | 'books' | 'orders' | 'payments' | 'reviews';

export type Sent = {
  method: string;
  headers: Headers | Record<string, string>;
  body?: string | Uint8Array<ArrayBuffer>;
  /** Until the last byte of the answer. */
  timeoutMs: number;
  /** May it be sent a second time when the connection breaks? */
  repeatable: boolean;
};

export type Upstream = {
  name: RoomName;
  /** The room's answer, whatever its status. @throws Problem 503 `<room>-unavailable` when there is none in time. */
  send(path: string, sent: Sent): Promise<Response>;
};

const failuresToOpen = 5;
const probeEveryMs = 1000;
const repeatBurst = 10;
const repeatShare = 0.1;

export function createUpstream(name: RoomName, origin: string, log: Log): Upstream {
  const breaker = createBreaker(name, log);
  let repeats = repeatBurst;

  const attempt = async (path: string, sent: Sent, timeoutMs: number): Promise<Response> => {
    const { method, headers, body } = sent;
    const signal = AbortSignal.timeout(Math.max(1, Math.round(timeoutMs)));
    const response = await fetch(origin + path, { method, headers, body, signal, redirect: 'manual' });
    breaker.succeeded();
    return response;
  };

  const send: Upstream['send'] = async (path, sent) => {
    if (!breaker.admits()) throw unavailable(name, 1);
    repeats = Math.min(repeatBurst, repeats + repeatShare);
    const end = performance.now() + sent.timeoutMs;
    try {
      return await attempt(path, sent, sent.timeoutMs);
    } catch (error) {
      breaker.failed(error);
      if (!sent.repeatable || isTimeout(error) || repeats < 1) throw unavailable(name);
    }
    repeats -= 1;
    await sleep(50 + 100 * Math.random());
    try {
      return await attempt(path, sent, end - performance.now());
    } catch (error) {
      breaker.failed(error);
      throw unavailable(name);
    }
  };
  return { name, send };
}

const isTimeout = (error: unknown): boolean => error instanceof Error && error.name === 'TimeoutError';

type Breaker = { admits(): boolean; succeeded(): void; failed(error: unknown): void };

function createBreaker(room: RoomName, log: Log): Breaker {
  let failures = 0;
  let nextProbe = 0;
  return {
    admits() {
      if (failures < failuresToOpen) return true;
      const now = performance.now();
      if (now < nextProbe) return false;
      nextProbe = now + probeEveryMs;
      return true;
    },
    succeeded() {
      if (failures >= failuresToOpen) log.info('upstream.closed', { upstream: room });
      failures = 0;
    },
    failed(error) {
      failures += 1;
      if (failures !== failuresToOpen) return;
      nextProbe = performance.now() + probeEveryMs;
      const reason = error instanceof Error ? ((error as { code?: string }).code ?? error.name) : 'unknown';
      log.warn('upstream.opened', { upstream: room, reason });
    },
  };
}
