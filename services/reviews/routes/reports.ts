// Reports of reviews, and what staff do about them.

import { Elysia } from 'elysia';
import { guards, isStaff } from '#kit/auth';
import { requestIdOf, strict } from '#kit/http';
import { IdText } from '#kit/id';
import { windowOf } from '#kit/keyset';
import { operations } from '#kit/operation';
import { PageOf, toPage } from '#kit/page';
import { dismiss, hide, reportReview, showAgain } from '../actions/reports.ts';
import type { Deps } from '../deps.ts';
import * as model from '../model.ts';
import { present, presentReport } from '../present.ts';
import { listReports } from '../repository/reports.ts';

const ById = strict({ id: IdText });
const one = operations('Reviews');

/** Mounted below `/api/reviews`. */
export function reportRoutes(deps: Deps) {
  return new Elysia({ normalize: false })
    .use(guards(deps.auth))
    .get(
      '/reports/',
      async ({ request, query, actor }) => {
        const { user_id: asked, review_id: reviewId, reason, status } = query;
        // Another's reports are none of a reader's business: to them there are none.
        const userId = isStaff(actor) ? asked : actor.id;
        const window = windowOf(query, '-created_at');
        const filter = { userId, reviewId, reason, status };
        const nobody = userId !== asked && asked !== undefined;
        const found = nobody ? { rows: [], count: 0 } : await deps.db.use((held) => listReports(held, filter, window));
        return toPage(window, found, {
          url: request.url,
          keysOf: ({ report }) => [report.createdAt, report.id],
          present: presentReport,
        });
      },
      {
        user: true,
        query: model.ReportQuery,
        response: { 200: PageOf(model.Report) },
        detail: one('listReviewReports', {
          summary: 'Reports of reviews, newest first',
          description: 'Staff see all of them, others their own.',
        }),
      },
    )
    .post(
      '/reports/:id/dismissal/',
      async ({ params, actor }) => presentReport(await dismiss(deps, { actor, id: params.id })),
      {
        staff: true,
        params: ById,
        response: { 200: model.Report },
        detail: one('dismissReviewReport', {
          summary: 'Dismiss a report: the review is fine',
          refuses: { 404: true, 409: ['report-settled'] },
        }),
      },
    )
    .post(
      '/:id/reports/',
      async ({ params, actor, body, request, set }) => {
        const call = { requestId: requestIdOf(request), token: actor.token };
        const reported = await reportReview(deps, { actor, id: params.id }, body, call);
        set.status = reported.isNew ? 201 : 200;
        // The list of one: a report has no address of its own.
        if (reported.isNew) set.headers.location = `/api/reviews/reports/?review_id=${params.id}`;
        return presentReport(reported);
      },
      {
        user: true,
        params: ById,
        body: model.NewReport,
        response: { 200: model.Report, 201: model.Report },
        detail: one('reportReview', {
          summary: 'Report a review to the staff',
          description:
            'Once an account: said again, the first report is the answer, with 200. Not one’s own, and not as a guest.',
          refuses: { 403: true, 404: true },
        }),
      },
    )
    .put(
      '/:id/hiding/',
      async ({ params, actor, body }) => present(await hide(deps, { actor, id: params.id }, body.reason)),
      {
        staff: true,
        params: ById,
        body: model.Hiding,
        response: { 200: model.Review },
        detail: one('hideReview', {
          summary: 'Hide a review',
          description:
            'It leaves every list and the book’s rating; its writer still sees it, and the reason. Open reports of it are upheld.',
          refuses: { 404: true },
        }),
      },
    )
    .delete('/:id/hiding/', async ({ params, actor }) => present(await showAgain(deps, { actor, id: params.id })), {
      staff: true,
      params: ById,
      response: { 200: model.Review },
      detail: one('showReviewAgain', {
        summary: 'Show a hidden review again',
        description: 'Reports that were upheld count as dismissed.',
        refuses: { 404: true },
      }),
    });
}
