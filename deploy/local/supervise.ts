// Children that cannot outlive us. Each runs under a small shell that holds the reading end of a pipe from us: when this
// process vanishes, kill -9 included, the pipe ends and the shell stops the child. `detached` gives each its own process
// group, so that Ctrl-C in the terminal reaches only the launcher, which then stops things in their order.
import { type ChildProcess, spawn } from 'node:child_process';
import { signal } from './processes.ts';

export type Exit = { code: number | null; signal: NodeJS.Signals | null };

/** A supervised child. `pid` is the shell's, which is also its process group. */
export type Supervised = {
  pid: number;
  /** Resolves when the child and its shell are gone. Never rejects. */
  exited: Promise<Exit>;
  running(): boolean;
  /** Asks to stop; after `graceMs` (default: the supervisor's own) the whole group is killed. */
  stop(graceMs?: number): Promise<Exit>;
  /** SIGKILL to the whole group, at once. */
  kill(): void;
};

export type Command = {
  command: string;
  args: string[];
  /**
   * What asks the child to stop. INT is Postgres's fast shutdown; it reaches only programs that ask for it, because a
   * shell starts what runs in the background with INT ignored.
   */
  stopSignal: 'INT' | 'TERM';
  graceSeconds: number;
  env: Record<string, string | undefined>;
  cwd?: string;
  uid?: number;
  gid?: number;
  /** A folder the shell deletes once the child is gone, even when we are gone too. */
  removeAfter?: string;
  /** Every line of stdout and stderr. */
  onLine: (line: string, stream: 'stdout' | 'stderr') => void;
};

// The shell's own remarks ("Killed") go nowhere, the child's stay. Four traps are stepped around here:
// - The child must not hold the pipe itself (3<&-), or it would never end.
// - A TERM that reaches a subshell just after its fork is lost, so the watcher gets KILL, and the grace is counted in the
//   main shell; a subshell with a `sleep` would outlive us.
// - `kill -0` succeeds for a dead child nobody has waited for; waiting for `sleep` collects it.
// - The command comes in a variable: as an argument it would make the shell look like the child to `pgrep -f`.
const script = `
command=$SUPERVISED stop_signal=$STOP_SIGNAL grace=$GRACE remove=$REMOVE
unset SUPERVISE SUPERVISED STOP_SIGNAL GRACE REMOVE
exec 3<&0 4>&2 2>/dev/null
eval "exec $command" </dev/null 2>&4 3<&- 4>&- & child=$!
exec 4>&-
finish() { kill -KILL $watch; wait $watch; [ -z "$remove" ] || rm -rf "$remove"; exit $1; }
halt() {
  trap : TERM INT HUP
  kill -$stop_signal $child
  count=0
  while kill -0 $child && [ $count -lt 20 ]; do sleep 0.01; count=$((count + 1)); done
  count=0
  while kill -0 $child && [ $count -lt $((grace * 10)) ]; do sleep 0.1; count=$((count + 1)); done
  kill -KILL $child
  wait $child; finish $?
}
trap halt TERM INT HUP
(read -r _ <&3; kill -TERM $$ || kill -$stop_signal -$$) >/dev/null & watch=$!
wait $child; finish $?
`;

const quoted = (word: string) => `'${word.replaceAll("'", "'\\''")}'`;

/** Starts a command under supervision. Throws if it cannot be started at all. */
export function supervise(options: Command): Supervised {
  const { command, args, cwd, uid, gid } = options;
  const env = {
    ...options.env,
    SUPERVISE: script,
    SUPERVISED: [command, ...args].map(quoted).join(' '),
    STOP_SIGNAL: options.stopSignal,
    GRACE: String(options.graceSeconds),
    REMOVE: options.removeAfter ?? '',
  };
  const who = uid === undefined ? {} : { uid, gid };
  const child = spawn('/bin/sh', ['-c', 'eval "$SUPERVISE"'], { env, cwd, ...who, detached: true, stdio: 'pipe' });
  child.stdin?.on('error', () => undefined);
  readLines(child, options.onLine);
  const { pid } = child;
  const exited = new Promise<Exit>((resolve) => {
    child.once('close', (code, by) => resolve({ code, signal: by }));
    child.once('error', () => resolve({ code: 127, signal: null }));
  });
  if (pid === undefined) throw new Error(`/bin/sh could not be started for ${command}.`);
  const running = () => child.exitCode === null && child.signalCode === null;
  const kill = () => signal(-pid, 'SIGKILL');
  const self: Supervised = { pid, exited, running, kill, stop: (graceMs) => stop(self, graceMs) };
  endWithShell(child, self, options);
  living.add(self);
  void exited.then(() => living.delete(self));
  return self;
}

/** Every supervised child of this process that is not gone yet. */
export const living = new Set<Supervised>();

// Somebody may kill the shell itself. Its child would then run on without supervision and hold our pipes open, so that
// we would never hear of it.
function endWithShell(
  child: ChildProcess,
  { pid, exited, kill }: Supervised,
  { stopSignal, graceSeconds }: Command,
): void {
  child.once('exit', () => {
    const ask = setTimeout(() => signal(-pid, `SIG${stopSignal}`), 250);
    const force = setTimeout(kill, graceSeconds * 1000);
    void exited.then(() => [ask, force].map(clearTimeout));
  });
}

async function stop(child: Supervised, graceMs?: number): Promise<Exit> {
  if (child.running()) signal(child.pid, 'SIGTERM');
  if (graceMs === undefined) return child.exited;
  const timer = setTimeout(child.kill, graceMs);
  const exit = await child.exited;
  clearTimeout(timer);
  return exit;
}

const longestLine = 1_000_000;

function readLines(child: ChildProcess, onLine: Command['onLine']): void {
  for (const name of ['stdout', 'stderr'] as const) {
    let rest = '';
    const stream = child[name];
    stream?.setEncoding('utf8');
    stream?.on('data', (chunk: string) => {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      // A line without end must not fill our memory.
      if (rest.length > longestLine) {
        lines.push(rest);
        rest = '';
      }
      for (const line of lines) onLine(line, name);
    });
    stream?.on('end', () => rest && onLine(rest, name));
  }
}

/**
 * Tells when a child is ready: give `feed` every line it writes, then await `until`, which resolves at the first line
 * that matches and rejects, with the last lines seen, when the child exits first or takes longer than `timeoutMs`.
 */
export function readiness(what: string, pattern: RegExp) {
  const seen: string[] = [];
  const outcome = Promise.withResolvers<RegExpExecArray>();
  const fail = (why: string) => outcome.reject(new Error(`${what} ${why}\n${seen.join('\n')}`.trim()));
  const feed = (line: string) => {
    seen.push(line);
    if (seen.length > 60) seen.shift();
    const match = pattern.exec(line);
    if (match) outcome.resolve(match);
  };
  const until = async (child: Supervised, timeoutMs: number): Promise<RegExpExecArray> => {
    const timer = setTimeout(() => fail(`was not ready after ${timeoutMs / 1000} s.`), timeoutMs);
    void child.exited.then(({ code }) => fail(`stopped with code ${code}.`));
    return outcome.promise.finally(() => clearTimeout(timer));
  };
  return { feed, until };
}
