import { afterEach, expect, test } from 'bun:test';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { type Line, openLine } from './toxic.ts';

let server: Server | undefined;
let line: Line | undefined;
afterEach(async () => {
  await line?.close();
  server?.close();
});

/** A line to somebody who says everything back. */
async function echo(): Promise<Line> {
  const echoing = createServer((socket) => socket.on('error', () => {}).pipe(socket));
  server = echoing;
  await new Promise<void>((done) => echoing.listen(0, '127.0.0.1', done));
  line = await openLine((echoing.address() as { port: number }).port);
  return line;
}

async function dial(port: number): Promise<{ socket: Socket; said: () => string; ended: () => boolean }> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  let said = '';
  let ended = false;
  socket.on('data', (chunk) => {
    said += chunk.toString();
  });
  for (const end of ['end', 'error', 'close']) socket.on(end, () => (ended = true));
  await new Promise((done) => socket.once('connect', done));
  return { socket, said: () => said, ended: () => ended };
}

const until = async (isSo: () => boolean): Promise<number> => {
  const began = performance.now();
  while (!isSo() && performance.now() - began < 3000) await Bun.sleep(5);
  return performance.now() - began;
};

test('a line in order carries everything, both ways', async () => {
  const { port } = await echo();
  const { socket, said } = await dial(port);
  const text = 'x'.repeat(500_000);
  socket.write(text);
  await until(() => said().length === text.length);
  expect(said()).toBe(text);
  socket.destroy();
});

test('latency delays each way, in order', async () => {
  const { port, spoil } = await echo();
  const { socket, said } = await dial(port);
  spoil({ kind: 'latency', ms: 150 });
  socket.write('a');
  setTimeout(() => socket.write('b'), 20);
  expect(await until(() => said() === 'ab')).toBeGreaterThan(290);
  socket.destroy();
});

test('in a blackhole nothing arrives until it is healed, and then everything does', async () => {
  const { port, spoil, heal } = await echo();
  const { socket, said, ended } = await dial(port);
  spoil({ kind: 'blackhole' });
  socket.write('hello');
  await Bun.sleep(150);
  expect([said(), ended()]).toEqual(['', false]);
  const late = await dial(port);
  late.socket.write('me too');
  heal();
  await until(() => said() === 'hello' && late.said() === 'me too');
  expect([said(), late.said()]).toEqual(['hello', 'me too']);
  socket.destroy();
  late.socket.destroy();
});

test('a reset breaks what is open and what is opened', async () => {
  const { port, spoil, heal, open } = await echo();
  const first = await dial(port);
  await until(() => open() === 1);
  spoil({ kind: 'reset' });
  await until(first.ended);
  const second = await dial(port).catch(() => null);
  if (second) await until(second.ended);
  expect([first.ended(), second?.ended() ?? true]).toEqual([true, true]);
  heal();
  const third = await dial(port);
  third.socket.write('again');
  await until(() => third.said() === 'again');
  expect(third.said()).toBe('again');
  third.socket.destroy();
});

test('a narrow line lets so many bytes a second through', async () => {
  const { port, spoil } = await echo();
  const { socket, said } = await dial(port);
  spoil({ kind: 'slow', bytesPerSecond: 2000 });
  socket.write('x'.repeat(500));
  expect(await until(() => said().length === 500)).toBeGreaterThan(200);
  socket.destroy();
});

test('half closed, the far end falls silent while the near end may still talk', async () => {
  const { port, spoil, open } = await echo();
  const { socket, ended } = await dial(port);
  await until(() => open() === 1);
  spoil({ kind: 'half-close' });
  await until(ended);
  expect([ended(), socket.writable]).toEqual([true, true]);
  const fresh = await dial(port);
  fresh.socket.write('hello');
  await until(() => fresh.said() === 'hello');
  expect(fresh.said()).toBe('hello');
  socket.destroy();
  fresh.socket.destroy();
});
