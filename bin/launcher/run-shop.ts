// The launcher from the first line on the screen to the exit code.
import { living } from '#deploy/local/supervise';
import { type Flags, help, readFlags } from './flags.ts';
import { Refusal, wordsOf } from './refusal.ts';
import type { Admin } from './secrets.ts';
import { readLauncherSettings } from './settings.ts';
import { createShop, type Shop, type ShopPlan } from './shop.ts';
import { createTerminal, type Terminal } from './terminal.ts';

type Launch = Pick<ShopPlan, 'root' | 'entries'> & { words: string[] };

/** Opens the shop, keeps it open until a signal comes, closes it, and resolves with the exit code. */
export async function runShop({ root, entries, words }: Launch): Promise<number> {
  // Whoever read our output may be gone; that is no reason to stop in the middle of closing.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  const terminal = createTerminal();
  try {
    const flags = readFlags(words);
    if (flags.help) {
      process.stdout.write(help);
      return 0;
    }
    requireMachine();
    const settings = readLauncherSettings(root);
    const shop = createShop({ root, entries, settings, flags, terminal });
    return await openUntilTold(shop, { terminal, flags, publicUrl: settings.publicUrl, dataDir: settings.dataDir });
  } catch (error) {
    return report(error, terminal);
  } finally {
    terminal.close();
  }
}

type Screen = { terminal: Terminal; flags: Flags; publicUrl: string; dataDir: string };

async function openUntilTold(shop: Shop, screen: Screen): Promise<number> {
  const { terminal } = screen;
  const began = performance.now();
  const told = toldToStop().then(() => 0);
  terminal.line(terminal.strong('Opening the shop'));
  // The exit code of a shop that could not open; an open one has none until it is told to stop.
  const failed = new Promise<number>((resolve) => {
    shop.open().then(
      ({ newAdmin }) => showOpen(screen, performance.now() - began, newAdmin),
      (error) => shop.closing() || resolve(report(error, terminal)),
    );
  });
  const exitCode = await Promise.race([failed, told]);
  if (exitCode === 0) await terminal.step('closing', shop.close(), () => 'everything has stopped');
  else await shop.close();
  return exitCode;
}

function showOpen({ terminal, publicUrl, dataDir }: Screen, tookMs: number, admin: Admin | undefined): void {
  terminal.line();
  terminal.line(`${terminal.strong('The shop is open')} (after ${(tookMs / 1000).toFixed(1)} s)`);
  terminal.line();
  terminal.line(`  Shop           ${publicUrl}`);
  terminal.line(`  Swagger        ${publicUrl}/swagger`);
  terminal.line(`  Staff sign-in  ${publicUrl}/sign-in`);
  if (admin) {
    terminal.line();
    terminal.line(`  First admin    ${admin.username} (${admin.email}), password ${terminal.strong(admin.password)}`);
    terminal.line(`                 Shown only this once; it is kept in ${dataDir}/secrets.json.`);
  }
  terminal.line();
  terminal.line('Ctrl-C stops everything.');
}

/** Resolves at the first signal to stop. A second one kills whatever is left and ends this process at once. */
function toldToStop(): Promise<void> {
  return new Promise((resolve) => {
    let first: number | undefined;
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(name, () => {
        first ??= performance.now();
        resolve();
        // `npx` and `bun run` may hand on the signal that the terminal sent to us as well: that is one wish, not two.
        if (performance.now() - first < 300) return;
        for (const child of living) child.kill();
        process.exit(130);
      });
    }
  });
}

function requireMachine(): void {
  if (process.platform === 'win32') {
    throw new Refusal('bun start needs Linux or macOS. On Windows, use WSL or `docker compose up`.');
  }
  if (!Bun.semver.satisfies(Bun.version, '>=1.4.5')) {
    throw new Refusal(
      `This is Bun ${Bun.version}; the shop needs 1.4.5 or later. \`npx bun@1.4.5 start\` runs that one.`,
    );
  }
}

function report(error: unknown, terminal: Terminal): number {
  terminal.close();
  const words = error instanceof Refusal ? error.message : `The shop could not open: ${wordsOf(error)}`;
  process.stderr.write(`\n${words}\n`);
  return error instanceof Refusal ? error.exitCode : 1;
}
