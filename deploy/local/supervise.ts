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
  /** What asks the child to stop: INT is Postgres's fast shutdown. */
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

// Three traps are stepped around here. The child must not hold the pipe itself (3<&-), or it would never end. `$!` in the
// timer's trap is its sleep: killing only the subshell would leave the sleep behind. And `halt` must not ignore TERM,
// because the timer would inherit that and outlive us; so a second TERM may interrupt `wait`, hence the loop.
const script = `
stop_signal=$1; grace=$2; remove=$3; shift 3
exec 3<&0
"$@" </dev/null 3<&- & child=$!
finish() { kill $watch $timer 2>/dev/null; [ -z "$remove" ] || rm -rf "$remove"; exit $1; }
halt() {
  trap : TERM INT HUP
  kill -$stop_signal $child 2>/dev/null
  (trap 'kill $! 2>/dev/null; exit' TERM; sleep $grace & wait $!; kill -KILL $child 2>/dev/null) 3<&- >/dev/null 2>&1 & timer=$!
  wait $child; code=$?
  while kill -0 $child 2>/dev/null; do wait $child; last=$?; [ $last = 127 ] && break; code=$last; done
  finish $code
}
trap halt TERM INT HUP
(read -r _ <&3; kill -TERM $$ 2>/dev/null) >/dev/null 2>&1 & watch=$!
wait $child; finish $?
`;

/** Starts a command under supervision. Throws if it cannot be started at all. */
export function supervise(options: Command): Supervised {
  const { command, args, stopSignal, graceSeconds, removeAfter = '', env, cwd, uid, gid } = options;
  const shellArgs = ['-c', script, 'supervise', stopSignal, String(graceSeconds), removeAfter, command, ...args];
  const who = uid === undefined ? {} : { uid, gid };
  const child = spawn('/bin/sh', shellArgs, { env, cwd, ...who, detached: true, stdio: ['pipe', 'pipe', 'pipe'] });
  child.stdin?.on('error', () => undefined);
  readLines(child, options.onLine);
  const exited = new Promise<Exit>((resolve) => {
    child.once('close', (code, by) => resolve({ code, signal: by }));
    child.once('error', () => resolve({ code: 127, signal: null }));
  });
  const pid = child.pid;
  if (pid === undefined) throw new Error(`/bin/sh could not be started for ${command}`);
  const running = () => child.exitCode === null && child.signalCode === null;
  const kill = () => signal(-pid, 'SIGKILL');
  return { pid, exited, running, kill, stop: (graceMs) => stop({ pid, exited, running, kill }, graceMs) };
}

async function stop(child: Omit<Supervised, 'stop'>, graceMs?: number): Promise<Exit> {
  if (child.running()) signal(child.pid, 'SIGTERM');
  if (graceMs === undefined) return child.exited;
  const timer = setTimeout(child.kill, graceMs);
  const exit = await child.exited;
  clearTimeout(timer);
  return exit;
}

function readLines(child: ChildProcess, onLine: Command['onLine']): void {
  for (const name of ['stdout', 'stderr'] as const) {
    let rest = '';
    const stream = child[name];
    stream?.setEncoding('utf8');
    stream?.on('data', (chunk: string) => {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
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
