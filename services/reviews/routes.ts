// HTTP door: address, guard, shapes, one call.

import { Elysia } from 'elysia';
import { type Actor, guards, mayAct } from '#kit/auth';
import { requestIdOf, strict } from '#kit/http';
import { IdText } from '#kit/id';
import { repeatable } from '#kit/idempotency';
import { windowOf } from '#kit/keyset';
import { Nothing, operations } from '#kit/operation';
import { PageOf, toPage } from '#kit/page';
import { notFound } from '#kit/problem';
import { changeReview, removeReview, tagOf, voteHelpful, withdrawVote, writeReview } from './actions.ts';
import type { Deps } from './deps.ts';
import * as model from './model.ts';
import { present, presentStatistics } from './present.ts';
import { type Filter, findReview, findVotes, listReviews, totalsOf } from './repository.ts';
import { reportRoutes } from './routes/reports.ts';
import { maySee } from './rules.ts';
import type { ReviewRow } from './schema.ts';

const ById = strict({ id: IdText });
const one = operations('Reviews');

export function routes(deps: Deps) {
  const list = async (
    { request, actor }: { request: Request; actor: Actor | null },
    asked: { limit?: number; cursor?: string; ordering?: string },
    filter: Filter,
  ) => {
    const window = windowOf(asked, asked.ordering ?? '-created_at');
    // What staff hid is left out, but for who asks for their own.
    const withHidden = filter.userId !== undefined && actor !== null && mayAct(actor, filter.userId);
    const found = await deps.db.use((query) => listReviews(query, { ...filter, withHidden }, window));
    return toPage(window, found, { url: request.url, keysOf: (row) => keysOf(row, window.ordering), present });
  };
  return new Elysia({ prefix: '/api/reviews', normalize: false })
    .use(reportRoutes(deps))
    .use(guards(deps.auth))
    .get(
      '/',
      ({ query, ...asked }) => {
        const { book_id: bookId, user_id: userId, rating, verified } = query;
        const isVerified = verified === undefined ? undefined : verified === 'true';
        return list(asked, query, { bookId, userId, rating, verified: isVerified });
      },
      {
        anyone: true,
        query: model.ReviewQuery,
        response: { 200: PageOf(model.Review) },
        detail: one('listReviews', { summary: 'List reviews' }),
      },
    )
    .post(
      '/',
      (ctx) =>
        repeatable(deps.db, ctx, { principal: ctx.actor.id, route: 'POST /api/reviews' }, async () => {
          const review = await writeReview(deps, ctx.actor, ctx.body, {
            requestId: requestIdOf(ctx.request),
            token: ctx.actor.token,
          });
          const shown = present(review);
          ctx.set.status = 201;
          ctx.set.headers.location = `/api/reviews/${review.id}/`;
          ctx.set.headers.etag = tagOf(review, shown);
          return shown;
        }),
      {
        user: true,
        body: model.NewReview,
        response: { 201: model.Review },
        detail: one('writeReview', {
          summary: 'Write a review',
          description: 'One for each book and account. `verified_purchase` says that the account bought the book.',
          tagged: true,
          repeatable: true,
          refuses: { 403: true, 409: ['already-reviewed'] },
        }),
      },
    )
    .get('/by_book/', ({ query, ...asked }) => list(asked, query, { bookId: query.book_id }), {
      anyone: true,
      query: model.ReviewByBookQuery,
      response: { 200: PageOf(model.Review) },
      detail: one('listReviewsByBook', { summary: 'Reviews of a book, newest first' }),
    })
    .get('/by_user/', ({ query, ...asked }) => list(asked, query, { userId: query.user_id }), {
      anyone: true,
      query: model.ReviewByUserQuery,
      response: { 200: PageOf(model.Review) },
      detail: one('listReviewsByUser', { summary: 'Reviews by an account, newest first' }),
    })
    .get(
      '/book_statistics/',
      async ({ query: { book_id: bookId } }) =>
        presentStatistics(bookId, await deps.db.use((query) => totalsOf(query, bookId))),
      {
        anyone: true,
        query: model.BookQuery,
        response: { 200: model.Statistics },
        detail: one('readReviewStatistics', { summary: 'Rating statistics of a book' }),
      },
    )
    .get(
      '/found_helpful/',
      async ({ query: { book_id: bookId }, actor }) => ({
        book_id: bookId,
        review_ids: await deps.db.use((query) => findVotes(query, actor.id, bookId)),
      }),
      {
        user: true,
        query: model.BookQuery,
        response: { 200: model.FoundHelpful },
        detail: one('listFoundHelpful', { summary: 'Which reviews of a book you found helpful' }),
      },
    )
    .get(
      '/:id/',
      async ({ params, actor, set }) => {
        const review = await deps.db.use((query) => findReview(query, params.id));
        if (!review || !maySee(actor, review)) throw notFound('review');
        const shown = present(review);
        set.headers.etag = tagOf(review, shown);
        return shown;
      },
      {
        anyone: true,
        params: ById,
        response: { 200: model.Review },
        detail: one('readReview', { summary: 'One review', tagged: true, refuses: { 404: true } }),
      },
    )
    .put(
      '/:id/',
      ({ params, body, actor, headers, set }) =>
        change(set, changeReview(deps, actor, params.id, { title: '', ...body }, headers['if-match'])),
      {
        user: true,
        params: ById,
        body: model.ReviewReplacement,
        response: { 200: model.Review },
        detail: one('replaceReview', {
          summary: 'Replace a review',
          owned: true,
          tagged: true,
          refuses: { 403: true, 404: true },
        }),
      },
    )
    .patch(
      '/:id/',
      ({ params, body, actor, headers, set }) =>
        change(set, changeReview(deps, actor, params.id, body, headers['if-match'])),
      {
        user: true,
        params: ById,
        body: model.ReviewChange,
        response: { 200: model.Review },
        detail: one('changeReview', {
          summary: 'Change a review',
          owned: true,
          tagged: true,
          refuses: { 403: true, 404: true },
        }),
      },
    )
    .delete(
      '/:id/',
      async ({ params, actor, headers, set }) => {
        await removeReview(deps, actor, params.id, headers['if-match']);
        set.status = 204;
      },
      {
        user: true,
        params: ById,
        response: { 204: Nothing },
        detail: one('deleteReview', {
          summary: 'Delete a review',
          owned: true,
          tagged: true,
          refuses: { 403: true, 404: true },
        }),
      },
    )
    .post(
      '/:id/helpful/',
      ({ params, actor, request, set }) => {
        const call = { requestId: requestIdOf(request), token: actor.token };
        return change(set, voteHelpful(deps, actor, params.id, call));
      },
      {
        user: true,
        params: ById,
        response: { 200: model.Review },
        detail: one('findReviewHelpful', {
          summary: 'Find a review helpful',
          description: 'Once an account, however often it is said; not one’s own, and not as a guest.',
          tagged: true,
          refuses: { 403: true, 404: true },
        }),
      },
    )
    .delete('/:id/helpful/', async ({ params, actor }) => present(await withdrawVote(deps, actor, params.id)), {
      user: true,
      params: ById,
      response: { 200: model.Review },
      detail: one('unfindReviewHelpful', {
        summary: 'Take back that a review was helpful',
        refuses: { 403: true, 404: true },
      }),
    });
}
export type ReviewsApi = ReturnType<typeof routes>;

async function change(set: { headers: Record<string, string | number> }, changed: Promise<ReviewRow>) {
  const review = await changed;
  const shown = present(review);
  set.headers.etag = tagOf(review, shown);
  return shown;
}

function keysOf(row: ReviewRow, ordering: string): (string | number)[] {
  switch (ordering.replace('-', '')) {
    case 'created_at':
      // Postgres' own text: an instant would cut the microseconds, and rows would repeat or be skipped.
      return [row.createdAt, row.id];
    case 'rating':
      return [row.rating, row.id];
    case 'helpful':
      return [row.helpfulCount, row.id];
    default:
      return [row.id];
  }
}
