// What the reviews room decides, without looking anything up.

import { type Actor, mayAct } from '#kit/auth';
import { conflict, forbidden, notFound, refuseField } from '#kit/problem';
import type { NewReview } from './model.ts';

/** The account a review is written for: the caller's own. The body may repeat it, never name another. */
export function authorOf(actor: Actor, input: NewReview): number {
  if (input.user_id !== undefined && input.user_id !== actor.id)
    throw forbidden('You can review in your own name only.');
  return actor.id;
}

export function checkReviewer(answer: {
  exists: boolean;
  is_active: boolean;
  account: { is_guest: boolean } | null;
}): void {
  if (!answer.exists || !answer.is_active) throw forbidden('This account can no longer write reviews.');
  if (answer.account?.is_guest)
    throw forbidden('Make an account from your guest order first: set a password, then review.');
}

export function checkBook(answer: { exists: boolean }): void {
  if (!answer.exists) throw refuseField('/book_id', 'There is no such book.');
}

export const alreadyReviewed = (reviewId: number | null) =>
  conflict('already-reviewed', 'You have reviewed this book. Change your review instead.', { review_id: reviewId });

/** Reviews are public, so another's is refused rather than hidden. */
export function checkMayChange(actor: Actor, review: { userId: number } | null): void {
  if (!review) throw notFound('review');
  if (!mayAct(actor, review.userId)) throw forbidden('This review is somebody else’s.');
}

/** A vote is another reader's word: not the writer's own, and one an account, which guests have none of. */
export function checkMayVote(actor: Actor, review: { userId: number } | null): void {
  if (!review) throw notFound('review');
  if (review.userId === actor.id) throw forbidden('This review is yours: whether it helps is for others to say.');
}

export function checkVoter(answer: {
  exists: boolean;
  is_active: boolean;
  account: { is_guest: boolean } | null;
}): void {
  if (!answer.exists || !answer.is_active) throw forbidden('This account can no longer vote.');
  if (answer.account?.is_guest)
    throw forbidden('Make an account from your guest order first: set a password, then vote.');
}
