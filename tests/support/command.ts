// A command that a test runs: what it said, and how it ended.

import type { Subprocess } from 'bun';

export type Said = { code: number; out: string; err: string };

/** Waits for the end of a process whose output is piped to us. */
export async function said({
  stdout,
  stderr,
  exited,
}: Subprocess<never, 'pipe', 'pipe'> | Subprocess<'ignore', 'pipe', 'pipe'>): Promise<Said> {
  const [out, err, code] = await Promise.all([new Response(stdout).text(), new Response(stderr).text(), exited]);
  return { code, out, err };
}
