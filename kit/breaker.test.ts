import { expect, test } from 'bun:test';
import { createBreaker } from './breaker.ts';

function watched() {
  const clock = { at: 0 };
  const told: string[] = [];
  const breaker = createBreaker({
    now: () => clock.at,
    onOpen: (reason) => told.push(`open ${reason}`),
    onClose: () => told.push('closed'),
  });
  const fail = (times: number) => {
    for (let n = 0; n < times; n++) breaker.failed('TIMEOUT');
  };
  return { clock, told, breaker, fail };
}

test('five failures in a row open it, four do not, and an answer between them starts the count anew', () => {
  const { breaker, fail, told } = watched();
  fail(4);
  breaker.succeeded();
  fail(4);
  expect([breaker.admits(), breaker.isOpen()]).toEqual([true, false]);
  fail(1);
  expect([breaker.admits(), breaker.isOpen(), told]).toEqual([false, true, ['open TIMEOUT']]);
});

test('while it is open one caller a second tries; its failure keeps it open, its success closes it', () => {
  const { breaker, clock, fail, told } = watched();
  fail(5);
  clock.at = 999;
  expect(breaker.admits()).toBe(false);
  clock.at = 1000;
  expect([breaker.admits(), breaker.admits()]).toEqual([true, false]);
  fail(1);
  clock.at = 1999;
  expect(breaker.admits()).toBe(false);
  clock.at = 2000;
  expect(breaker.admits()).toBe(true);
  breaker.succeeded();
  expect([breaker.admits(), breaker.admits(), told]).toEqual([true, true, ['open TIMEOUT', 'closed']]);
});

test('half of twenty calls failing within ten seconds opens it, though no five in a row did', () => {
  const { breaker, clock, told } = watched();
  for (let pair = 0; pair < 9; pair++) {
    clock.at = pair * 500;
    breaker.succeeded();
    breaker.failed('TIMEOUT');
  }
  expect(told).toEqual([]);
  breaker.succeeded();
  breaker.failed('TIMEOUT');
  expect(breaker.isOpen()).toBe(true);
});

test('failures of more than ten seconds ago are forgotten', () => {
  const { breaker, clock } = watched();
  for (let pair = 0; pair < 30; pair++) {
    clock.at = pair * 2000;
    breaker.succeeded();
    breaker.failed('TIMEOUT');
  }
  expect(breaker.isOpen()).toBe(false);
});
