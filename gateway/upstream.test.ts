import { afterEach, expect, test } from 'bun:test';
import { silentLog } from '#kit/log';
import { Problem } from '#kit/problem';
import { createUpstream, type Sent } from './upstream.ts';

const started: { stop(now?: boolean): unknown }[] = [];
afterEach(() => {
  for (const server of started.splice(0)) server.stop(true);
});

function room(answer: (request: Request, count: number) => Response | Promise<Response>) {
  let count = 0;
  const server = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: (request) => answer(request, ++count) });
  started.push(server);
  return { origin: `http://127.0.0.1:${server.port}`, count: () => count };
}

/** A room that hangs up on every caller. */
function rudeRoom() {
  let calls = 0;
  const listener = Bun.listen({
    port: 0,
    hostname: '127.0.0.1',
    socket: {
      data(socket) {
        calls += 1;
        socket.terminate();
      },
    },
  });
  started.push(listener);
  return { origin: `http://127.0.0.1:${listener.port}`, calls: () => calls };
}

const get: Sent = { method: 'GET', headers: {}, timeoutMs: 1000, repeatable: true };
const post: Sent = { ...get, method: 'POST', body: '{}', repeatable: false };
const refusal = async (asked: Promise<unknown>): Promise<Problem> => {
  const error = await asked.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof Problem)) throw new Error(`expected a Problem, got ${error}`);
  return error;
};

test('an answer comes back whatever its status, and redirects are not followed', async () => {
  const { origin } = room(() => new Response(null, { status: 301, headers: { location: '/elsewhere' } }));
  const answer = await createUpstream('books', origin, silentLog).send('/x', get);
  expect([answer.status, answer.headers.get('location')]).toEqual([301, '/elsewhere']);
});

test('a room that is not there is a 503 with Retry-After, at once', async () => {
  const upstream = createUpstream('orders', 'http://127.0.0.1:1', silentLog);
  const began = performance.now();
  const problem = await refusal(upstream.send('/x', get));
  expect([problem.status, problem.slug, problem.headers['retry-after']]).toEqual([503, 'orders-unavailable', '2']);
  expect(performance.now() - began).toBeLessThan(4000);
});

test('a slow room is given up on when the time is over, and not asked again', async () => {
  const { origin, count } = room(async () => {
    await Bun.sleep(5000);
    return new Response('late');
  });
  const began = performance.now();
  expect(
    (await refusal(createUpstream('books', origin, silentLog).send('/x', { ...get, timeoutMs: 100 }))).status,
  ).toBe(503);
  expect(performance.now() - began).toBeLessThan(4000);
  expect(count()).toBe(1);
});

test('a broken connection is tried once more where that is harmless, and only there', async () => {
  const rude = rudeRoom();
  const upstream = createUpstream('books', rude.origin, silentLog);
  expect((await refusal(upstream.send('/x', get))).status).toBe(503);
  const afterGet = rude.calls();
  expect(afterGet).toBeGreaterThanOrEqual(2);
  expect((await refusal(upstream.send('/x', post))).status).toBe(503);
  expect(rude.calls() - afterGet).toBe(1);
});

test('five failures open the breaker; then one caller a second tries, and success closes it', async () => {
  const warned: string[] = [];
  const log = { ...silentLog, warn: (fact: string) => warned.push(fact), info: (fact: string) => warned.push(fact) };
  const { origin, count } = room(async (_, calls) => {
    if (calls <= 5) await Bun.sleep(3000);
    return new Response('ok');
  });
  const upstream = createUpstream('books', origin, log);
  const hurried = { ...get, timeoutMs: 200 };
  for (let failure = 0; failure < 5; failure++) await refusal(upstream.send('/x', hurried));
  for (let refused = 0; refused < 20; refused++) await refusal(upstream.send('/x', get));
  expect(count()).toBe(5);
  await Bun.sleep(1050);
  const [probe, meanwhile] = await Promise.allSettled([upstream.send('/x', get), upstream.send('/x', get)]);
  expect([probe.status, meanwhile.status]).toEqual(['fulfilled', 'rejected']);
  expect((await upstream.send('/x', get)).status).toBe(200);
  expect(warned).toEqual(['upstream.opened', 'upstream.closed']);
});

test('a quick 503 is asked once more where that is harmless; other refusals are not', async () => {
  const { origin, count } = room((_, calls) => new Response('x', { status: calls === 1 ? 503 : 409 }));
  const upstream = createUpstream('books', origin, silentLog);
  expect([(await upstream.send('/x', get)).status, count()]).toEqual([409, 2]);
  expect([(await upstream.send('/x', get)).status, count()]).toEqual([409, 3]);
  const busy = room(() => new Response('x', { status: 503 }));
  const other = createUpstream('books', busy.origin, silentLog);
  expect([(await other.send('/x', post)).status, busy.count()]).toEqual([503, 1]);
});

test('repeats stay within a tenth of the calls, after a burst of ten', async () => {
  const { origin, count } = room(() => new Response('x', { status: 503 }));
  const upstream = createUpstream('books', origin, silentLog);
  await Promise.all(Array.from({ length: 40 }, () => upstream.send('/x', get)));
  expect(count()).toBeGreaterThanOrEqual(50);
  expect(count()).toBeLessThanOrEqual(54);
});

test('a room that stands still is given up on within a second, though a checkout may take six', async () => {
  const frozen = Bun.listen({ port: 0, hostname: '127.0.0.1', socket: { data() {} } });
  started.push(frozen);
  const upstream = createUpstream('orders', `http://127.0.0.1:${frozen.port}`, silentLog);
  const began = performance.now();
  const problem = await refusal(upstream.send('/x', { ...post, timeoutMs: 6000, repeatable: true }));
  expect([problem.status, problem.slug]).toEqual([503, 'orders-unavailable']);
  expect(performance.now() - began).toBeLessThan(4000);
});

test('a room that is only slow gets its time, as long as it shows that it is alive', async () => {
  let pings = 0;
  const { origin } = room(async ({ url }) => {
    if (url.endsWith('/health/live')) pings += 1;
    else await Bun.sleep(1800);
    return new Response('done');
  });
  const answer = await createUpstream('orders', origin, silentLog).send('/x', { ...post, timeoutMs: 6000 });
  expect(await answer.text()).toBe('done');
  expect(pings).toBeGreaterThanOrEqual(1);
});
