// The looks between rooms hold on a shop that is open: what moves between two of their reads is no fault.

import { expect, test } from 'bun:test';
import type postgres from 'postgres';
import { perService } from '#deploy/local/rooms';
import { between, type Databases } from './between.ts';

/** A shop in which orders has told books one fact. After so many reads it is delivered, or its delivery is merely noted. */
function shopWhere(deliveredAfter: number, heard = true): Databases {
  let reads = 0;
  const answer = (room: string, statement: string): object[] => {
    reads += 1;
    const delivered = reads > deliveredAfter;
    if (statement.includes('from inbox')) return room === 'books' && delivered && heard ? [{ event_id: 'f' }] : [];
    if (!statement.includes('from outbox') || room !== 'orders') return [];
    const state = delivered ? 'delivered' : 'pending';
    return [{ id: 'f', type: 'orders.paid', subscriber: 'books', state, late: false }];
  };
  return perService(
    (room) => ({ unsafe: async (statement: string) => answer(room, statement) }) as unknown as postgres.Sql,
  );
}

const reached = between.find(({ id }) => id === 'I12');

test('a fact that arrives between any two reads is neither lost nor late', async () => {
  for (let reads = 0; reads <= 10; reads++)
    expect([reads, await reached?.broken(shopWhere(reads), false)]).toEqual([reads, []]);
});

test('a fact noted as delivered that nobody heard is lost; one not yet delivered is so once all should be over', async () => {
  expect(await reached?.broken(shopWhere(0, false), false)).toMatchObject([{ from: 'orders', id: 'f' }]);
  expect(await reached?.broken(shopWhere(99), true)).toHaveLength(1);
});
