// A shop to do terrible things to: opened as its user opens it, with a file of failpoints for each room, and a way to look into
// its databases.

import { existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readRun } from '#bin/launcher/run-file';
import { type Room, rooms, type Service } from '#deploy/local/rooms';
import { type Plan, readPlans, writePlans } from '#kit/failpoint';
import { openShop, type Shop } from '#tests/support/shop';
import { uncountedSales } from './calm.ts';
import { type Look, openLooks } from './looks.ts';

export type Stage = {
  shop: Shop;
  databases: Record<Service, string>;
  /** What `uncountedSales` said when the shop opened. */
  uncountedBefore: number;
  /** Rows of one statement; what fails once works again as soon as Postgres does. */
  look: Look;
  /** Adds failpoints to a room that runs: `name:kill`, `name:hang`. */
  arm(room: Room, words: string): void;
  armedIn(room: Room): Plan[];
  /** Lets a passage that hangs go on, and takes away what was not reached. */
  release(room: Room, name: string): void;
  /** Resolves when every room answers through the gateway, or with what does not after `timeoutMs`. */
  healthy(timeoutMs: number): Promise<string | null>;
  /** What the rooms wrote about a request when something went wrong. */
  logged(requestId: string): string[];
  close(): Promise<void>;
};

export async function openStage(env: Record<string, string> = {}): Promise<Stage> {
  const folder = mkdtempSync(join(tmpdir(), 'colophon-proof-'));
  const fileOf = (room: Room) => join(folder, room);
  const files = Object.fromEntries(rooms.map((room) => [`${room.toUpperCase()}_FAILPOINT`, fileOf(room)]));
  // A provider that does not answer costs a second, not five.
  const shop = await openShop({ PROVIDER_TIMEOUT_MS: '1000', ...files, ...env });
  const databases = readRun(shop.dataDir)?.databases;
  if (!databases) throw new Error('The shop that opened has no databases.');

  const armedIn = (room: Room) => (existsSync(fileOf(room)) ? readPlans(readFileSync(fileOf(room), 'utf8')) : []);
  const write = (room: Room, plans: Plan[]) => {
    writeFileSync(`${fileOf(room)}.stage`, writePlans(plans));
    renameSync(`${fileOf(room)}.stage`, fileOf(room));
  };
  const { look, close: closeLooks } = openLooks(databases);
  return {
    shop,
    databases,
    uncountedBefore: await uncountedSales({ look }),
    look,
    arm: (room, words) => write(room, [...armedIn(room), ...readPlans(words)]),
    armedIn,
    release: (room, name) =>
      write(
        room,
        armedIn(room).filter((plan) => plan.name !== name),
      ),
    healthy: (timeoutMs) => untilHealthy(shop, timeoutMs),
    logged: (requestId) => errorsAbout(join(shop.dataDir, 'logs'), requestId),
    async close() {
      await closeLooks();
      await shop.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function errorsAbout(folder: string, requestId: string): string[] {
  return readdirSync(folder).flatMap((file) =>
    readFileSync(join(folder, file), 'utf8')
      .split('\n')
      .filter((line) => line.includes(requestId) && line.includes('"level":"error"')),
  );
}

/** Asks until it is so, at most `timeoutMs`; true if it came to be. What throws is not so yet. */
export async function until(isSo: () => boolean | Promise<boolean>, timeoutMs: number, everyMs = 25): Promise<boolean> {
  for (const end = performance.now() + timeoutMs; ; ) {
    try {
      if (await isSo()) return true;
    } catch {}
    if (performance.now() > end) return false;
    await Bun.sleep(everyMs);
  }
}

const probes: [path: string, status: number][] = [
  ['/health/ready', 200],
  ['/api/books/?limit=1', 200],
  ['/api/reviews/?limit=1', 200],
  // Refused by the room itself, so it is there.
  ['/api/users/me/', 401],
  ['/api/orders/', 401],
  ['/api/payments/', 401],
];

export async function untilHealthy(shop: Shop, timeoutMs: number): Promise<string | null> {
  let missing = '';
  const well = await until(
    async () => {
      const asked = [
        ...rooms.map((room) => [`${shop.url(room)}/health/ready`, 200] as const),
        ...probes.map(([path, status]) => [`${shop.url()}${path}`, status] as const),
      ];
      const answers = await Promise.all(
        asked.map(async ([url, wanted]) => {
          const answer = await fetch(url, { signal: AbortSignal.timeout(2000) }).catch(() => null);
          await answer?.body?.cancel();
          return answer?.status === wanted ? '' : `${url} said ${answer?.status ?? 'nothing'}`;
        }),
      );
      missing = answers.filter(Boolean).join(', ');
      return missing === '';
      // Twelve questions at once: asked too often they would themselves keep the shop from coming back.
    },
    timeoutMs,
    100,
  );
  return well ? null : missing;
}
