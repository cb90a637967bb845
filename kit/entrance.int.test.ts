// The entrance on a real port: Bun, Elysia and the base of every door.

import { afterAll, beforeAll, expect, test } from 'bun:test';
import { connect } from 'node:net';
import { type AnyElysia, Elysia } from 'elysia';
import { remainingMs } from './deadline.ts';
import { health } from './health.ts';
import { http } from './http.ts';
import { silentLog } from './log.ts';
import { createMetrics } from './metrics.ts';
import { sleep } from './time.ts';

const metrics = createMetrics('test');
const app: AnyElysia = new Elysia({ normalize: false, serve: { maxRequestBodySize: 2 ** 30 } })
  .use(
    http({
      log: silentLog,
      metrics,
      routes: () => app.routes,
      entrance: { places: 8, rank: (request) => (request.url.includes('/paying') ? 1 : 4) },
    }),
  )
  .use(health(metrics, () => null))
  .get('/time', () => ({ left: remainingMs() }))
  .get('/slow', () => sleep(400).then(() => 'done'))
  .get('/paying', () => 'paid')
  .get('/fault', () => {
    throw new Error('a fault');
  })
  .post('/echo', ({ body }) => ({ length: JSON.stringify(body).length }));
let origin = '';
beforeAll(() => {
  app.listen({ port: 0, hostname: '127.0.0.1' });
  origin = `http://127.0.0.1:${app.server?.port}`;
});
afterAll(() => app.stop(true));

type Told = { status: number; type: string | null; json: Record<string, unknown> };
async function tell(path: string, sent: RequestInit = {}): Promise<Told> {
  const answer = await fetch(origin + path, sent);
  const text = await answer.text();
  const type = answer.headers.get('content-type');
  return { status: answer.status, type, json: type?.includes('json') ? JSON.parse(text) : { text } };
}
const working = ({ json: { text } }: Told): number =>
  Number(/^http_requests_working\S* (\d+)$/m.exec(String(text))?.[1]);
const json = { 'content-type': 'application/json' };
const chunked = (text: string) =>
  new ReadableStream<Uint8Array>({
    async start(controller) {
      for (let at = 0; at < text.length; at += 8192) {
        controller.enqueue(new TextEncoder().encode(text.slice(at, at + 8192)));
        await sleep(1);
      }
      controller.close();
    },
  });

test('a body of up to 64 KiB is taken, whether its length was announced or not', async () => {
  const body = JSON.stringify('x'.repeat(60_000));
  expect((await tell('/echo', { method: 'POST', headers: json, body })).json).toEqual({ length: 60_002 });
  expect((await tell('/echo', { method: 'POST', headers: json, body: chunked(body) })).json).toEqual({
    length: 60_002,
  });
});

test('a longer one is refused in words, whether its length was announced or not', async () => {
  for (const length of [64 * 1024, 300_000, 3_000_000]) {
    const body = JSON.stringify('x'.repeat(length));
    for (const sent of [body, chunked(body)]) {
      const { status, type, json: problem } = await tell('/echo', { method: 'POST', headers: json, body: sent });
      expect([status, type, problem.type]).toEqual([413, 'application/problem+json', '/problems/too-large']);
    }
  }
});

test('a request knows how long it is waited for, and is refused when that is over already', async () => {
  const { left } = (await tell('/time', { headers: { 'x-deadline': '700' } })).json as { left: number };
  expect(left).toBeGreaterThan(0);
  expect(left).toBeLessThanOrEqual(700);
  expect(((await tell('/time')).json as { left: number }).left).toBeGreaterThan(5000);
  const late = await tell('/time', { headers: { 'x-deadline': '19' } });
  expect([late.status, late.json.type]).toEqual([503, '/problems/too-late']);
});

test('beyond its places the crowd is told to come back, while who pays and who checks our health is served', async () => {
  // A request waits for a place three quarters of the time it has, which is less than those inside take.
  const crowd = Array.from({ length: 30 }, () => tell('/slow', { headers: { 'x-deadline': '400' } }));
  await sleep(100);
  const [paying, live, figures] = await Promise.all([tell('/paying'), tell('/health/live'), tell('/metrics')]);
  expect([paying.status, live.status, figures.status]).toEqual([200, 200, 200]);
  const answers = await Promise.all(crowd);
  const refused = answers.filter(({ status }) => status === 503);
  expect(answers.filter(({ status }) => status === 200).length).toBe(6);
  expect(refused.length).toBe(24);
  expect(refused.every(({ json: problem }) => problem.type === '/problems/overloaded')).toBe(true);
  expect(working(figures)).toBeGreaterThanOrEqual(6);
});

test('every place is given back, however the request ended', async () => {
  for (let n = 0; n < 20; n++) {
    expect((await tell('/fault')).status).toBe(500);
    expect((await tell('/nowhere')).status).toBe(404);
    expect((await tell('/echo', { method: 'POST', headers: json, body: '{' })).status).toBe(400);
  }
  const hasty = new AbortController();
  const left = Array.from({ length: 6 }, () => tell('/slow', { signal: hasty.signal }).catch(() => null));
  await sleep(50);
  hasty.abort();
  await Promise.all(left);
  await sleep(450);
  expect(working(await tell('/metrics'))).toBe(0);
});

test('an address that cannot be read is refused before anybody tries to', async () => {
  const ask = (host: string): Promise<string> =>
    new Promise((resolve) => {
      let heard = '';
      const socket = connect(app.server?.port ?? 0, '127.0.0.1', () =>
        socket.write(`GET /time HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`),
      );
      socket.on('data', (chunk) => {
        heard += chunk.toString();
      });
      socket.on('close', () => resolve(heard));
    });
  for (const host of ['shop.test:80,evil.test', 'shop test', 'shop.test:99999']) {
    const heard = await ask(host);
    expect([host, heard.slice(0, 12), heard.includes('application/problem+json')]).toEqual([
      host,
      'HTTP/1.1 400',
      true,
    ]);
  }
});
