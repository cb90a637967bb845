// Runs one step of the tests in a process of its own and counts what passed. Imports nothing from npm.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type Outcome = { step: string; passed: number; failed: number; skipped: number; seconds: number };
type Selection = { files?: string[]; suffix?: string; not?: string };

/** A tool that says yes or no by its exit code: one test. Its output is shown only where it fails. */
export async function runTool(
  step: string,
  command: string[],
  root: string,
  as: 'script' | 'binary' = 'script',
): Promise<Outcome> {
  const started = performance.now();
  const cmd = as === 'script' ? [process.execPath, ...command] : command;
  const child = Bun.spawn({ cmd, cwd: root, env: process.env, stdout: 'pipe', stderr: 'pipe' });
  const [out, err, code] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ]);
  if (code !== 0) process.stderr.write(`${out}${err}\n`);
  return tell({ step, passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0, seconds: since(started) });
}

/** `bun test` over the selected files. A file that fails to load counts as a failure, though the report does not hold it. */
export async function runTests(step: string, selection: Selection, root: string): Promise<Outcome> {
  const started = performance.now();
  const files = selection.files ?? (await filesOf(selection, root));
  const folder = mkdtempSync(join(tmpdir(), 'colophon-tests-'));
  const reportFile = join(folder, 'report.xml');
  try {
    const cmd = [
      process.execPath,
      'test',
      '--timeout',
      '60000',
      '--reporter=junit',
      `--reporter-outfile=${reportFile}`,
      ...files,
    ];
    const child = Bun.spawn({ cmd, cwd: root, env: process.env, stdout: 'inherit', stderr: 'pipe' });
    const shown = showFailures(child.stderr);
    const code = await child.exited;
    await shown;
    const counted = count(reportFile);
    if (code !== 0 && counted.failed === 0) counted.failed = 1;
    return tell({ step, ...counted, seconds: since(started) });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function filesOf({ suffix = '.test.ts', not }: Selection, root: string): Promise<string[]> {
  const found = await Array.fromAsync(
    new Bun.Glob(`{services,gateway,views,nats,kit,sample,bin,deploy,tests,bench}/**/*${suffix}`).scan(root),
  );
  const left =
    not === undefined
      ? found
      : found.filter((file) => !/\.(int|e2e)\.test\.ts$/.test(file) && !/^tests\/(house|contracts)/.test(file));
  return left.sort().map((file) => `./${file}`);
}

/** Passes the runner's words on, less what passed and the names of files. */
async function showFailures(stream: ReadableStream<Uint8Array>): Promise<void> {
  let rest = '';
  const decoder = new TextDecoder();
  for await (const chunk of stream) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    const worth = lines.filter((line) => !/^(\(pass\).*|\S+\.test\.tsx?:|\s*)$/.test(line));
    if (worth.length > 0) process.stderr.write(`${worth.join('\n')}\n`);
  }
  process.stderr.write(rest);
}

function count(reportFile: string): Pick<Outcome, 'passed' | 'failed' | 'skipped'> {
  let xml: string;
  try {
    xml = readFileSync(reportFile, 'utf8');
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
  const head = /<testsuites[^>]*>/.exec(xml)?.[0] ?? '';
  const read = (name: string) => Number(new RegExp(`\\b${name}="(\\d+)"`).exec(head)?.[1] ?? 0);
  const failed = read('failures') + read('errors');
  return { passed: read('tests') - failed - read('skipped'), failed, skipped: read('skipped') };
}

const since = (started: number) => (performance.now() - started) / 1000;

function tell(outcome: Outcome): Outcome {
  const { step, passed, failed, skipped, seconds } = outcome;
  const mark = failed === 0 ? 'ok  ' : 'FAIL';
  const skippedNote = skipped > 0 ? `, ${skipped} skipped` : '';
  process.stdout.write(
    `${mark} ${step.padEnd(10)} ${passed} passed, ${failed} failed${skippedNote} in ${seconds.toFixed(1)} s\n`,
  );
  return outcome;
}

/** The closing line, and the exit code: 1 where anything failed or nothing ran. */
export function report(outcomes: Outcome[]): number {
  const sum = (of: (outcome: Outcome) => number) => outcomes.reduce((total, outcome) => total + of(outcome), 0);
  const passed = sum((outcome) => outcome.passed);
  const failed = sum((outcome) => outcome.failed);
  const skipped = sum((outcome) => outcome.skipped);
  process.stdout.write(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`);
  return failed === 0 && passed > 0 ? 0 : 1;
}
