// Requests at an even pace, as visitors come: nobody waits for another's answer.

import type { Chance } from './chance.ts';
import type { Cast } from './scenes.ts';

export type Sent = { status: 'ok' | 'again' | 'failed'; ms: number; what: string };
type Aim = {
  perSecond: number;
  chance: Chance;
  note: (sent: Sent) => void;
  /** What is asked next; pages, lists and now and then an order without it. */
  shot?: (cast: Cast, chance: Chance) => Promise<Shot>;
};
export type Shot = { path: string; method?: string; body?: unknown; token?: string; key?: string };

/** Fires without waiting for answers, as visitors do. What was refused for a while is sent once more when it may be. */
export function openLoad(cast: Cast, aim: Aim): { end(): Promise<void> } {
  let over = false;
  const flying = new Set<Promise<void>>();
  const began = performance.now();
  const url = cast.stage.shop.url();
  const loop = (async () => {
    for (let fired = 0; !over; fired += 1) {
      const due = began + (fired * 1000) / aim.perSecond;
      if (due > performance.now()) await Bun.sleep(due - performance.now());
      const shot = await (aim.shot ?? shotOf)(cast, aim.chance);
      const flight: Promise<void> = fire(url, shot).then((sent) => {
        aim.note(sent);
        flying.delete(flight);
      });
      flying.add(flight);
    }
  })();
  return {
    async end() {
      over = true;
      await loop;
      await Promise.all(flying);
    },
  };
}

export async function shotOf({ customer, shelf }: Cast, chance: Chance): Promise<Shot> {
  const book = chance.pick(shelf);
  const token = await customer.token();
  const reads: Shot[] = [
    { path: '/' },
    { path: `/books/${book}` },
    { path: `/api/books/${book}/` },
    { path: `/api/reviews/?book_id=${book}` },
    { path: '/api/orders/?limit=5', token },
    { path: '/api/payments/?limit=5', token },
    { path: '/api/users/me/', token },
  ];
  if (chance.below(10) > 0) return chance.pick(reads);
  const body = { shipping_address: '1 Long Row', items: [{ book_id: book, quantity: 1 }] };
  return { path: '/api/orders/', method: 'POST', body, token, key: Bun.randomUUIDv7() };
}

export async function fire(url: string, shot: Shot): Promise<Sent> {
  const began = performance.now();
  const first = await send(url, shot);
  const ms = performance.now() - began;
  const what = `${shot.method ?? 'GET'} ${shot.path}: ${first.words}`;
  if (first.good) return { status: 'ok', ms, what };
  if (first.retryAfter === null) return { status: 'failed', ms, what };
  await Bun.sleep(first.retryAfter * 1000);
  const second = await send(url, shot);
  return { status: second.good ? 'again' : 'failed', ms, what: `${what}, then ${second.words}` };
}

async function send(
  url: string,
  { path, method = 'GET', body, token, key }: Shot,
): Promise<{ good: boolean; retryAfter: number | null; words: string }> {
  try {
    const answer = await fetch(url + path, {
      method,
      signal: AbortSignal.timeout(12_000),
      headers: {
        ...(body ? { 'content-type': 'application/json' } : {}),
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...(key ? { 'idempotency-key': key } : {}),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await answer.text();
    const retryAfter = answer.status === 503 ? Number(answer.headers.get('retry-after') ?? 'NaN') : Number.NaN;
    return {
      good: answer.ok,
      retryAfter: Number.isNaN(retryAfter) ? null : retryAfter,
      words: `${answer.status} ${slugIn(text)}`.trim(),
    };
  } catch (error) {
    return { good: false, retryAfter: null, words: String((error as { code?: string }).code ?? error) };
  }
}

const slugIn = (text: string): string => /"type":"\/problems\/([\w-]+)"/.exec(text)?.[1] ?? '';
