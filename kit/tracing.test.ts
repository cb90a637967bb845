import { expect, test } from 'bun:test';
import { join } from 'node:path';
import { traced } from './tracing.ts';

/** How many modules of @opentelemetry (but its names, which prom-client knows by itself) a process holds after it started tracing with these settings. */
function loadedWith(endpoint: string): number {
  const script = `
    const { startTracing } = await import('${join(import.meta.dir, 'service.ts')}').then(() => import('${join(import.meta.dir, 'tracing.ts')}'));
    await startTracing('books', { OTEL_EXPORTER_OTLP_ENDPOINT: ${JSON.stringify(endpoint)} || undefined, OTEL_TRACES_SAMPLER_ARG: 1 });
    const held = Object.keys(require.cache).filter((name) => /@opentelemetry\\/(?!api\\/)/.test(name));
    process.stdout.write(String(new Set(held).size));
    process.exit(0);`;
  const ran = Bun.spawnSync([process.execPath, '--no-env-file', '-e', script], { cwd: join(import.meta.dir, '..') });
  return Number(ran.stdout.toString() || 'NaN');
}

test('what exports traces is loaded where somebody collects them, and nowhere else', () => {
  expect(loadedWith('')).toBe(0);
  expect(loadedWith('http://127.0.0.1:9')).toBeGreaterThan(3);
}, 30_000);

test('where nothing is traced, work is done as it is', async () => {
  expect(await traced({ name: 'work', kind: 'client' }, async (span) => [span, 1])).toEqual([null, 1]);
  const fault = new Error('as thrown');
  const failing = traced({ name: 'work', kind: 'client' }, () => Promise.reject(fault));
  expect(await failing.catch((error: unknown) => error)).toBe(fault);
});
