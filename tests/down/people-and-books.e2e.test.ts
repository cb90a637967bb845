// Accounts and the catalogue down: frozen, killed, or without a database, while everybody is in the middle of something. The table is in
// table.ts; forms are sent as browsers without scripts send them, browser.e2e.test.ts does some of it with scripts.

import { beforeAll } from 'bun:test';
import { testColumns } from './columns.ts';
import { type Shop, sharedShop } from './visit.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await sharedShop();
}, 90_000);

testColumns(['users', 'books'], () => shop);
