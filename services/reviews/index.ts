// Reviews and ratings.

import { join } from 'node:path';
import { service } from '#kit/service';
import { connectBus } from '#nats/bus';
import * as users from '#nats/users';
import { messages } from './messages.ts';
import { routes } from './routes.ts';
import { seed } from './seed.ts';

export const reviews = service({
  name: 'reviews',
  port: 8005,
  about: 'Reviews of books and the statistics of their ratings.',
  settings: {},
  migrations: join(import.meta.dir, 'migrations'),
  connect: (url, log) => connectBus(url, 'reviews', log),
  keys: (deps) => async () => ({ keys: (await deps.bus.ask(users.keys, {})).keys }),
  routes,
  messages,
  seed,
});

if (import.meta.main) await reviews.main(process.argv[2]);
