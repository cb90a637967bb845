// One JSON line per fact, on standard output. No names, addresses, tokens or card data go in: only ids, slugs and figures.

import { writeSync } from 'node:fs';
import { systemClock } from './time.ts';

export type Facts = Record<string, string | number | boolean | null | undefined>;
export type Log = {
  info(fact: string, facts?: Facts): void;
  warn(fact: string, facts?: Facts): void;
  /** Logs our own fault with its stack; for a database error only its code and constraint, since its text holds the parameters. */
  error(fact: string, error: unknown, facts?: Facts): void;
};

export function createLog(room: string, write: (line: string) => void = writeSoon): Log {
  const line = (level: string, fact: string, facts?: Facts) =>
    write(`${JSON.stringify({ at: systemClock.now().toISOString(), level, room, fact, ...facts })}\n`);
  return {
    info: (fact, facts) => line('info', fact, facts),
    warn: (fact, facts) => line('warn', fact, facts),
    error: (fact, error, facts) => line('error', fact, { ...facts, ...describe(error) }),
  };
}

let waiting = '';

/** A write a line costs a system call a request; lines of the same moment go out together, and none is left at the exit. */
function writeSoon(line: string): void {
  if (waiting === '') setTimeout(flush, 20);
  waiting += line;
}

function flush(): void {
  const lines = waiting;
  waiting = '';
  if (lines !== '') process.stdout.write(lines);
}

process.on('exit', () => {
  try {
    if (waiting !== '') writeSync(1, waiting);
  } catch {
    // Whoever read our output is gone; nobody is left to tell.
  }
});

/** A log that keeps quiet, for tests. */
export const silentLog: Log = { info() {}, warn() {}, error() {} };

type DatabaseError = { code?: string; constraint_name?: string; table_name?: string; routine?: string };

function describe(error: unknown): Facts {
  if (!(error instanceof Error)) return { error: typeof error };
  const cause = (error.cause ?? error) as DatabaseError & Error;
  if (error.name === 'DrizzleQueryError' || cause.name === 'PostgresError') {
    // The message of a failed query quotes its parameters; the code and the constraint say enough.
    return {
      error: 'database',
      code: cause.code,
      constraint: cause.constraint_name,
      table: cause.table_name,
      stack: frames(error),
    };
  }
  return { error: error.name, message: withoutSecrets(error.message), code: cause.code, stack: frames(error) };
}

const secrets: readonly [pattern: RegExp, instead: string][] = [
  [/:\/\/[^\s/]*@/g, '://(login)@'],
  [/\b(Bearer|Basic)\s+\S+/gi, '$1 …'],
  [/\beyJ[\w-]+\.[\w-]+(\.[\w-]*)?/g, '(token)'],
  [/[^\s"'<>()@:;,=]+@[^\s"'<>()@:;,=]+/g, '(address)'],
  [/\b(password|passwd|secret|token|cookie|sid)(["']?\s*[:=]\s*)("[^"]*"|'[^']*'|[^\s,;}]+)/gi, '$1$2…'],
  [/\b\d(?:[ -]?\d){12,18}\b/g, '(digits)'],
];

/** Messages of faults are written by others, who may have put anything in them. */
const withoutSecrets = (text: string): string =>
  secrets.reduce((kept, [pattern, instead]) => kept.replace(pattern, instead), text);

const frames = (error: Error): string =>
  (error.stack ?? '')
    .split('\n')
    .filter((row) => row.trimStart().startsWith('at '))
    .slice(0, 8)
    .map((row) => row.trim())
    .join(' | ');
