// A client that behaves as a good one does: every wish has a key, and is repeated with it until there is an answer.

import type { Stage } from './stage.ts';

// biome-ignore lint/suspicious/noExplicitAny: a proof looks into answers freely
type Json = any;
/** `status` 0: cut off, or no answer before the client gave up. */
export type Answer = { status: number; json: Json; slug: string; ms: number };
export type Wish = { method?: string; body?: unknown; token?: string; key?: string };
export type Account = { username: string; password: string; token(): Promise<string> };

/** What was answered to everybody, for the report. */
export type Journal = {
  requests: number;
  statuses: Map<number, number>;
  /** What must never be answered, whatever dies: a fault of ours, or a sign-in that was valid and is refused. */
  faults: { what: string; requestId: string }[];
  /** Slower than its deadline and a second, with the gateway alive all the while. */
  hung: string[];
};
export const newJournal = (): Journal => ({ requests: 0, statuses: new Map(), faults: [], hung: [] });

export type Client = {
  call(path: string, wish?: Wish): Promise<Answer>;
  /** Repeats the wish with its key, with growing pauses, until the answer is final, at most `patienceMs`; the last answer either way. */
  insist(path: string, wish: Wish, patienceMs?: number): Promise<Answer>;
};

/** The gateway promises an answer to a read in 1.5 s, to an order or payment in 6, to another write in 3. */
export function deadlineMs(path: string, method: string): number {
  if (method === 'GET') return 1500;
  return /^(orders|payments)\//.test(path) ? 6000 : 3000;
}

/** How long a client waits before it thinks nobody will answer. */
const givesUpAfterMs = 12_000;

/** @param gatewaySilent tells whether the gateway was dead or stopped at any time since a moment of performance.now(). */
export function clientOf(stage: Stage, journal: Journal, gatewaySilent: (since: number) => boolean): Client {
  const call: Client['call'] = async (path, { method = 'GET', body, token, key } = {}) => {
    const began = performance.now();
    const answer = await send(`${stage.shop.url()}/api/${path}`, { method, body, token, key });
    const ms = performance.now() - began;
    note(journal, { ...answer, ms }, `${method} ${path}`);
    if (ms > deadlineMs(path, method) + 1000 && !gatewaySilent(began))
      journal.hung.push(`${method} ${path}: ${Math.round(ms)} ms, ${answer.status}`);
    return { ...answer, ms };
  };
  return {
    call,
    async insist(path, wish, patienceMs = 30_000) {
      const end = performance.now() + patienceMs;
      for (let pauseMs = 50; ; pauseMs = Math.min(500, pauseMs * 1.5)) {
        const answer = await call(path, wish);
        if (isFinal(answer) || performance.now() > end) return answer;
        await Bun.sleep(pauseMs);
      }
    },
  };
}

/** Not final: nobody answered, somebody is away, the first request still runs, or the same thing is being changed. */
export const isFinal = ({ status, slug }: Answer): boolean =>
  status !== 0 && status < 500 && !(status === 409 && ['still-running', 'busy'].includes(slug));

async function send(url: string, { method, body, token, key }: Wish): Promise<Omit<Answer, 'ms'>> {
  try {
    const answer = await fetch(url, {
      method,
      signal: AbortSignal.timeout(givesUpAfterMs),
      headers: {
        'content-type': 'application/json',
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...(key ? { 'idempotency-key': key } : {}),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await answer.text();
    const json = text === '' ? null : JSON.parse(text);
    return { status: answer.status, json, slug: String(json?.type ?? '').replace('/problems/', '') };
  } catch {
    return { status: 0, json: null, slug: '' };
  }
}

function note(journal: Journal, { status, json, slug }: Answer, what: string): void {
  journal.requests += 1;
  journal.statuses.set(status, (journal.statuses.get(status) ?? 0) + 1);
  if (status === 401 || (status >= 500 && status !== 503))
    journal.faults.push({ what: `${what}: ${status} ${slug}`, requestId: json?.request_id ?? 'none' });
}

const freshForMs = 5 * 60_000;
/** Whoever cannot sign in can do nothing else; in a chaos accounts may die several times in a row. */
const signInPatienceMs = 120_000;

/** An account that signs in anew before its token runs out; whoever asks meanwhile waits for the same token. */
export function accountOf(client: Client, username: string, password: string): Account {
  let since = Number.NEGATIVE_INFINITY;
  let token: Promise<string> | null = null;
  return {
    username,
    password,
    async token() {
      if (token === null || performance.now() - since > freshForMs) {
        since = performance.now();
        token = signIn(client, { username, password });
        token.catch(() => {
          token = null;
        });
      }
      return token;
    },
  };
}

async function signIn(client: Client, body: { username: string; password: string }): Promise<string> {
  for (const end = performance.now() + signInPatienceMs; ; await Bun.sleep(5000)) {
    const signedIn = await client.insist('users/login/', { method: 'POST', body }, end - performance.now());
    if (signedIn.status === 200) return signedIn.json.access;
    // Tries that were cut off count as tries: who made too many is told to wait a while.
    if (signedIn.status !== 429 || performance.now() > end)
      throw new Error(`${body.username} cannot sign in: ${JSON.stringify(signedIn)}`);
  }
}

export async function registered(client: Client): Promise<Account> {
  const suffix = Bun.randomUUIDv7().slice(-10);
  const [username, password] = [`prove-${suffix}`, 'a long paperback'];
  const body = { username, email: `${username}@example.com`, password, password2: password };
  const made = await client.insist('users/register/', { method: 'POST', body }, signInPatienceMs);
  if (made.status !== 201) throw new Error(`Nobody can register: ${JSON.stringify(made)}`);
  return accountOf(client, username, password);
}

/** The faults since the first `from`, the first few with what the rooms wrote about them. */
export function faultsIn(journal: Journal, stage: Stage, from = 0): string[] {
  return journal.faults
    .slice(from)
    .map(({ what, requestId }, at) => [what, ...(at < 5 ? stage.logged(requestId) : [])].join('\n       '));
}
