// A Postgres pool that survives its backends. Stock postgres.js is not safe when a backend dies in a transaction: the
// callback's next statement runs in autocommit on a replacement connection, and the pool can wedge for good. So each
// handle is a client of exactly one connection, held by one user at a time, and thrown away once that connection is lost:
// a dead handle can never reconnect, hence never run half a transaction.

import postgres from 'postgres';
import { isAwaited, leastMs, remainingMs } from './deadline.ts';
import { arrayTypes } from './pg-arrays.ts';
import { preparing } from './preparing.ts';
import { saysUnreachable } from './problem.ts';

export type Handle = { sql: postgres.Sql; dead: boolean };
export type PoolOptions = {
  max?: number;
  acquireTimeoutMs?: number;
  statementTimeoutMs?: number;
  applicationName?: string;
};
export type PoolStats = {
  size: number;
  idle: number;
  waiting: number;
  created: number;
  discarded: number;
  /** Uses that failed for want of a connection since the last that did not, and how long ago the first of them was. */
  failures: number;
  failingForMs: number;
};

/** What one use may take while somebody waits for a request, and otherwise. */
const awaitedMs = 1000;
const unhurriedMs = 5000;

type Waiter = { take(handle: Handle): void; refuse(error: Error): void; timer: ReturnType<typeof setTimeout> };

export class PoolFault extends Error {
  override name = 'PoolFault';
  constructor(
    readonly code: 'POOL_TIMEOUT' | 'DEADLINE' | 'CONNECTION_CLOSED',
    message: string,
  ) {
    super(message);
  }
}

/** Errors after which nobody can say what the connection is doing. The handle is thrown away. */
export function losesConnection(error: unknown): boolean {
  if (error instanceof TypeError) return true;
  const cause = (error as { cause?: unknown } | null)?.cause ?? error;
  if (cause instanceof TypeError) return true;
  const code = (cause as { code?: unknown } | null)?.code;
  return typeof code === 'string' && saysUnreachable(code);
}

const late = (ms: number) => new PoolFault('DEADLINE', `no answer in ${Math.round(ms)} ms`);
const isTimeout = (error: unknown): boolean => error instanceof PoolFault && error.code === 'POOL_TIMEOUT';

export class Pool {
  readonly #idle: Handle[] = [];
  readonly #waiters: Waiter[] = [];
  readonly #all = new Set<Handle>();
  readonly #max: number;
  readonly #acquireTimeoutMs: number;
  #created = 0;
  #discarded = 0;
  #closed = false;
  #failures = 0;
  #failingSince = 0;

  constructor(
    private readonly url: string,
    private readonly options: PoolOptions = {},
  ) {
    this.#max = options.max ?? 8;
    this.#acquireTimeoutMs = options.acquireTimeoutMs ?? 500;
  }

  /**
   * Runs `work` with a connection of its own. `deadlineMs` bounds the wait for the answer, not only the statement; the
   * deadline of the request it is for bounds all of it.
   * @throws PoolFault POOL_TIMEOUT when no connection came free in time, DEADLINE when `work` took too long.
   */
  async use<T>(work: (handle: Handle) => Promise<T>, deadlineMs?: number): Promise<T> {
    if (remainingMs() < leastMs) throw late(0);
    try {
      const result = await this.#lend(work, deadlineMs ?? (isAwaited() ? awaitedMs : unhurriedMs));
      this.#failures = 0;
      return result;
    } catch (error) {
      if (!losesConnection(error) && !isTimeout(error)) this.#failures = 0;
      else if (++this.#failures === 1) this.#failingSince = performance.now();
      throw error;
    }
  }

  async #lend<T>(work: (handle: Handle) => Promise<T>, ownMs: number): Promise<T> {
    const handle = await this.#acquire(Math.min(this.#acquireTimeoutMs, remainingMs()));
    const limit = Math.max(0, Math.min(ownMs, remainingMs()));
    let lost = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const over = new Promise<never>((_, refuse) => {
      timer = setTimeout(() => refuse(late(limit)), limit);
    });
    try {
      return await Promise.race([work(handle), over]);
    } catch (error) {
      lost = losesConnection(error);
      throw error;
    } finally {
      clearTimeout(timer);
      this.#release(handle, lost);
    }
  }

  stats(): PoolStats {
    const { length: idle } = this.#idle;
    return {
      size: this.#all.size,
      idle,
      waiting: this.#waiters.length,
      created: this.#created,
      discarded: this.#discarded,
      failures: this.#failures,
      failingForMs: this.#failures === 0 ? 0 : performance.now() - this.#failingSince,
    };
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const waiter of this.#waiters.splice(0))
      this.#refuse(waiter, new PoolFault('CONNECTION_CLOSED', 'the pool is closed'));
    await Promise.all([...this.#all].map((handle) => handle.sql.end({ timeout: 2 }).catch(() => {})));
  }

  #acquire(patienceMs: number): Promise<Handle> {
    if (this.#closed) return Promise.reject(new PoolFault('CONNECTION_CLOSED', 'the pool is closed'));
    for (let handle = this.#idle.pop(); handle; handle = this.#idle.pop()) {
      if (!handle.dead) return Promise.resolve(handle);
      this.#discard(handle);
    }
    if (this.#all.size < this.#max) return Promise.resolve(this.#open());
    return new Promise((take, refuse) => {
      const timer = setTimeout(() => {
        this.#waiters.splice(this.#waiters.indexOf(waiter), 1);
        refuse(new PoolFault('POOL_TIMEOUT', `no connection came free in ${Math.round(patienceMs)} ms`));
      }, patienceMs);
      const waiter: Waiter = { take, refuse, timer };
      this.#waiters.push(waiter);
    });
  }

  #release(handle: Handle, lost: boolean): void {
    let usable = handle;
    if (lost || handle.dead) {
      this.#discard(handle);
      if (this.#closed || this.#waiters.length === 0) return;
      usable = this.#open();
    }
    const waiter = this.#waiters.shift();
    if (!waiter) return void this.#idle.push(usable);
    clearTimeout(waiter.timer);
    waiter.take(usable);
  }

  #open(): Handle {
    this.#created += 1;
    const statementTimeout = this.options.statementTimeoutMs ?? 5000;
    const handle: Handle = {
      dead: false,
      sql: preparing(
        postgres(this.url, {
          max: 1,
          connect_timeout: 3,
          fetch_types: false,
          types: arrayTypes,
          onnotice() {},
          // Ending the client at once is what makes the handle unable to reconnect behind a transaction's back.
          onclose: () => {
            handle.dead = true;
            handle.sql.end({ timeout: 0 }).catch(() => {});
          },
          connection: {
            application_name: this.options.applicationName ?? 'colophon',
            statement_timeout: statementTimeout,
            lock_timeout: Math.min(2000, statementTimeout),
            idle_in_transaction_session_timeout: 5000,
            // A statement whose asker has given up and gone is not finished for nobody.
            client_connection_check_interval: 500,
          },
        }),
      ),
    };
    this.#all.add(handle);
    return handle;
  }

  #discard(handle: Handle): void {
    handle.dead = true;
    this.#discarded += 1;
    this.#all.delete(handle);
    handle.sql.end({ timeout: 0 }).catch(() => {});
  }

  #refuse(waiter: Waiter, error: Error): void {
    clearTimeout(waiter.timer);
    waiter.refuse(error);
  }
}
