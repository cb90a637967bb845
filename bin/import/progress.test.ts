import { expect, test } from 'bun:test';
import { progressLine } from './progress.ts';

function screen(isTTY: boolean) {
  const written: string[] = [];
  let now = 5000;
  const line = progressLine({ isTTY, write: (text: string) => written.push(text) }, () => now);
  return {
    written,
    stop: line.stop,
    at(ms: number, rows: number) {
      now = 5000 + ms;
      line.show({ rows, bytesRead: rows * 10, bytes: 60_000 });
    },
  };
}

test('elsewhere than on a terminal there is a plain line every second, with rate and time left', () => {
  const { written, at, stop } = screen(false);
  at(400, 500);
  at(1000, 1500);
  at(1500, 2000);
  at(2100, 3000);
  stop();
  expect(written).toEqual([
    '  1,500 rows, 25 %, 1,500 a second, 3 s left\n',
    '  3,000 rows, 50 %, 1,429 a second, 3 s left\n',
  ]);
});

test('on a terminal one line is drawn again and taken away at the end', () => {
  const { written, at, stop } = screen(true);
  at(50, 100);
  at(150, 500);
  at(300, 1000);
  stop();
  stop();
  expect(written).toEqual([
    '\r\x1b[K  500 rows, 8 %, 3,333 a second, 2 s left',
    '\r\x1b[K  1,000 rows, 16 %, 3,333 a second, 2 s left',
    '\r\x1b[K',
  ]);
});

test('an hour left is said in minutes', () => {
  const { written, at } = screen(false);
  at(60_000, 100);
  expect(written).toEqual(['  100 rows, 1 %, 2 a second, 59 min left\n']);
});
