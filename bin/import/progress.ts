// How far an import is: one line that is drawn again and again on a terminal, else a line a second.
import type { Progress } from '#services/books/import/import-file';

type Out = { write(text: string): unknown; isTTY?: boolean };

export type ProgressLine = { show(progress: Progress): void; stop(): void };

const everyMs = { terminal: 100, plain: 1000 };

export function progressLine(out: Out = process.stderr, clock: () => number = () => performance.now()): ProgressLine {
  const live = out.isTTY === true;
  const began = clock();
  let shownAt = began;
  let drawn = false;
  return {
    show(progress) {
      const now = clock();
      if (now - shownAt < (live ? everyMs.terminal : everyMs.plain)) return;
      shownAt = now;
      out.write(live ? `\r\x1b[K${words(progress, now - began)}` : `${words(progress, now - began)}\n`);
      drawn = live;
    },
    stop() {
      if (drawn) out.write('\r\x1b[K');
      drawn = false;
    },
  };
}

/** `  3,000 rows, 49 %, 1,410 a second, 2 s left`. */
function words({ rows, bytesRead, bytes }: Progress, elapsedMs: number): string {
  const part = bytes === 0 ? 1 : Math.min(bytesRead / bytes, 1);
  const left = part === 0 ? null : (elapsedMs / part) * (1 - part);
  const rate = Math.round(rows / Math.max(elapsedMs / 1000, 0.001));
  const wait = left === null ? '' : `, ${duration(left)} left`;
  return `  ${number(rows)} rows, ${Math.floor(part * 100)} %, ${number(rate)} a second${wait}`;
}

export const number = (value: number): string => value.toLocaleString('en');

function duration(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  return seconds < 100 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`;
}
