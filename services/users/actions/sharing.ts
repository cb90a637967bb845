// Sharing a reading list: one link an account, which works until it is switched off. Another one after that is another link.

import type { Actor } from '#kit/auth';
import { newSecret } from '#kit/id';
import { notFound } from '#kit/problem';
import type { Deps } from '../deps.ts';
import { lockKept } from '../repository/kept.ts';
import { dropShare, findShare, findSharer, insertShare } from '../repository/sharing.ts';
import type { UserRow } from '../schema.ts';
import { standing } from './standing.ts';

export async function readSharing(deps: Deps, actor: Actor): Promise<string | null> {
  const { id } = await standing(deps, actor);
  return deps.db.use((query) => findShare(query, id));
}

/** @returns the secret in the link; the one there is where the list is shared already */
export async function share(deps: Deps, actor: Actor): Promise<string | null> {
  const { id } = await standing(deps, actor);
  return deps.db.transaction(async (query) => {
    await lockKept(query, id);
    await insertShare(query, id, newSecret());
    return findShare(query, id);
  });
}

export async function stopSharing(deps: Deps, actor: Actor): Promise<void> {
  const { id } = await standing(deps, actor);
  await deps.db.use((query) => dropShare(query, id));
}

/** @throws Problem 404 for a link that is none, or was switched off. */
export async function sharerOf(deps: Deps, secret: string): Promise<UserRow> {
  const user = await deps.db.use((query) => findSharer(query, secret));
  if (!user) throw notFound('list');
  return user;
}
