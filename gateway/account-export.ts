// Everything the shop holds about an account, from the four rooms that hold something.

import type { Page } from '#kit/page';
import { type Answer, type Asker, ok } from './calls.ts';
import type { Deps } from './deps.ts';

const perPage = 100;
/** A long history takes many pages; it is read one page at a time, so that it costs the rooms no more than browsing does. */
const patienceMs = 20_000;

/** @throws the Problem of a room that refuses or is silent */
export async function exportOf({ services }: Pick<Deps, 'services'>, asker: Asker, userId: number) {
  const by = { ...asker, readBy: performance.now() + patienceMs };
  const query = { user_id: userId, limit: perPage };
  const { elsewhere: _, ...own } = await ok(services.users.export(by));
  return {
    ...own,
    orders: await all((cursor) => services.orders.list(by, { ...query, cursor })),
    payments: await all((cursor) => services.payments.list(by, { ...query, cursor })),
    reviews: await all((cursor) => services.reviews.ownList(by, { ...query, cursor })),
    review_reports: await all((cursor) => services.reviews.reports(by, { ...query, cursor })),
  };
}

async function all<T>(read: (cursor: string | undefined) => Promise<Answer<Page<T>>>): Promise<T[]> {
  const found: T[] = [];
  let cursor: string | undefined;
  do {
    const page = await ok(read(cursor));
    found.push(...page.results);
    cursor =
      page.next === null ? undefined : (new URL(page.next, 'http://here').searchParams.get('cursor') ?? undefined);
  } while (cursor !== undefined);
  return found;
}
