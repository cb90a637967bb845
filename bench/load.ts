// A load generator light enough to share two cores with what it measures: keep-alive connections on raw sockets, one request
// in flight on each. Runs as a process of its own: bun bench/load.ts '<JSON of Load>' prints the JSON of Figures.

import type { Socket } from 'bun';

export type Load = {
  url: string;
  method?: string;
  headers?: Record<string, string>;
  body?: string;
  connections: number;
  seconds: number;
};
export type Figures = {
  perSecond: number;
  p50Ms: number;
  p99Ms: number;
  requests: number;
  failures: number;
  kB: number;
};

type Reader = { head: string; left: number; chunked: boolean; startedAt: number };

async function run(load: Load): Promise<Figures> {
  const { hostname, port, pathname, search } = new URL(load.url);
  const lines = Object.entries({ host: `${hostname}:${port}`, ...load.headers }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  );
  // `{n}` in headers and body becomes a number of its own for each request, for idempotency keys.
  const head = `${load.method ?? 'GET'} ${pathname}${search} HTTP/1.1\r\n${lines.join('')}`;
  const body = load.body ?? '';
  const times: number[] = [];
  const tally = { failures: 0, bytes: 0, serial: 0 };
  const until = performance.now() + load.seconds * 1000;
  const started = performance.now();

  await Promise.all(
    Array.from({ length: load.connections }, () => {
      const done = Promise.withResolvers<void>();
      const reader: Reader = { head: '', left: -1, chunked: false, startedAt: 0 };
      const send = (socket: Socket) => {
        if (performance.now() > until) {
          socket.end();
          return done.resolve();
        }
        tally.serial += 1;
        const serial = `${process.pid}-${tally.serial}`;
        reader.startedAt = performance.now();
        socket.write(`${head.replaceAll('{n}', serial)}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
      };
      void Bun.connect({
        hostname,
        port: Number(port),
        socket: {
          open: send,
          data(socket, chunk) {
            tally.bytes += chunk.length;
            if (!finished(reader, chunk)) return;
            times.push(performance.now() - reader.startedAt);
            if (!/^HTTP\/1\.1 (2|30)/.test(reader.head)) tally.failures += 1;
            reader.head = '';
            reader.left = -1;
            send(socket);
          },
          close: () => done.resolve(),
          error: () => done.resolve(),
        },
      });
      return done.promise;
    }),
  );
  times.sort((a, b) => a - b);
  const at = (share: number) => Math.round((times[Math.floor(times.length * share)] ?? 0) * 100) / 100;
  const seconds = (performance.now() - started) / 1000;
  const kB = Math.round(tally.bytes / Math.max(1, times.length) / 100) / 10;
  return {
    perSecond: Math.round(times.length / seconds),
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    requests: times.length,
    failures: tally.failures,
    kB,
  };
}

/** Takes in a chunk; true once the whole answer has arrived. */
function finished(reader: Reader, chunk: Buffer): boolean {
  if (reader.left < 0) {
    reader.head += chunk.toString('latin1');
    const end = reader.head.indexOf('\r\n\r\n');
    if (end < 0) return false;
    reader.chunked = /transfer-encoding: chunked/i.test(reader.head.slice(0, end));
    const length = Number(/content-length: (\d+)/i.exec(reader.head.slice(0, end))?.[1] ?? 0);
    reader.left = reader.chunked ? 0 : length - (reader.head.length - end - 4);
  } else if (!reader.chunked) {
    reader.left -= chunk.length;
  }
  return reader.chunked ? chunk.toString('latin1').endsWith('0\r\n\r\n') : reader.left <= 0;
}

if (import.meta.main) process.stdout.write(JSON.stringify(await run(JSON.parse(process.argv[2] ?? '{}') as Load)));
