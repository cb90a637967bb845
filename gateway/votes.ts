// Which reviews a visitor found helpful: shown as such, and said or taken back.

import { HelpfulVote } from '#views/reviews/helpful.tsx';
import { url } from '#views/urls.ts';
import { ok, orNothing } from './calls.ts';
import type { Deps } from './deps.ts';
import { plainForm } from './forms.ts';
import { renderBare } from './render.ts';
import { comeBack, redirect, type Visit, withAccount } from './visit.ts';

/** Ids of a book's reviews that the signed-in visitor found helpful; none where that cannot be had. */
export async function votesOf(deps: Deps, visit: Visit, bookId: number): Promise<readonly number[]> {
  const { account } = visit.visitor;
  if (!account || account.is_guest) return [];
  return (await orNothing(deps.services.reviews.votes(visit.by, bookId)))?.review_ids ?? [];
}

/**
 * A vote cast twice counts once, so its form needs no id of its own. Back to where it was, at the review.
 * @throws Problem 401 for nobody and for guests: they come back signed in
 */
export async function vote(deps: Deps, visit: Visit, id: number, helpful: boolean): Promise<Response> {
  withAccount(visit);
  const review = await ok(deps.services.reviews.vote(visit.by, id, helpful));
  if (visit.partial) {
    const voting = { form: plainForm(deps, visit), voted: helpful ? [id] : [] };
    return renderBare(deps, visit, HelpfulVote({ review, voting }));
  }
  const text = helpful ? 'Thank you: you found this review helpful.' : 'Your vote is taken back.';
  return redirect(visit, `${comeBack(visit) || url.review(id)}#review-${id}`, { deps, say: { kind: 'done', text } });
}
