// Whoever tries passwords: can they tell by the clock which names exist, and do customers notice them?

import { password } from '#tests/support/users-room';
import type { Asked } from './proofs.ts';
import { openStage, type Stage } from './stage.ts';

type Answer = { status: number; ms: number; json: Record<string, unknown> };

/** @param from the address it seems to come from, as the proxy in front of the gateway would say */
async function post(
  stage: Stage,
  path: string,
  body: object,
  more: { from?: string; token?: string } = {},
): Promise<Answer> {
  const began = performance.now();
  const answer = await fetch(`${stage.shop.url()}/api/${path}`, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: {
      'content-type': 'application/json',
      ...(more.from ? { 'x-forwarded-for': more.from } : {}),
      ...(more.token ? { authorization: `Bearer ${more.token}` } : {}),
    },
  });
  const text = await answer.text();
  return { status: answer.status, ms: performance.now() - began, json: text === '' ? {} : JSON.parse(text) };
}

async function newcomer(stage: Stage, n: number, from: string): Promise<{ username: string; token: string }> {
  const username = `prover-${n}`;
  const wish = { username, email: `${username}@example.com`, password, password2: password };
  const { status, json } = await post(stage, 'users/register/', wish, { from });
  if (status !== 201) throw new Error(`${username} could not register: ${status}`);
  return { username, token: String(json.access) };
}

/** How well `a` and `b` can be told apart by size: 0.5 not at all, 1 always. */
export function auc(a: readonly number[], b: readonly number[]): number {
  let above = 0;
  for (const one of a) for (const other of b) above += one > other ? 1 : one === other ? 0.5 : 0;
  const share = above / (a.length * b.length);
  return Math.max(share, 1 - share);
}

/** A name may be tried so often before each try costs a minute. */
const triesAName = 5;
const tellsFrom = 0.55;

/** Wrong passwords for names that exist and names that do not, in turn. @returns 1 where the clock tells them apart */
export async function timing({ given, say }: Asked): Promise<number> {
  const tries = Number(given.get('tries') ?? 1000);
  const stage = await openStage({ RATE_LIMITS: 'off' });
  try {
    const names = Math.ceil(tries / triesAName);
    const known: string[] = [];
    for (let n = 0; n < names; n++) known.push((await newcomer(stage, n, '')).username);
    const times = { known: [] as number[], unknown: [] as number[] };
    for (let n = 0; n < tries; n++) {
      const name = known[n % names] ?? '';
      const pair = [
        ['known', name],
        ['unknown', `nobody-${n % names}`],
      ] as const;
      for (const [kind, username] of n % 2 ? pair : pair.toReversed()) {
        const { status, ms } = await post(stage, 'users/login/', { username, password: `wrong ${n}` });
        if (status !== 401) throw new Error(`${kind}: answered ${status}`);
        times[kind].push(ms);
      }
    }
    const told = auc(times.known, times.unknown);
    const middle = (of: number[]) => `${(of.toSorted((a, b) => a - b)[Math.floor(of.length / 2)] ?? 0).toFixed(1)} ms`;
    say(
      `${tries} tries each: known ${middle(times.known)}, unknown ${middle(times.unknown)} in the middle; AUC ${told.toFixed(3)}`,
    );
    return told <= tellsFrom ? 0 : 1;
  } finally {
    await stage.close();
  }
}

const attackers = 50;
const perSecond = 200;
const p95Ms = 500;

/** Passwords tried 200 times a second from 50 addresses while customers order. @returns how much came out wrong */
export async function stuffing({ given, say }: Asked): Promise<number> {
  const seconds = Number(given.get('seconds') ?? 30);
  const stage = await openStage({ RATE_LIMITS: '1', TRUSTED_PROXIES: '1' });
  try {
    const people = [];
    for (let n = 0; n < 24; n++) people.push(await newcomer(stage, n, `203.0.113.${n + 1}`));
    const end = performance.now() + seconds * 1000;
    const [guesses, orders] = await Promise.all([
      guess(
        stage,
        people.map(({ username }) => username),
        end,
      ),
      order(
        stage,
        people.map(({ token }) => token),
        end,
      ),
    ]);
    const sorted = orders.map(({ ms }) => ms).toSorted((a, b) => a - b);
    const p95 = sorted[Math.floor(sorted.length * 0.95)] ?? Number.POSITIVE_INFINITY;
    const most = Math.max(0, ...guesses.heard.values());
    const refused = orders.filter(({ status }) => status !== 201 && status !== 202);
    say(
      `${guesses.sent} tries in ${seconds} s: ${[...guesses.statuses].map(([status, n]) => `${status}×${n}`).join(' ')}`,
    );
    say(
      `at most ${most} guesses were heard for one account; ${orders.length} orders, p95 ${Math.round(p95)} ms, ${refused.length} refused`,
    );
    return (p95 < p95Ms ? 0 : 1) + refused.length + (most <= triesAName + Math.ceil(seconds / 60) ? 0 : 1);
  } finally {
    await stage.close();
  }
}

async function guess(stage: Stage, names: string[], end: number) {
  const statuses = new Map<number, number>();
  const heard = new Map<string, number>();
  const under: Promise<void>[] = [];
  const began = performance.now();
  let sent = 0;
  while (performance.now() < end) {
    for (const due = ((performance.now() - began) / 1000) * perSecond; sent < due; sent++) {
      const username = names[sent % names.length] ?? '';
      const from = `198.51.100.${(sent % attackers) + 1}`;
      const one = post(stage, 'users/login/', { username, password: `guess ${sent}` }, { from }).catch(() => null);
      under.push(
        one.then((answer) => {
          const status = answer?.status ?? 0;
          statuses.set(status, (statuses.get(status) ?? 0) + 1);
          if (status === 401) heard.set(username, (heard.get(username) ?? 0) + 1);
        }),
      );
    }
    await Bun.sleep(5);
  }
  await Promise.all(under);
  return { sent, statuses, heard };
}

async function order(stage: Stage, tokens: string[], end: number): Promise<Answer[]> {
  const answer = await fetch(`${stage.shop.url()}/api/books/?in_stock=true&limit=40`);
  const { results } = (await answer.json()) as { results: { id: number; stock: number }[] };
  const shelf = results.filter(({ stock }) => stock > 3);
  const orders: Answer[] = [];
  for (let n = 0; performance.now() < end; n++) {
    const book = shelf[n % shelf.length];
    if (!book) throw new Error('There is nothing to order.');
    const wish = { shipping_address: 'Here', items: [{ book_id: book.id, quantity: 1 }] };
    const from = `203.0.113.${(n % tokens.length) + 1}`;
    orders.push(await post(stage, 'orders/', wish, { token: tokens[n % tokens.length], from }));
    await Bun.sleep(250);
  }
  return orders;
}
