// The books room at work: one call of its database for each thing it is asked or told.

import { db } from '../effects.ts';
import { once } from '../tables/facts.ts';
import { adjust, commit, end, type Held, reserve } from '../tables/stock.ts';
import type { FactRow, OrderRow, Program, Programs } from '../world.ts';
import type { Answer } from './orders.ts';

export const booksRoom: Programs = {
  *'books reserve'({ id, lines }: Pick<OrderRow, 'id' | 'lines'>): Program<Held> {
    return yield* db((world) => reserve(world, id, lines));
  },
  *'books commit'(order: number): Program<{ outcome: 'committed' | 'lost' }> {
    return { outcome: yield* db((world) => commit(world, order)) };
  },
  *'books hear'(fact: FactRow): Program<Answer> {
    yield* db((world) =>
      once(world, 'books', fact, () => {
        end(world, Number(fact.body.order));
        return true;
      }),
    );
    return {};
  },
  *'books adjust'({ book, delta }: { book: number; delta: number }): Program<Answer> {
    return (yield* db((world) => adjust(world, book, delta))) ? {} : { refused: 'stock-held' };
  },
};
