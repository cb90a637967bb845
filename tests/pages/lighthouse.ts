// Lighthouse as its makers publish it, fetched when asked for: a telephone on slow 4G with a quarter of the machine's speed.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const version = '12.8.2';
const scored = ['performance', 'accessibility', 'best-practices', 'seo'] as const;

/** Four scores of 0 to 100, and the two times of a run, in milliseconds; shift has no unit. */
export type Score = Record<(typeof scored)[number], number> & { lcp: number; tbt: number; cls: number };

type Report = {
  categories: Record<string, { score: number }>;
  audits: Record<string, { numericValue?: number; score: number | null; title: string }>;
};

/** One run. @throws with what Lighthouse said where it did not come to an end. */
export async function lighthouse(url: string, chromium: string): Promise<{ score: Score; short: string[] }> {
  const folder = mkdtempSync(join(tmpdir(), 'lighthouse-'));
  const output = join(folder, 'report.json');
  const runner = Bun.which('npx') ? ['npx', '--yes'] : [process.execPath, 'x', '--bun'];
  const flags = ['--quiet', '--output=json', `--output-path=${output}`, `--only-categories=${scored.join()}`];
  const child = Bun.spawn(
    [...runner, `lighthouse@${version}`, url, ...flags, '--chrome-flags=--headless=new --no-sandbox --disable-gpu'],
    { env: { ...process.env, CHROME_PATH: chromium }, stdout: 'pipe', stderr: 'pipe' },
  );
  const said = await new Response(child.stderr).text();
  if ((await child.exited) !== 0) throw new Error(said.slice(-500));
  const { categories, audits } = (await Bun.file(output).json()) as Report;
  rmSync(folder, { recursive: true, force: true });
  const value = (audit: string) => audits[audit]?.numericValue ?? Number.NaN;
  const points = Object.fromEntries(
    scored.map((name) => [name, Math.round((categories[name]?.score ?? 0) * 100)]),
  ) as Record<(typeof scored)[number], number>;
  return {
    score: {
      ...points,
      lcp: value('largest-contentful-paint'),
      tbt: value('total-blocking-time'),
      cls: value('cumulative-layout-shift'),
    },
    short: Object.values(audits)
      .filter(({ score }) => score !== null && score < 0.9)
      .map(({ title }) => title),
  };
}

/** Of several runs the one in the middle, each figure for itself. */
export function median(scores: readonly Score[]): Score {
  const middle = (name: keyof Score) => {
    const sorted = scores.map((score) => score[name]).toSorted((one, other) => one - other);
    return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  };
  const names = Object.keys(scores[0] ?? {}) as (keyof Score)[];
  return Object.fromEntries(names.map((name) => [name, middle(name)])) as Score;
}
