// Reporting a review, and what staff make of it.

import type { Actor } from '#kit/auth';
import { forbidden, notFound } from '#kit/problem';
import type { Call } from '#nats/bus';
import * as users from '#nats/users';
import { announceRating } from '../actions.ts';
import type { Deps } from '../deps.ts';
import type { NewReport } from '../model.ts';
import {
  dismissReport,
  findReportBy,
  hideReview,
  insertReport,
  lockReport,
  type Reported,
  showReview,
} from '../repository/reports.ts';
import { lockReview, moveRating } from '../repository.ts';
import { checkDismissible, checkMayReport, checkReport, checkReporter } from '../rules.ts';
import type { ReviewRow } from '../schema.ts';

export type Wish = { actor: Actor; id: number };

/**
 * Once an account and review: said again, the first report stays as it was. `isNew` tells the two apart.
 * @throws Problem 403 for one's own review or a guest, 404, 503 while users is silent
 */
export async function reportReview(
  deps: Deps,
  { actor, id }: Wish,
  input: NewReport,
  call: Call,
): Promise<Reported & { isNew: boolean }> {
  checkReport(input);
  const earlier = await deps.db.use((query) => findReportBy(query, id, actor.id));
  if (earlier) return { ...earlier, isNew: false };
  checkReporter(await deps.bus.ask(users.check, { user_id: actor.id }, call));
  return deps.db.transaction(async (query) => {
    const review = await lockReview(query, id);
    checkMayReport(actor, review);
    if (!review) throw new Error('checkMayReport lets no missing review through');
    const report = await insertReport(query, { reviewId: id, userId: actor.id, ...input });
    if (report) return { report, bookId: review.bookId, isNew: true };
    const meanwhile = await findReportBy(query, id, actor.id);
    if (!meanwhile) throw forbidden('This account can no longer report reviews.');
    return { ...meanwhile, isNew: false };
  });
}

/** The review is fine. @throws Problem 404, 409 where it was hidden because of the report */
export async function dismiss(deps: Deps, { actor, id }: Wish): Promise<Reported> {
  return deps.db.transaction(async (query) => {
    const found = await lockReport(query, id);
    if (!found) throw notFound('report');
    checkDismissible(found.report);
    if (found.report.status === 'open') await dismissReport(query, id, actor.id);
    return (await lockReport(query, id)) ?? found;
  });
}

/** Out of every list and out of the book's rating; hidden again, only the reason changes. @throws Problem 404 */
export async function hide(deps: Deps, { actor, id }: Wish, reason: string): Promise<ReviewRow> {
  return moderate(deps, id, async (query, before) => {
    const after = (await hideReview(query, id, reason, actor.id)) ?? before;
    if (before.hiddenAt === null)
      await announceRating(query, before.bookId, await moveRating(query, before.bookId, before.rating, null));
    return after;
  });
}

/** Seen by everybody again, and counted; what is not hidden stays as it is. @throws Problem 404 */
export async function showAgain(deps: Deps, { actor, id }: Wish): Promise<ReviewRow> {
  return moderate(deps, id, async (query, before) => {
    if (before.hiddenAt === null) return before;
    const after = (await showReview(query, id, actor.id)) ?? before;
    await announceRating(query, before.bookId, await moveRating(query, before.bookId, null, before.rating));
    return after;
  });
}

type Moderated = (query: Parameters<typeof lockReview>[0], before: ReviewRow) => Promise<ReviewRow>;

async function moderate(deps: Deps, id: number, act: Moderated): Promise<ReviewRow> {
  const saved = await deps.db.transaction(async (query) => {
    const before = await lockReview(query, id);
    if (!before) throw notFound('review');
    return act(query, before);
  });
  deps.wakeRelay();
  return saved;
}
