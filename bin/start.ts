// `bun start`: the whole shop on this machine. Nothing here or in what it imports may need a package from npm, because
// installing those is the first thing it does.
import { join } from 'node:path';
import { runShop } from './launcher/run-shop.ts';

const entries = {
  users: 'services/users/index.ts',
  books: 'services/books/index.ts',
  orders: 'services/orders/index.ts',
  payments: 'services/payments/index.ts',
  reviews: 'services/reviews/index.ts',
  gateway: 'gateway/index.ts',
};

process.exit(await runShop({ root: join(import.meta.dir, '..'), entries, words: process.argv.slice(2) }));
