// Reviews and NATS down: frozen, killed, or without a database, while everybody is in the middle of something. The table is in
// table.ts; forms are sent as browsers without scripts send them, browser.e2e.test.ts does some of it with scripts.

import { beforeAll, expect, test } from 'bun:test';
import { testColumns } from './columns.ts';
import { call, prepare, type Shop, sharedShop, timed } from './visit.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await sharedShop();
}, 90_000);

testColumns(['reviews', 'nats'], () => shop);

test('the payment provider answers too late: the page says that we are checking, and it comes right by itself', async () => {
  const { browser, unpaid, pages, token } = await prepare(shop);
  const action = `/orders/${unpaid.number}/payments/simulator`;
  const answer = await timed(() => browser.submit(pages.provider, action, { payment_token: 'tok_timeout' }));
  expect([answer.status, answer.text.includes('We are checking your payment. Do not pay again.')]).toEqual([200, true]);
  expect(answer.ms).toBeLessThan(10_000);
  let ends: string[] = [];
  for (const end = performance.now() + 20_000; performance.now() < end; await Bun.sleep(200)) {
    const { json } = await call(shop, `payments/by_order/?order_id=${unpaid.id}`, { token });
    ends = json.results.map(({ status }: { status: string }) => status);
    if (ends.every((status) => status === 'COMPLETED' || status === 'FAILED')) break;
  }
  expect(ends).toEqual([expect.stringMatching(/^(COMPLETED|FAILED)$/)]);
}, 40_000);
