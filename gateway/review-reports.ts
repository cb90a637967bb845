// Reporting a review to the staff: the form, what was typed while somebody has to sign in, and what came of it.

import type { Problem } from '#kit/problem';
import type { Book } from '#services/books/model';
import type { NewReport, Review } from '#services/reviews/model';
import type { FormState } from '#views/parts/form.tsx';
import { ReportReviewPage } from '#views/reviews/report.tsx';
import { url } from '#views/urls.ts';
import { ok, orNothing } from './calls.ts';
import type { Deps } from './deps.ts';
import { belongsOnForm, plainForm, refusalOf, refusedAnswer, refusedForm } from './forms.ts';
import type { Posted } from './posted.ts';
import { type PageParts, renderPage } from './render.ts';
import { browserId } from './session.ts';
import { redirect, type Visit, withAccount } from './visit.ts';

/** The form, or what became of an earlier report. One's own review is changed instead. @throws Problem 401, 404 */
export async function askReport(deps: Deps, visit: Visit, id: number): Promise<Response> {
  const { account } = withAccount(visit);
  const review = await ok(deps.services.reviews.show(visit.by, id));
  if (review.user_id === account.id) {
    const text = 'This review is yours. Here you can change or delete it.';
    return redirect(visit, url.editReview(id), { deps, say: { kind: 'notice', text } });
  }
  const [book, reports] = await Promise.all([
    orNothing(deps.services.books.show(visit.by, review.book_id)),
    orNothing(deps.services.reviews.reports(visit.by, { user_id: account.id, review_id: id })),
  ]);
  const typed = deps.drafts.find(browserId(visit.jar), url.reportReview(id)) ?? undefined;
  const form = { ...plainForm(deps, visit), typed };
  return reportPage(deps, visit, { id, book, review, earlier: reports?.results[0] ?? null, form });
}

type Shown = Parameters<typeof ReportReviewPage>[0] & Partial<Pick<PageParts, 'status' | 'failed' | 'headers'>>;

function reportPage(deps: Deps, visit: Visit, { id, book, review, earlier, form, ...answer }: Shown): Response {
  const content = ReportReviewPage({ id, book, review, earlier, form });
  return renderPage(deps, visit, { title: 'Report a review', content, noindex: true, ...answer });
}

/** Said twice it is said once, so the form needs no id of its own. What is typed survives having to sign in. */
export async function report(deps: Deps, visit: Visit, id: number, posted: Posted): Promise<Response> {
  const { state, account } = visit.visitor;
  if (state === 'signed-out' || account?.is_guest) return signInFirst(deps, visit, id, posted);
  const refusal = refusalOf([
    ['reason', posted.text('reason') === '' ? 'Choose what is wrong with the review.' : null],
    ['comment', isWordless(posted) ? 'Say what is wrong with the review.' : null],
  ]);
  if (refusal) return again(deps, visit, id, { posted, problem: refusal });
  const wish = { reason: posted.text('reason') as NewReport['reason'], comment: posted.trimmed('comment') };
  const sent = await deps.services.reviews.report(visit.by, id, wish);
  if (!sent.ok) {
    if (sent.problem.status === 401) return signInFirst(deps, visit, id, posted);
    if (!belongsOnForm(sent.problem)) throw sent.problem;
    return again(deps, visit, id, { posted, problem: sent.problem });
  }
  deps.drafts.drop(browserId(visit.jar), url.reportReview(id));
  const book = await orNothing(deps.services.books.show(visit.by, sent.value.book_id));
  const text = 'Thank you. Our staff will look at the review, usually within a day or two.';
  return redirect(visit, book ? url.reviewsOf(book) : url.review(id), { deps, say: { kind: 'done', text } });
}

const isWordless = (posted: Posted): boolean => posted.text('reason') === 'other' && posted.trimmed('comment') === '';

function signInFirst(deps: Deps, visit: Visit, id: number, posted: Posted): Response {
  if (visit.visitor.sid) deps.sessions.forget(visit.visitor.sid);
  deps.drafts.keep(browserId(visit.jar), url.reportReview(id), posted.typed());
  return redirect(visit, url.signIn(url.reportReview(id)));
}

type Refused = { posted: Posted; problem: Problem };

/** The form with what was typed, also where the review cannot be read just now. */
async function again(deps: Deps, visit: Visit, id: number, { posted, problem }: Refused): Promise<Response> {
  const { book, review } = await seen(deps, visit, id);
  const form: FormState = refusedForm(deps, visit, posted, problem);
  return reportPage(deps, visit, { id, book, review, earlier: null, form, ...refusedAnswer(problem) });
}

async function seen(deps: Deps, visit: Visit, id: number): Promise<{ review: Review | null; book: Book | null }> {
  const review = await orNothing(deps.services.reviews.show(visit.by, id));
  return { review, book: review && (await orNothing(deps.services.books.show(visit.by, review.book_id))) };
}
