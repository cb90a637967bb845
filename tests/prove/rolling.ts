// T17, rolling restart: each process is told to stop, in its turn, and started again, while requests come at an even pace.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Room, rooms } from '#deploy/local/rooms';
import { readiness, type Supervised, supervise } from '#deploy/local/supervise';
import { castOf } from './cast.ts';
import { type Chance, chanceOf } from './chance.ts';
import { newJournal } from './customer.ts';
import type { Cast } from './scenes.ts';
import { openStage, type Stage, until } from './stage.ts';
import { pidOf } from './victims.ts';

export type RollingOptions = {
  seed: number;
  /** Of each process: 1 as `bun start` runs them, or 2, so that there is always one. */
  instances: 1 | 2;
  /** How often each process is restarted. */
  rounds: number;
  perSecond?: number;
  say?: (line: string) => void;
};
/** What became of requests, by what was restarted when they were sent. */
export type Fate = { sent: number; ok: number; again: number; failed: string[]; slowestMs: number };
export type RollingReport = { fates: Map<string, Fate>; restarts: number };

export async function rolling({
  seed,
  instances,
  rounds,
  perSecond = 100,
  say,
}: RollingOptions): Promise<RollingReport> {
  const chance = chanceOf(seed);
  const stage = await openStage();
  const twins = new Map<Room, Supervised>();
  const fates = new Map<string, Fate>();
  let restarting: string = 'nothing';
  try {
    const cast = await castOf(stage, { journal: newJournal(), chance, silent: () => true });
    if (instances === 2) for (const room of rooms) twins.set(room, await startTwin(stage, room));
    const load = openLoad(cast, { perSecond, chance: chance.branch(1), note: (fate) => add(fates, restarting, fate) });
    await Bun.sleep(3000);
    for (let round = 0; round < rounds; round += 1) {
      for (const room of rooms) {
        restarting = room;
        await restart(stage, room);
        const twin = twins.get(room);
        if (twin) {
          await twin.stop();
          twins.set(room, await startTwin(stage, room));
        }
        await Bun.sleep(1000);
      }
      say?.(`round ${round + 1} of ${rounds}`);
    }
    await load.end();
    return { fates, restarts: rounds * rooms.length * instances };
  } finally {
    await Promise.all([...twins.values()].map((twin) => twin.stop()));
    await stage.close();
  }
}

/** Asks it to stop; the launcher starts it again by itself. */
async function restart(stage: Stage, room: Room): Promise<void> {
  const log = join(stage.shop.dataDir, 'logs', `${room}.log`);
  const starts = () => readFileSync(log, 'utf8').split('"service.started"').length;
  const [pid, before] = [await pidOf(stage, room), starts()];
  process.kill(pid, 'SIGTERM');
  const back = await until(() => starts() > before, 60_000, 50);
  if (!back) throw new Error(`${room} did not come back.`);
}

/** A second process of a room, told what the first was told, on the same port: the system shares the callers out. */
async function startTwin(stage: Stage, room: Room): Promise<Supervised> {
  const words = readFileSync(`/proc/${await pidOf(stage, room)}/environ`, 'utf8').split('\0');
  const env = Object.fromEntries(
    words.map((word) => [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)]),
  );
  const root = join(import.meta.dir, '../..');
  const entry = room === 'gateway' ? 'gateway/index.ts' : `services/${room}/index.ts`;
  const { feed, until: started } = readiness(`the second ${room}`, /"service\.started"/);
  const twin = supervise({
    command: process.execPath,
    args: ['--no-env-file', join(root, entry)],
    env: { ...env, FAILPOINT: undefined },
    cwd: root,
    stopSignal: 'TERM',
    graceSeconds: 15,
    onLine: feed,
  });
  await started(twin, 60_000);
  return twin;
}

function add(fates: Map<string, Fate>, during: string, { status, ms, what }: Sent): void {
  const fate = fates.get(during) ?? { sent: 0, ok: 0, again: 0, failed: [], slowestMs: 0 };
  fate.sent += 1;
  fate.slowestMs = Math.max(fate.slowestMs, ms);
  if (status === 'ok') fate.ok += 1;
  else if (status === 'again') fate.again += 1;
  else fate.failed.push(what);
  fates.set(during, fate);
}

type Sent = { status: 'ok' | 'again' | 'failed'; ms: number; what: string };
type Shot = { path: string; method?: string; body?: unknown; token?: string; key?: string };

/** Fires without waiting for answers, as visitors do. What was refused for a while is sent once more when it may be. */
function openLoad(cast: Cast, aim: { perSecond: number; chance: Chance; note: (sent: Sent) => void }) {
  let over = false;
  const flying = new Set<Promise<void>>();
  const began = performance.now();
  const url = cast.stage.shop.url();
  const loop = (async () => {
    for (let fired = 0; !over; fired += 1) {
      const due = began + (fired * 1000) / aim.perSecond;
      if (due > performance.now()) await Bun.sleep(due - performance.now());
      const shot = await shotOf(cast, aim.chance);
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

async function shotOf({ customer, shelf }: Cast, chance: Chance): Promise<Shot> {
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

async function fire(url: string, shot: Shot): Promise<Sent> {
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
