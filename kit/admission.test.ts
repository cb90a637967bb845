import { expect, test } from 'bun:test';
import { createAdmission, type Leave, type Rank } from './admission.ts';

const patience: Record<Rank, number> = { 1: 80, 2: 40, 3: 20, 4: 10 };
const leaveOf = async (entered: Leave | Promise<Leave | null>): Promise<Leave> => {
  const leave = await entered;
  if (!leave) throw new Error('it was refused');
  return leave;
};

test('there are as many places as were made, and one that is left is given to who waits', async () => {
  const admission = createAdmission(2, patience);
  const first = await leaveOf(admission.enter(1));
  await leaveOf(admission.enter(1));
  const third = admission.enter(1);
  expect(admission.stats()).toEqual({ working: 2, waiting: 1, refused: 0 });
  first();
  (await leaveOf(third))();
  expect(admission.stats()).toEqual({ working: 1, waiting: 0, refused: 0 });
});

test('leaving twice gives one place', async () => {
  const admission = createAdmission(1, patience);
  const leave = await leaveOf(admission.enter(1));
  leave();
  leave();
  expect(admission.stats().working).toBe(0);
});

test('who waited in vain is refused, the least important first', async () => {
  const admission = createAdmission(1, patience);
  const leave = await leaveOf(admission.enter(1));
  const refusals: Rank[] = [];
  const waiting = ([1, 2, 3, 4] as const).map(async (rank) => {
    if ((await admission.enter(rank)) === null) refusals.push(rank);
  });
  await Promise.all(waiting);
  expect(refusals).toEqual([4, 3, 2, 1]);
  expect(admission.stats()).toEqual({ working: 1, waiting: 0, refused: 4 });
  leave();
  expect(admission.stats().working).toBe(0);
});

test('the important are served before those who came earlier', async () => {
  const admission = createAdmission(1, { 1: 500, 2: 500, 3: 500, 4: 500 });
  const leave = await leaveOf(admission.enter(1));
  const order: Rank[] = [];
  const served = ([4, 3, 1, 2] as const).map(async (rank) => {
    const mine = await leaveOf(admission.enter(rank));
    order.push(rank);
    mine();
  });
  leave();
  await Promise.all(served);
  expect(order).toEqual([1, 2, 3, 4]);
});

test('the last places are kept for the important', async () => {
  const admission = createAdmission(16, patience);
  for (let n = 0; n < 12; n++) await leaveOf(admission.enter(4));
  expect(await admission.enter(4)).toBeNull();
  for (let n = 0; n < 2; n++) await leaveOf(admission.enter(3));
  expect(await admission.enter(3)).toBeNull();
  await leaveOf(admission.enter(2));
  expect(await admission.enter(2)).toBeNull();
  await leaveOf(admission.enter(1));
  expect(admission.stats().working).toBe(16);
});
