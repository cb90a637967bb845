// Payments and refunds.

import { join } from 'node:path';
import { number } from '#kit/config';
import { patrol } from '#kit/patrol';
import { service } from '#kit/service';
import { connectBus } from '#nats/bus';
import * as users from '#nats/users';
import { resolvePayments } from './actions/advance.ts';
import { messages } from './messages.ts';
import { lookAtPayments } from './repository/invariants.ts';
import { countOpen, countStuck } from './repository/payments.ts';
import { routes } from './routes.ts';
import { seed } from './seed.ts';

export const payments = service({
  name: 'payments',
  port: 8004,
  about: 'Payments for orders and their refunds.',
  settings: {
    PROVIDER_TIMEOUT_MS: number('how long the payment provider may take to answer', 5000, { min: 50, max: 60_000 }),
    PAYMENT_GIVE_UP_SECONDS: number('after how long an authorisation that found no order is voided', 900, {
      min: 1,
      max: 604_800,
    }),
  },
  migrations: join(import.meta.dir, 'migrations'),
  connect: (url, log) => connectBus(url, 'payments', log),
  keys: (deps) => async () => ({ keys: (await deps.bus.ask(users.keys, {})).keys }),
  routes,
  messages,
  sweepers: (deps) => [
    { name: 'payments', everyMs: 1000, run: () => resolvePayments(deps) },
    patrol(deps, (after, limit) => deps.db.use((query) => lookAtPayments(query, after, limit))),
  ],
  async prepare({ db, metrics }) {
    metrics.gauge('payments_stuck', 'Payments and refunds left between two states for more than a minute', () =>
      db.use(countStuck),
    );
    metrics.gauges('payments_open', 'Payments that are on their way, by state', 'state', () => db.use(countOpen));
  },
  seed,
});

if (import.meta.main) await payments.main(process.argv[2]);
