// Work that the room does by itself.

import { failpoint } from '#kit/failpoint';
import { patrol } from '#kit/patrol';
import type { Sweeper } from '#kit/service';
import type { Deps } from './deps.ts';
import { lookAtStock } from './repository/invariants.ts';
import { expireReservations } from './repository/stock.ts';

const batch = 200;

/** Frees holds whose time is over. The order may still be paid: its commit takes the copies again if they are there. */
export const sweepers = ({ db, log, metrics }: Deps): Sweeper[] => [
  patrol({ metrics, log }, (after, limit) => db.use((query) => lookAtStock(query, after, limit))),
  {
    name: 'lapsed-holds',
    everyMs: 5000,
    async run() {
      let freed = 0;
      let last = batch;
      while (last === batch) {
        last = await db.use((query) => expireReservations(query, batch));
        freed += last;
        if (last > 0) await failpoint('books.expire.after_write');
      }
      if (freed > 0) log.info('stock.holds-lapsed', { orders: freed });
    },
  },
];
