// The catalogue, its categories and authors, and the stock.

import { join } from 'node:path';
import { service } from '#kit/service';
import { connectBus } from '#nats/bus';
import * as users from '#nats/users';
import { messages } from './messages.ts';
import { routes } from './routes.ts';
import { seed } from './seed.ts';
import { sweepers } from './sweepers.ts';

export const books = service({
  name: 'books',
  port: 8002,
  about: 'Books, categories, authors, search, and the stock with its reservations.',
  settings: {},
  migrations: join(import.meta.dir, 'migrations'),
  connect: (url, log) => connectBus(url, 'books', log),
  keys: (deps) => async () => ({ keys: (await deps.bus.ask(users.keys, {})).keys }),
  routes,
  messages,
  sweepers,
  rank: (path) => (/\/(search|suggest)\/$/.test(path) ? 4 : 3),
  seed,
});

if (import.meta.main) await books.main(process.argv[2]);
