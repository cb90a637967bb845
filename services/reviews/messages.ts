// What the reviews room hears. Nobody asks it anything.

import { hearEnded } from '#kit/ended-sessions';
import { once } from '#kit/outbox';
import { discontinued } from '#nats/books';
import { paid } from '#nats/orders';
import { deleted, sessionEnded } from '#nats/users';
import type { Deps } from './deps.ts';
import { buryBook, buryUser, markVerified } from './repository.ts';

export function messages(deps: Deps): void {
  const { bus, db } = deps;
  bus.listen(deleted, async (fact) => {
    await once(db, fact, (query) => buryUser(query, fact.body.user_id));
  });
  bus.listen(discontinued, async (fact) => {
    await once(db, fact, (query) => buryBook(query, fact.body.book_id));
  });
  bus.listen(paid, async (fact) => {
    const bookIds = fact.body.lines.map((line) => line.book_id);
    await once(db, fact, (query) => markVerified(query, fact.body.user_id, bookIds));
  });
  bus.listen(sessionEnded, (fact) => hearEnded(deps, fact));
}
