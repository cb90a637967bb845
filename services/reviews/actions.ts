// What changes a review: ask the neighbours, decide, then save, move the totals and announce them in one transaction.

import type { Actor } from '#kit/auth';
import type { Query } from '#kit/database';
import { checkIfMatch, etagOf } from '#kit/etag';
import { announce } from '#kit/outbox';
import { breaks, Problem, refuseField } from '#kit/problem';
import * as books from '#nats/books';
import type { Call } from '#nats/bus';
import * as orders from '#nats/orders';
import { rated } from '#nats/reviews';
import * as users from '#nats/users';
import type { Deps } from './deps.ts';
import type { NewReview, Review, ReviewChange } from './model.ts';
import { present } from './present.ts';
import {
  deleteReview,
  findByBookAndUser,
  insertReview,
  lockReview,
  moveRating,
  moveVote,
  type Totals,
  updateReview,
} from './repository.ts';
import {
  alreadyReviewed,
  authorOf,
  checkBook,
  checkMayChange,
  checkMayVote,
  checkReviewer,
  checkVoter,
} from './rules.ts';
import type { ReviewRow } from './schema.ts';

const checkTimeoutMs = 400;

/** @throws Problem 403 for another's name, 422 for an unknown book, 409 for a second review, 503 while users or books are silent. */
export async function writeReview(deps: Deps, actor: Actor, input: NewReview, asked: Call): Promise<ReviewRow> {
  const userId = authorOf(actor, input);
  const call = { ...asked, timeoutMs: checkTimeoutMs };
  const [user, book, verifiedPurchase] = await Promise.all([
    deps.bus.ask(users.check, { user_id: userId }, call),
    deps.bus.ask(books.book, { book_id: input.book_id }, call),
    boughtHere(deps, userId, input.book_id, call),
  ]);
  checkReviewer(user);
  checkBook(book);
  const reviewer = user.account?.display_name ?? 'A customer';
  const review = {
    bookId: input.book_id,
    userId,
    reviewer,
    rating: input.rating,
    title: input.title ?? '',
    comment: input.comment,
    verifiedPurchase,
  };
  try {
    const saved = await deps.db.transaction((query) => insertAndAnnounce(query, review));
    deps.wakeRelay();
    return saved;
  } catch (error) {
    if (!breaks(error, 'one_review_a_book_and_user')) throw error;
    const earlier = await deps.db.use((query) => findByBookAndUser(query, input.book_id, userId));
    throw alreadyReviewed(earlier?.id ?? null);
  }
}

/** The badge is a nicety: while orders is silent the review is taken without it, and `orders.paid` may add it later. */
async function boughtHere(deps: Deps, userId: number, bookId: number, call: Call): Promise<boolean> {
  try {
    return (await deps.bus.ask(orders.bought, { user_id: userId, book_id: bookId }, call)).bought;
  } catch (error) {
    if (error instanceof Problem && error.status === 503) return false;
    throw error;
  }
}

async function insertAndAnnounce(query: Query, review: Parameters<typeof insertReview>[1]): Promise<ReviewRow> {
  const saved = await insertReview(query, review);
  if (!saved) throw refuseField('/book_id', 'There is no such book.');
  await announceRating(query, saved.bookId, await moveRating(query, saved.bookId, null, saved.rating));
  return saved;
}

/** `ifMatch` is the caller's If-Match header. @throws Problem 404, 403, or 412 where it was changed meanwhile. */
export async function changeReview(
  deps: Deps,
  actor: Actor,
  id: number,
  change: ReviewChange,
  ifMatch: string | undefined,
): Promise<ReviewRow> {
  const saved = await deps.db.transaction(async (query) => {
    const before = await lockFor(query, actor, id, ifMatch);
    const after = (await updateReview(query, id, change)) ?? before;
    // What is hidden is not counted, whatever its stars.
    if (after.rating !== before.rating && before.hiddenAt === null) {
      await announceRating(query, after.bookId, await moveRating(query, after.bookId, before.rating, after.rating));
    }
    return after;
  });
  deps.wakeRelay();
  return saved;
}

export async function removeReview(deps: Deps, actor: Actor, id: number, ifMatch: string | undefined): Promise<void> {
  await deps.db.transaction(async (query) => {
    const before = await lockFor(query, actor, id, ifMatch);
    await deleteReview(query, id);
    if (before.hiddenAt === null)
      await announceRating(query, before.bookId, await moveRating(query, before.bookId, before.rating, null));
  });
  deps.wakeRelay();
}

/**
 * The review was helpful to the caller. Said twice it counts once.
 * @throws Problem 403 for one's own review or a guest, 404, 503 while users is silent
 */
export async function voteHelpful(deps: Deps, actor: Actor, id: number, call: Call): Promise<ReviewRow> {
  checkVoter(await deps.bus.ask(users.check, { user_id: actor.id }, call));
  return vote(deps, actor, id, true);
}

/** Takes the vote back; where there was none nothing happens. @throws Problem 403 for one's own review, 404 */
export const withdrawVote = (deps: Deps, actor: Actor, id: number): Promise<ReviewRow> => vote(deps, actor, id, false);

function vote(deps: Deps, actor: Actor, id: number, helpful: boolean): Promise<ReviewRow> {
  return deps.db.transaction(async (query) => {
    const review = await lockReview(query, id);
    checkMayVote(actor, review);
    if (!review) throw new Error('checkMayVote lets no missing review through');
    return { ...review, helpfulCount: review.helpfulCount + (await moveVote(query, id, actor.id, helpful)) };
  });
}

async function lockFor(query: Query, actor: Actor, id: number, ifMatch: string | undefined): Promise<ReviewRow> {
  const review = await lockReview(query, id);
  checkMayChange(actor, review);
  if (!review) throw new Error('checkMayChange lets no missing review through');
  checkIfMatch(ifMatch, review.version, tagOf(review));
  return review;
}

export const tagOf = (review: ReviewRow, shown: Review = present(review)): string => etagOf(review.version, shown);

/** Tells the others a book's totals, in the transaction that moved them. */
export async function announceRating(query: Query, bookId: number, totals: Totals): Promise<void> {
  const { one, two, three, four, five } = totals;
  const body = {
    book_id: bookId,
    rating_sum: one + 2 * two + 3 * three + 4 * four + 5 * five,
    rating_count: one + two + three + four + five,
  };
  await announce(query, rated, { kind: 'rating', id: bookId }, body);
}
