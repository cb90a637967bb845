// Reviews of a book: reading them, writing one, changing and deleting one's own.

import { Elysia } from 'elysia';
import { forbidden, Problem, unavailable } from '#kit/problem';
import type { Book } from '#services/books/model';
import type { Review } from '#services/reviews/model';
import type { FormState } from '#views/parts/form.tsx';
import { EditReviewPage } from '#views/reviews/edit.tsx';
import { ReviewsPage } from '#views/reviews/index.tsx';
import { NewReviewPage } from '#views/reviews/new.tsx';
import { ReviewPage } from '#views/reviews/show.tsx';
import { type ReviewFilters, url } from '#views/urls.ts';
import { bookAnyway, bookAt } from '../book-address.ts';
import { type Answer, ok, orNothing } from '../calls.ts';
import type { Deps } from '../deps.ts';
import { belongsOnForm, freshForm, plainForm, refusedAnswer, refusedForm } from '../forms.ts';
import type { Posted } from '../posted.ts';
import { type PageParts, renderPage } from '../render.ts';
import { askReport, report } from '../review-reports.ts';
import { browserId } from '../session.ts';
import { type Doors, moved, redirect, type Visit, withAccount } from '../visit.ts';
import { vote, votesOf } from '../votes.ts';
import { ownReview } from './books.ts';
import { coversFor } from './orders.ts';

const perPage = 10;
const unparsed = { parse: 'none' } as const;

export const reviews = (deps: Deps, { page, form }: Doors) =>
  new Elysia({ name: 'pages/reviews' })
    .get(
      '/books/:key/:slug/reviews',
      page((visit) => index(deps, visit)),
    )
    .post(
      '/books/:key/:slug/reviews',
      form((visit, posted) => create(deps, visit, posted)),
      unparsed,
    )
    .get(
      '/books/:key/:slug/reviews/new',
      page((visit) => write(deps, visit)),
    )
    .get(
      '/reviews/:id',
      page((visit) => show(deps, visit)),
    )
    .post(
      '/reviews/:id',
      form((visit, posted) => update(deps, visit, posted)),
      unparsed,
    )
    .get(
      '/reviews/:id/edit',
      page((visit) => edit(deps, visit)),
    )
    .post(
      '/reviews/:id/deletion',
      form((visit) => remove(deps, visit)),
      unparsed,
    )
    .get(
      '/reviews/:id/report',
      page((visit) => askReport(deps, visit, idOf(visit))),
    )
    .post(
      '/reviews/:id/report',
      form((visit, posted) => report(deps, visit, idOf(visit), posted)),
      unparsed,
    )
    .post(
      '/reviews/:id/helpful',
      form((visit, posted) => vote(deps, visit, idOf(visit), posted.text('vote') !== 'no')),
      unparsed,
    );

const orderings = ['-helpful', '-rating', 'rating'] as const;

function filtersFrom(query: URLSearchParams): ReviewFilters {
  const [rating, ordering, cursor] = [query.get('rating') ?? '', query.get('ordering') ?? '', query.get('cursor')];
  return {
    ...(/^[1-5]$/.test(rating) ? { rating } : {}),
    ...(orderings.some((known) => known === ordering) ? { ordering } : {}),
    ...(cursor && cursor.length <= 512 ? { cursor } : {}),
  };
}

async function index(deps: Deps, visit: Visit): Promise<Response> {
  const { reviews: room } = deps.services;
  const book = await bookAt(deps, visit.by, visit.params.key ?? '');
  const filters = filtersFrom(visit.query);
  if (url.reviewsOf(book) !== visit.path) return moved(url.reviewsOf(book, filters));
  const { cursor } = filters;
  const rating = filters.rating === undefined ? undefined : Number(filters.rating);
  const ordering = orderings.find((known) => known === filters.ordering) ?? '-created_at';
  const [found, statistics, own, voted] = await Promise.all([
    room.list(visit.by, { book_id: book.id, rating, ordering, cursor, limit: perPage }),
    orNothing(room.statistics(visit.by, book.id)),
    ownReview(deps, visit, book.id),
    votesOf(deps, visit, book.id),
  ]);
  if (!found.ok && found.problem.status === 422 && cursor)
    return redirect(visit, url.reviewsOf(book, { ...filters, cursor: undefined }));
  const voting = { form: plainForm(deps, visit), voted };
  const content = ReviewsPage({ book, statistics, page: await ok(found), filters, own, voting });
  return renderPage(deps, visit, {
    title: `Reviews of ${book.title}`,
    content,
    caching: 'catalogue',
    canonical: url.reviewsOf(book, filters),
    noindex: Object.keys(filters).length > 0,
  });
}

async function write(deps: Deps, visit: Visit): Promise<Response> {
  withAccount(visit);
  const book = await bookAt(deps, visit.by, visit.params.key ?? '');
  const own = await ownReview(deps, visit, book.id);
  if (own) {
    const text = 'You have reviewed this book. Here you can change it.';
    return redirect(visit, url.editReview(own.id), { deps, say: { kind: 'notice', text } });
  }
  const draft = deps.drafts.find(browserId(visit.jar), url.newReview(book));
  return writePage(deps, visit, { book, form: freshForm(deps, visit, draft ?? undefined) });
}

type Written = { book: Book; form: FormState } & Partial<Pick<PageParts, 'status' | 'failed' | 'headers'>>;

async function writePage(deps: Deps, visit: Visit, { book, form, ...answer }: Written): Promise<Response> {
  const content = NewReviewPage({ book, form, coverOf: await coversFor(deps, visit) });
  return renderPage(deps, visit, { title: `Review ${book.title}`, content, noindex: true, ...answer });
}

async function create(deps: Deps, visit: Visit, posted: Posted): Promise<Response> {
  const { book, problem: silence } = await bookAnyway(deps, visit.by, visit.params);
  const { state, account } = visit.visitor;
  if (state === 'signed-out' || account?.is_guest) return signInFirst(deps, visit, { book, posted });
  const written: Answer<Review> = silence
    ? { ok: false, problem: silence }
    : await publish(deps, visit, { book, posted });
  if (written.ok) {
    deps.drafts.drop(browserId(visit.jar), url.newReview(book));
    const text = 'Thank you. Your review is published.';
    return redirect(visit, `${url.book(book)}#reviews`, { deps, say: { kind: 'done', text } });
  }
  const { problem } = written;
  if (problem.status === 401) return signInFirst(deps, visit, { book, posted });
  if (problem.slug === 'already-reviewed' && typeof problem.extra.review_id === 'number') {
    const say = { kind: 'notice', text: problem.message } as const;
    return redirect(visit, url.editReview(problem.extra.review_id), { deps, say });
  }
  if (!belongsOnForm(problem)) throw problem;
  return writePage(deps, visit, { book, form: refusedForm(deps, visit, posted, problem), ...refusedAnswer(problem) });
}

type Sent = { book: Book; posted: Posted };

/** What was written waits until they have signed in. */
function signInFirst(deps: Deps, visit: Visit, { book, posted }: Sent): Response {
  if (visit.visitor.sid) deps.sessions.forget(visit.visitor.sid);
  deps.drafts.keep(browserId(visit.jar), url.newReview(book), posted.typed());
  return redirect(visit, url.signIn(url.newReview(book)));
}

async function publish(deps: Deps, visit: Visit, { book, posted }: Sent): Promise<Answer<Review>> {
  if (visit.visitor.state === 'silent') return { ok: false, problem: unavailable('users') };
  return deps.services.reviews.write(visit.by, { book_id: book.id, ...reviewIn(posted) }, posted.requestId());
}

/** A rating that is none is left for the reviews room to refuse. */
const reviewIn = (posted: Posted) => ({
  rating: Number(posted.text('rating') || '0'),
  title: posted.trimmed('title'),
  comment: posted.text('comment').replaceAll('\r\n', '\n').trim(),
});

function idOf(visit: Visit): number {
  const { id = '' } = visit.params;
  if (!/^[1-9]\d{0,8}$/.test(id)) throw new Problem(404, 'not-found', 'There is no such review.');
  return Number(id);
}

async function show(deps: Deps, visit: Visit): Promise<Response> {
  const review = await ok(deps.services.reviews.show(visit.by, idOf(visit)));
  const [book, coverOf, voted] = await Promise.all([
    orNothing(deps.services.books.show(visit.by, review.book_id)),
    coversFor(deps, visit),
    votesOf(deps, visit, review.book_id),
  ]);
  const isOwn = visit.visitor.account?.id === review.user_id;
  const content = ReviewPage({ book, review, isOwn, voting: { form: plainForm(deps, visit), voted }, coverOf });
  const title = book ? `A review of ${book.title}` : 'A review';
  return renderPage(deps, visit, { title, content, caching: 'catalogue', noindex: true });
}

/** @throws Problem 403 for a review that is somebody else's. */
async function ownReviewAt(
  deps: Deps,
  visit: Visit,
): Promise<{ review: Review; book: Book | null; version: string | undefined }> {
  const { account } = withAccount(visit);
  const found = await deps.services.reviews.show(visit.by, idOf(visit));
  if (!found.ok) throw found.problem;
  if (found.value.user_id !== account.id) throw forbidden('This review is somebody else’s.');
  // One may change one's words about a book that rests, or is no longer sold.
  const book = await orNothing(deps.services.books.show(visit.by, found.value.book_id));
  return { review: found.value, book, version: found.etag ?? undefined };
}

async function edit(deps: Deps, visit: Visit): Promise<Response> {
  const { review, book, version } = await ownReviewAt(deps, visit);
  const content = EditReviewPage({ id: review.id, book, review, version, form: freshForm(deps, visit) });
  const title = book ? `Your review of ${book.title}` : 'Your review';
  return renderPage(deps, visit, { title, content, noindex: true });
}

async function update(deps: Deps, visit: Visit, posted: Posted): Promise<Response> {
  const found = await ownReviewAt(deps, visit).catch((error: unknown) => silenceIn(error));
  if (found instanceof Problem) return editedAgain(deps, visit, { posted, problem: found, review: null, book: null });
  const { review, book, version } = found;
  const seen = posted.text('version') || undefined;
  const wish = { key: posted.requestId(), ifMatch: seen };
  const changed = await deps.services.reviews.change(visit.by, review.id, reviewIn(posted), wish);
  if (changed.ok) {
    const say = { kind: 'done', text: 'Your review is changed.' } as const;
    return redirect(visit, book ? `${url.book(book)}#reviews` : url.review(review.id), { deps, say });
  }
  const isElsewhere = changed.problem.status === 412;
  const problem = isElsewhere ? changedElsewhere() : changed.problem;
  if (!belongsOnForm(problem)) throw problem;
  return editedAgain(deps, visit, { posted, problem, review, book, version, isElsewhere });
}

/** The refusal of a room that is silent; any other fault goes on. */
function silenceIn(error: unknown): Problem {
  if (error instanceof Problem && error.status === 503) return error;
  throw error;
}

type Edited = {
  posted: Posted;
  problem: Problem;
  review: Review | null;
  book: Book | null;
  version?: string;
  /** It was changed in another window meanwhile: `review` is what it says now. */
  isElsewhere?: boolean;
};

/** The form with what was typed, also where not even the review could be read. */
function editedAgain(deps: Deps, visit: Visit, edited: Edited): Response {
  const { posted, problem, review, book, version, isElsewhere } = edited;
  const form = refusedForm(deps, visit, posted, problem);
  const id = review?.id ?? idOf(visit);
  const seen = version ?? (posted.text('version') || undefined);
  const elsewhere = isElsewhere ? review : null;
  const content = EditReviewPage({ id, book, review, version: seen, form, elsewhere });
  return renderPage(deps, visit, { title: 'Your review', content, noindex: true, ...refusedAnswer(problem) });
}

/** Both texts are on the page: the one being written in the fields, the other one quoted. Sending again settles it. */
const changedElsewhere = (): Problem =>
  new Problem(
    409,
    'changed-meanwhile',
    'You changed this review in another window. Both texts are below: save again to replace the other one with this.',
  );

async function remove(deps: Deps, visit: Visit): Promise<Response> {
  const { review, book } = await ownReviewAt(deps, visit);
  const removed = await deps.services.reviews.remove(visit.by, review.id);
  if (!removed.ok && removed.problem.status !== 404) throw removed.problem;
  const next = book ? url.book(book) : url.account();
  return redirect(visit, next, { deps, say: { kind: 'done', text: 'Your review is deleted.' } });
}
