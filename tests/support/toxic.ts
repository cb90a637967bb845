// A line between two processes that can be made slow, deaf, narrow or cut, and mended again. TCP only; what goes over it is
// never looked at.

import { createConnection, createServer, type Socket } from 'node:net';

/**
 * `latency`: everything arrives `ms` later. `blackhole`: nothing arrives, and nobody is told. `reset`: every connection breaks at
 * once, new ones too. `slow`: so many bytes a second. `half-close`: the far end stops sending on the connections of this moment,
 * while the near end may go on talking to nobody.
 */
export type Toxic =
  | { kind: 'latency'; ms: number }
  | { kind: 'blackhole' }
  | { kind: 'reset' }
  | { kind: 'slow'; bytesPerSecond: number }
  | { kind: 'half-close' };

export type Line = {
  /** Connect here instead of to the target. */
  port: number;
  spoil(toxic: Toxic): void;
  heal(): void;
  /** Connections open through it now. */
  open(): number;
  close(): Promise<void>;
};

type Way = { from: Socket; to: Socket; waiting: { chunk: Buffer; at: number }[]; ended: boolean; pumping: boolean };
type Pair = { near: Socket; far: Socket; ways: Way[] };

export async function openLine(targetPort: number, host = '127.0.0.1'): Promise<Line> {
  const state: { toxic: Toxic | null; changed: PromiseWithResolvers<void> } = {
    toxic: null,
    changed: Promise.withResolvers<void>(),
  };
  const pairs = new Set<Pair>();
  const set = (toxic: Toxic | null) => {
    state.toxic = toxic;
    state.changed.resolve();
    state.changed = Promise.withResolvers<void>();
    if (toxic?.kind === 'reset') for (const pair of pairs) breakPair(pair);
    if (toxic?.kind === 'half-close') for (const pair of pairs) pair.near.end();
  };

  const pump = async (way: Way): Promise<void> => {
    if (way.pumping) return;
    way.pumping = true;
    for (let next = way.waiting[0]; next; next = way.waiting[0]) {
      const { toxic } = state;
      if (toxic?.kind === 'blackhole') {
        await state.changed.promise;
        continue;
      }
      if (toxic?.kind === 'latency') await Bun.sleep(Math.max(0, next.at + toxic.ms - performance.now()));
      way.waiting.shift();
      if (toxic?.kind === 'slow') await trickle(way.to, next.chunk, toxic.bytesPerSecond);
      else if (way.to.writable) way.to.write(next.chunk);
    }
    way.pumping = false;
    if (way.ended && way.to.writable) way.to.end();
  };

  const server = createServer({ allowHalfOpen: true }, (near) => {
    if (state.toxic?.kind === 'reset') return void near.resetAndDestroy();
    const far = createConnection({ port: targetPort, host, allowHalfOpen: true });
    const ways = [way(near, far), way(far, near)];
    const pair: Pair = { near, far, ways };
    pairs.add(pair);
    for (const one of ways) carry(one, pump);
    for (const socket of [near, far]) {
      socket.on('error', () => breakPair(pair));
      socket.on('close', () => {
        if (near.destroyed && far.destroyed) pairs.delete(pair);
        else if (state.toxic?.kind !== 'blackhole' && socket.errored) breakPair(pair);
      });
    }
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a line listens on a port');
  return {
    port: address.port,
    spoil: set,
    heal: () => set(null),
    open: () => pairs.size,
    close: () =>
      new Promise((closed) => {
        set(null);
        for (const pair of pairs) breakPair(pair);
        server.close(() => closed());
      }),
  };
}

const way = (from: Socket, to: Socket): Way => ({ from, to, waiting: [], ended: false, pumping: false });

function carry(one: Way, pump: (way: Way) => Promise<void>): void {
  one.from.on('data', (chunk: Buffer) => {
    one.waiting.push({ chunk, at: performance.now() });
    void pump(one);
  });
  one.from.on('end', () => {
    one.ended = true;
    void pump(one);
  });
}

function breakPair({ near, far }: Pair): void {
  for (const socket of [near, far]) if (!socket.destroyed) socket.resetAndDestroy();
}

const tickMs = 50;

async function trickle(to: Socket, chunk: Buffer, bytesPerSecond: number): Promise<void> {
  const step = Math.max(1, Math.floor((bytesPerSecond * tickMs) / 1000));
  for (let at = 0; at < chunk.length && to.writable; at += step) {
    to.write(chunk.subarray(at, at + step));
    await Bun.sleep(tickMs);
  }
}
