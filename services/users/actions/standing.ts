// The account behind a request, as it is now: its token may be older than its closing, its demotion or its sign-out.

import type { Actor } from '#kit/auth';
import { isUid } from '#kit/id';
import type { Deps } from '../deps.ts';
import { findStanding } from '../repository/sessions.ts';
import { sessionEnded } from '../rules.ts';
import type { UserRow } from '../schema.ts';

/** @throws Problem 401 where the account or the session has ended since the token was signed. */
export async function standing({ db }: Pick<Deps, 'db'>, actor: Actor): Promise<UserRow> {
  const user = isUid(actor.session) ? await db.use((query) => findStanding(query, actor.id, actor.session)) : null;
  if (!user) throw sessionEnded();
  return user;
}
