// Orders: from the basket to the doorstep, or back.

import { join } from 'node:path';
import { number } from '#kit/config';
import { patrol } from '#kit/patrol';
import { service } from '#kit/service';
import { connectBus } from '#nats/bus';
import * as users from '#nats/users';
import { sweepOrders } from './actions/advance.ts';
import { reconciler } from './actions/reconcile.ts';
import { messages } from './messages.ts';
import { lookAtOrders } from './repository/invariants.ts';
import { countOpen, countStuck } from './repository/orders.ts';
import { routes } from './routes.ts';
import { seed } from './seed.ts';

export const orders = service({
  name: 'orders',
  port: 8003,
  about: 'Orders, their items and their states.',
  settings: {
    ORDER_TTL_SECONDS: number('seconds an order waits for its payment', 900, { min: 5, max: 604_800 }),
  },
  migrations: join(import.meta.dir, 'migrations'),
  connect: (url, log) => connectBus(url, 'orders', log),
  keys: (deps) => async () => ({ keys: (await deps.bus.ask(users.keys, {})).keys }),
  routes,
  messages,
  sweepers: (deps) => [
    { name: 'orders', everyMs: 1000, run: () => sweepOrders(deps) },
    reconciler(deps),
    patrol(deps, (after, limit) => deps.db.use((query) => lookAtOrders(query, after, limit))),
  ],
  async prepare({ db, metrics }) {
    metrics.gauge('orders_stuck', 'Orders left between two states for more than a minute', () => db.use(countStuck));
    metrics.gauges('orders_open', 'Orders that are on their way, by state', 'state', () => db.use(countOpen));
  },
  seed,
});

if (import.meta.main) await orders.main(process.argv[2]);
