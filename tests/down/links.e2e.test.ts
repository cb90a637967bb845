// Ten of the fifty-five ways to spoil a line, chosen by SEED; all of them with LINKS=all.

import { beforeAll, expect, test } from 'bun:test';
import { chanceOf } from '#tests/prove/chance';
import { brokenAtLast, calmMs } from './columns.ts';
import { type Customer, everySpoilt, faultsOf } from './links.ts';
import { call, type Shop, sharedShop } from './visit.ts';

const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 1e9));
const chosen = process.env.LINKS === 'all' ? everySpoilt : chanceOf(seed).shuffled(everySpoilt).slice(0, 10);

let shop: Shop;
let customer: Customer;
beforeAll(async () => {
  shop = await sharedShop();
  const username = `line-${Bun.randomUUIDv7().slice(-8)}`;
  const password = 'a long paperback';
  const body = { username, email: `${username}@example.com`, password, password2: password };
  const { json } = await call(shop, 'users/register/', { method: 'POST', body });
  const { json: found } = await call(shop, 'books/?limit=2');
  const bookIds = (found.results as { id: number }[]).map(({ id }) => id);
  // Every cell buys some.
  for (const id of bookIds) {
    const more = { delta: 1000, reason: 'For a test' };
    await call(shop, `books/${id}/stock/`, { method: 'POST', body: more, token: shop.staff });
  }
  customer = { token: json.access, bookIds };
}, 90_000);

for (const spoilt of chosen) {
  test(`the line to the ${spoilt.link}, ${spoilt.toxic.kind}: answers in time, and all is done soon after (SEED=${seed})`, async () => {
    for (let tries = 1; ; tries++) {
      const { faults, longestMs } = await faultsOf(shop, customer, spoilt);
      if (faults.length > 0 && longestMs >= calmMs && tries < 5) continue;
      expect(faults).toEqual([]);
      break;
    }
  }, 120_000);
}

test('afterwards stock, orders, payments and messages agree', async () => {
  expect(await brokenAtLast(shop)).toEqual([]);
}, 40_000);
