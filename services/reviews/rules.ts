// What the reviews room decides, without looking anything up.

import { type Actor, mayAct } from '#kit/auth';
import { conflict, forbidden, notFound, refuseField } from '#kit/problem';
import type { NewReport, NewReview, ReportStatus } from './model.ts';

/** The account a review is written for: the caller's own. The body may repeat it, never name another. */
export function authorOf(actor: Actor, input: NewReview): number {
  if (input.user_id !== undefined && input.user_id !== actor.id)
    throw forbidden('You can review in your own name only.');
  return actor.id;
}

type Checked = { exists: boolean; is_active: boolean; account: { is_guest: boolean } | null };

export function checkReviewer(answer: Checked): void {
  if (!answer.exists || !answer.is_active) throw forbidden('This account can no longer write reviews.');
  if (answer.account?.is_guest)
    throw forbidden('Make an account from your guest order first: set a password, then review.');
}

export function checkBook(answer: { exists: boolean }): void {
  if (!answer.exists) throw refuseField('/book_id', 'There is no such book.');
}

export const alreadyReviewed = (reviewId: number | null) =>
  conflict('already-reviewed', 'You have reviewed this book. Change your review instead.', { review_id: reviewId });

type Standing = { userId: number; hiddenAt: string | null };

/** Whoever wrote it sees it and what became of it; staff too. To others a hidden review is not there. */
export const maySee = (actor: Actor | null, review: Standing): boolean =>
  review.hiddenAt === null || (actor !== null && mayAct(actor, review.userId));

/** Reviews are public, so another's is refused rather than hidden, unless staff hid it. */
export function checkMayChange(actor: Actor, review: Standing | null): void {
  if (!review || !maySee(actor, review)) throw notFound('review');
  if (!mayAct(actor, review.userId)) throw forbidden('This review is somebody else’s.');
}

/** A vote is another reader's word: not the writer's own, and one an account, which guests have none of. */
export function checkMayVote(actor: Actor, review: Standing | null): void {
  if (!review || !maySee(actor, review)) throw notFound('review');
  if (review.userId === actor.id) throw forbidden('This review is yours: whether it helps is for others to say.');
}

export function checkVoter(answer: Checked): void {
  if (!answer.exists || !answer.is_active) throw forbidden('This account can no longer vote.');
  if (answer.account?.is_guest)
    throw forbidden('Make an account from your guest order first: set a password, then vote.');
}

/** A report is another reader's word, as a vote is. */
export function checkMayReport(actor: Actor, review: Standing | null): void {
  if (!review || !maySee(actor, review)) throw notFound('review');
  if (review.userId === actor.id) throw forbidden('This review is yours: change or delete it instead.');
}

export function checkReporter(answer: Checked): void {
  if (!answer.exists || !answer.is_active) throw forbidden('This account can no longer report reviews.');
  if (answer.account?.is_guest)
    throw forbidden('Make an account from your guest order first: set a password, then report.');
}

/** What is only `other` says nothing without words. */
export function checkReport({ reason, comment = '' }: NewReport): void {
  if (reason === 'other' && comment.trim() === '') throw refuseField('/comment', 'Say what is wrong with the review.');
}

/** Only an open report is decided; the same decision again is fine. */
export function checkDismissible({ status }: { status: ReportStatus }): void {
  if (status === 'upheld')
    throw conflict('report-settled', 'The review was hidden because of this report. Show the review again instead.');
}
