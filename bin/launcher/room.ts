// One of the six processes: started, and waited for until it says that it is ready.
import { type Supervised, supervise } from '#deploy/local/supervise';
import type { RoomLog } from './logs.ts';

export type RoomPlan = {
  name: string;
  /** The file to run, absolute. */
  entry: string;
  /** Where it answers, such as `http://127.0.0.1:8001`. */
  origin: string;
  env: Record<string, string | undefined>;
  cwd: string;
  /** Start it again when its files change. */
  watch: boolean;
  log: RoomLog;
};

/** How long a process gets to finish what it does when it is asked to stop. */
export const roomGraceSeconds = 10;

const pollMs = 20;
const patienceMs = 180_000;

/** Resolves when the room is ready. Rejects, with the last lines it wrote, if it ends before or takes three minutes. */
export async function startRoom(plan: RoomPlan, started: (process: Supervised) => void): Promise<void> {
  const last: string[] = [];
  const child = supervise({
    command: process.execPath,
    // Bun would read .env again and hand every room the variables of the others.
    args: ['--no-env-file', ...(plan.watch ? ['--watch', '--no-clear-screen'] : []), plan.entry],
    env: plan.env,
    cwd: plan.cwd,
    stopSignal: 'TERM',
    graceSeconds: roomGraceSeconds,
    onLine(line, stream) {
      last.push(line);
      if (last.length > 12) last.shift();
      plan.log.take(line, stream);
    },
  });
  started(child);
  const reason = await untilReady(
    `${plan.origin}/health/ready`,
    child,
    plan.watch ? Number.POSITIVE_INFINITY : patienceMs,
  );
  if (reason === undefined) return;
  await child.stop(roomGraceSeconds * 1000);
  throw new Error(`${plan.name} ${reason}\n${last.map((line) => `    ${line}`).join('\n')}`.trimEnd());
}

async function untilReady(url: string, child: Supervised, timeoutMs: number): Promise<string | undefined> {
  const end = performance.now() + timeoutMs;
  let said = 'no answer';
  while (performance.now() < end) {
    if (!child.running()) return `stopped with code ${(await child.exited).code} before it was ready.`;
    const answer = await fetch(url, { signal: AbortSignal.timeout(2_000) }).catch(() => undefined);
    if (answer?.ok) return undefined;
    if (answer) said = `${answer.status} ${(await answer.text().catch(() => '')).slice(0, 300)}`;
    await Bun.sleep(pollMs);
  }
  return `was not ready after ${timeoutMs / 1000} s (${said}).`;
}
