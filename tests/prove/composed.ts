// The shop in containers: how soon `docker compose up` opens it, what a visitor sees while each container is dead, and that
// everything comes right and nothing stays behind. Needs a Docker engine.

import { services } from '#deploy/local/rooms';
import { said } from '#tests/support/command';
import { type Composed, openComposed } from '#tests/support/composed';
import { type Calm, uncountedSales, untilCalm } from './calm.ts';
import { castOf } from './cast.ts';
import { chanceOf } from './chance.ts';
import { faultsIn, type Journal, newJournal } from './customer.ts';
import { openLooks } from './looks.ts';
import type { Proof } from './proofs.ts';
import { isOpen, type Played } from './scenes.ts';
import { type Stage, untilHealthy } from './stage.ts';
import { table } from './table.ts';
import { watchGateway } from './watch.ts';
import { anyWish } from './wishes.ts';

export const containers = [...services, ...services.map((room) => `${room}-db`), 'nats', 'gateway'];
const pages = ['/', '/shelves/classics', '/search?q=emma', '/book', '/basket', '/sign-in'] as const;

/** What a visitor was shown of a page while a container was dead: every status there was, and the slowest answer. */
type Seen = { statuses: Set<number>; slowestMs: number };
export type Death = { container: string; seen: Map<string, Seen>; backAfterMs: number };
export type ComposedReport = {
  openedAfter: number;
  stopMs: number;
  warmMs: number;
  deaths: Death[];
  checkouts: number;
  journal: Journal;
  calm: Calm;
  /** What Docker still has of the shop after `down -v`. */
  leftBehind: string[];
  faults: string[];
};
export type ComposedOptions = { seed: number; only?: RegExp | undefined; say?: (line: string) => void };

export async function composed({ seed, only, say }: ComposedOptions): Promise<ComposedReport> {
  const shop = await openComposed();
  const { look, close: closeLooks } = openLooks(shop.databases);
  try {
    const { openedAfter } = shop;
    say?.(`Open, every container healthy, after ${openedAfter.toFixed(1)} s.`);
    const faults = await bookless(shop);
    const [stopMs, warmMs] = [
      await took(() => shop.compose('stop')),
      await took(() => shop.compose('up', '-d', '--wait')),
    ];
    faults.push(...(await bookless(shop)));
    say?.(`Stopped within ${seconds(stopMs)}, open again after ${seconds(warmMs)}.`);
    const stage = { ...stageOf(shop), look, uncountedBefore: await uncountedSales({ look }) };
    const during = await deathsOf(stage, shop, { seed, only, say });
    await closeLooks();
    const project = await projectOf(shop);
    await shop.close();
    return {
      openedAfter,
      stopMs,
      warmMs,
      ...during,
      leftBehind: await leftOf(project),
      faults: [...faults, ...during.faults],
    };
  } catch (error) {
    await closeLooks();
    await shop.close().catch(() => {});
    throw error;
  }
}

const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;

async function took(act: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await act();
  return performance.now() - began;
}

async function bookless(shop: Composed): Promise<string[]> {
  const home = await fetch(shop.url());
  const books = (await home.text()).match(/href="\/books\/\d/g)?.length ?? 0;
  return home.status === 200 && books > 0 ? [] : [`The home page answered ${home.status} with ${books} books.`];
}

const stageOf = (shop: Composed): Omit<Stage, 'look' | 'uncountedBefore'> => ({
  shop,
  databases: shop.databases,
  arm() {},
  armedIn: () => [],
  release() {},
  healthy: (timeoutMs) => untilHealthy(shop, timeoutMs),
  logged: () => [],
  async close() {},
});

type During = Pick<ComposedReport, 'deaths' | 'checkouts' | 'journal' | 'calm' | 'faults'>;

/** Kills one container after the other under customers who check out. */
async function deathsOf(stage: Stage, shop: Composed, { seed, only, say }: ComposedOptions): Promise<During> {
  const journal = newJournal();
  const watch = watchGateway(shop.url());
  const chance = chanceOf(seed);
  const cast = await castOf(stage, { journal, chance: chance.branch(0), silent: watch.wasSilent });
  const book = await someBook(shop);
  const played: Played[] = [];
  let over = false;
  const shopping = [1, 2].map(async (n) => {
    const own = { ...cast, chance: chance.branch(n), patienceMs: 60_000 };
    while (!over) played.push((await anyWish(own)).played);
  });
  const deaths: Death[] = [];
  for (const container of containers.filter((name) => only?.test(name) ?? true)) {
    await shop.compose('kill', container);
    const seen = await whileDead(shop.url(), book);
    const began = performance.now();
    await shop.compose('start', container);
    const missing = await stage.healthy(60_000);
    if (missing) throw new Error(`${container} did not come back: ${missing}`);
    deaths.push({ container, seen, backAfterMs: performance.now() - began });
    say?.(`${container} died and came back.`);
  }
  over = true;
  await Promise.all(shopping);
  watch.stop();
  const calm = await untilCalm(stage, performance.now(), 60_000);
  const faults = [
    ...calm.faults,
    ...faultsIn(journal, stage),
    ...played.filter(({ ending }) => isOpen(ending)).map(({ ending }) => `A checkout never ended: ${ending}`),
    ...deaths.flatMap(brokenPromises),
  ];
  return { deaths, checkouts: played.length, journal, calm, faults };
}

async function someBook(shop: Composed): Promise<string> {
  const { results } = (await (await fetch(`${shop.url()}/api/books/?limit=1`)).json()) as {
    results: { id: number; slug: string }[];
  };
  const answer = await fetch(`${shop.url()}/books/${results[0]?.id}/${results[0]?.slug}`);
  await answer.body?.cancel();
  return new URL(answer.url).pathname;
}

/** Opens every page again and again for two seconds, at least twice each. */
async function whileDead(url: string, book: string): Promise<Map<string, Seen>> {
  const seen = new Map(pages.map((page): [string, Seen] => [page, { statuses: new Set(), slowestMs: 0 }]));
  const began = performance.now();
  for (let round = 0; round < 2 || performance.now() - began < 2000; round += 1) {
    for (const [page, of] of seen) {
      const asked = performance.now();
      const answer = await fetch(url + (page === '/book' ? book : page), { signal: AbortSignal.timeout(10_000) }).catch(
        () => null,
      );
      await answer?.body?.cancel();
      of.statuses.add(answer?.status ?? 0);
      of.slowestMs = Math.max(of.slowestMs, performance.now() - asked);
    }
  }
  return seen;
}

/** Pages with a gap, or a page that says when to come back: never a fault of ours, and nothing at all only without a gateway. */
function brokenPromises({ container, seen }: Death): string[] {
  const allowed = container === 'gateway' ? [0] : [200, 503];
  return [...seen].flatMap(([page, { statuses }]) =>
    [...statuses]
      .filter((status) => !allowed.includes(status))
      .map((status) => `${page} answered ${status} without ${container}.`),
  );
}

async function docker(...words: string[]): Promise<string> {
  return (await said(Bun.spawn(['docker', ...words], { stdin: 'ignore', stdout: 'pipe', stderr: 'pipe' }))).out;
}

const projectOf = async (shop: Composed): Promise<string> =>
  JSON.parse(await shop.compose('config', '--format', 'json')).name;

async function leftOf(project: string): Promise<string[]> {
  const mine = ['--filter', `label=com.docker.compose.project=${project}`, '-q'];
  const found = await Promise.all([
    docker('ps', '-a', ...mine),
    docker('volume', 'ls', ...mine),
    docker('network', 'ls', ...mine),
  ]);
  return found.flatMap((lines) => lines.split('\n').filter(Boolean));
}

export const composedProof: Proof = {
  about: 'the shop in containers: opened, stopped, and each container killed (needs Docker)',
  flags: { only: 'containers that match' },
  async run({ seed, given, say }) {
    const only = given.get('only');
    const report = await composed({ seed, only: only === undefined ? undefined : new RegExp(only), say });
    const cell = ({ statuses, slowestMs }: Seen) =>
      `${[...statuses].map((status) => status || 'cut').join('/')} ${Math.round(slowestMs)} ms`;
    say(
      table(
        ['killed', ...pages, 'back after'],
        report.deaths.map(({ container, seen, backAfterMs }) => [
          container,
          ...[...seen.values()].map(cell),
          seconds(backAfterMs),
        ]),
      ),
    );
    const statuses = [...report.journal.statuses]
      .sort(([a], [b]) => a - b)
      .map(([status, n]) => `${status || 'cut'}: ${n}`);
    say(
      `seed ${seed}: open after ${report.openedAfter.toFixed(1)} s, stopped within ${seconds(report.stopMs)}, open again after ${seconds(report.warmMs)};`,
    );
    say(
      `${report.checkouts} checkouts, ${report.journal.requests} requests (${statuses.join(', ')}); all was right ${seconds(report.calm.calmMs)} after the last.`,
    );
    for (const fault of report.faults) say(`wrong: ${fault}`);
    for (const left of report.leftBehind) say(`wrong: left behind: ${left}`);
    return report.faults.length + report.leftBehind.length;
  },
};
