// Is the room that keeps us waiting at work, or frozen? A checkout may take seconds, and it gets them; but a visitor is not
// kept waiting for a process that was stopped or a line that is cut. Whoever waits long asks whether the room is alive.

import { sleep } from '#kit/time';

export type Watch = {
  /** Call at every answer of the room: nothing shows better that it lives. */
  heard(): void;
  /** Watches over one call that may take `timeoutMs`: `gone` is aborted when the room shows no sign of life. */
  over(timeoutMs: number): { gone: AbortSignal; end(): void };
};

/** Shorter waits end by themselves soon enough. */
const worthWatchingMs = 1600;
const silenceMs = 450;
const pingMs = 650;

export function createWatch(origin: string): Watch {
  let lastHeard = Number.NEGATIVE_INFINITY;
  let asking: Promise<boolean> | undefined;
  const heard = () => {
    lastHeard = performance.now();
  };
  const ping = async (): Promise<boolean> => {
    if (await answersOverOwnLine(origin)) {
      heard();
      return true;
    }
    // Meanwhile it may have answered somebody else.
    return performance.now() - lastHeard < pingMs;
  };
  /** However many wait, one asks. */
  const isAlive = (): Promise<boolean> => {
    if (performance.now() - lastHeard < silenceMs) return Promise.resolve(true);
    asking ??= ping().finally(() => {
      asking = undefined;
    });
    return asking;
  };
  return {
    heard,
    over(timeoutMs) {
      const gone = new AbortController();
      const watched = { ended: timeoutMs < worthWatchingMs };
      if (!watched.ended) void keepWatch(watched, isAlive, () => gone.abort());
      return {
        gone: gone.signal,
        end() {
          watched.ended = true;
        },
      };
    },
  };
}

async function keepWatch(watched: { ended: boolean }, isAlive: () => Promise<boolean>, tell: () => void) {
  while (!watched.ended) {
    await sleep(silenceMs);
    if (watched.ended) return;
    if (!(await isAlive())) return tell();
  }
}

/**
 * One word to the room over a line of its own: `fetch` lets no more than so many requests out at once, and in a crowd the
 * question whether the room lives would wait behind the very requests it is about.
 */
async function answersOverOwnLine(origin: string): Promise<boolean> {
  const { hostname, port, protocol } = new URL(origin);
  const tls = protocol === 'https:';
  const answered = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => answered.resolve(false), pingMs);
  const no = () => answered.resolve(false);
  const line = Bun.connect({
    hostname: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port || (tls ? 443 : 80)),
    tls,
    socket: {
      open: (socket) =>
        void socket.write(`GET /health/live HTTP/1.1\r\nHost: ${hostname}\r\nConnection: close\r\n\r\n`),
      data: () => answered.resolve(true),
      error: no,
      close: no,
      connectError: no,
    },
  });
  line.catch(no);
  const answer = await answered.promise;
  clearTimeout(timer);
  line.then((socket) => socket.terminate()).catch(() => {});
  return answer;
}
