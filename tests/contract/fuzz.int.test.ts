// The short form of the contract suite: every operation, four principals, and whatever comes to mind. `bun tests/contract/fuzz.ts`
// is the long one; CONTRACT_REQUESTS and SEED change this one.

import { afterAll, beforeAll, expect, test } from 'bun:test';
import { operationsOf } from './openapi.ts';
import { runFuzz } from './run.ts';
import { openShop, roomNames, type Shop } from './shop.ts';

const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 1e6));
const requests = Number(process.env.CONTRACT_REQUESTS ?? 20_000);

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
}, 60_000);
afterAll(() => shop.close());

/** What chance seldom brings about in a run as short as this; documents.int.test.ts shows that each succeeds. */
const rare: Record<string, string> = {
  resetPassword: 'its link comes by mail',
  confirmAddress: 'its link comes by mail',
  keepAccount: 'only a guest may, once',
  changePassword: 'the right one must be known, and its sessions are over then',
  moveAddress: 'the right password must be known',
  login: 'after five wrong passwords an account is asked to wait',
  askReturn: 'nothing goes back before it came',
  readReturn: 'there must be one',
  answerReturn: 'there must be one',
};

test(`whatever is asked, the answer is what the document says (SEED=${seed})`, async () => {
  const { findings, statuses } = await runFuzz(shop, { seed, requests });
  expect(findings).toEqual([]);
  // A run that never got past the guards proves little: each operation was refused, and each succeeded.
  const operations = roomNames.flatMap((name) => operationsOf(shop.documents[name]));
  const unmet = operations.flatMap(({ operationId }) => {
    const met = Object.keys(statuses[operationId] ?? {}).map(Number);
    // Their links come by mail.
    const succeeds = operationId in rare || met.some((status) => status < 300);
    return succeeds && met.some((status) => status >= 400) ? [] : [`${operationId}: ${met.join()}`];
  });
  // Chance decides who succeeds: one or two that need a rare state may be unlucky in a run as short as this.
  expect(unmet.length > 2 ? unmet : []).toEqual([]);
}, 600_000);
