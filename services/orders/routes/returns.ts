// HTTP door of cancelling in part and of returns.

import { Elysia } from 'elysia';
import { type Actor, guards, isStaff } from '#kit/auth';
import { strict } from '#kit/http';
import { IdText } from '#kit/id';
import { repeatable } from '#kit/idempotency';
import { windowOf } from '#kit/keyset';
import { operations } from '#kit/operation';
import { PageOf, toPage } from '#kit/page';
import { tagOf } from '../actions/change-order.ts';
import { answerToReturn, askReturn, cancelLines, seeReturn } from '../actions/take-back.ts';
import type { Deps } from '../deps.ts';
import * as model from '../model.ts';
import { present, presentReturn } from '../present.ts';
import { listReturns, type ReturnFilter } from '../repository/returns.ts';
import type { ReturnKind, ReturnState } from '../returns.ts';

const ById = strict({ id: IdText });
const one = operations('Orders');

export function returns(deps: Deps) {
  return new Elysia({ normalize: false })
    .use(guards(deps.auth))
    .post(
      '/:id/cancel/',
      (ctx) =>
        // A kept answer comes as a Response, which Elysia hands on as it is.
        repeatable(deps.db, ctx, { principal: ctx.actor.id, route: 'POST /api/orders/{id}/cancel' }, async (key) => {
          const order = await cancelLines(deps, ctx.actor, ctx.params.id, { key, ...ctx.body });
          const answer = present(order);
          ctx.set.status = 200;
          ctx.set.headers.etag = tagOf(order, answer);
          return answer;
        }) as Promise<model.Order>,
      {
        user: true,
        params: ById,
        body: model.Cancellation,
        response: { 200: model.Order },
        detail: one('cancelOrderLines', {
          summary: 'Cancel an order, or some copies of it',
          description:
            'Whole where no items are named. Its owner may until it is packed, staff until it leaves; what was paid for the copies goes back.',
          owned: true,
          tagged: true,
          repeatable: true,
          refuses: { 404: true, 409: ['too-late', 'not-in-part', 'payment-in-progress', 'no-such-step'] },
        }),
      },
    )
    .post(
      '/:id/returns/',
      (ctx) =>
        repeatable(deps.db, ctx, { principal: ctx.actor.id, route: 'POST /api/orders/{id}/returns' }, async (key) => {
          const asked = await askReturn(deps, ctx.actor, ctx.params.id, { key, ...ctx.body });
          ctx.set.status = 201;
          ctx.set.headers.location = `/api/orders/returns/${asked.id}/`;
          return presentReturn(asked);
        }),
      {
        user: true,
        params: ById,
        body: model.NewReturn,
        response: { 201: model.OrderReturn },
        detail: one('askReturn', {
          summary: 'Ask to send books back',
          description: 'Once the order has left, and within 30 days of its delivery.',
          owned: true,
          repeatable: true,
          refuses: { 404: true, 409: ['not-returnable', 'return-window-closed'] },
        }),
      },
    )
    .get(
      '/returns/',
      async ({ request, query, actor }) => {
        const window = windowOf(query, '-id');
        const found = await deps.db.use((connection) => listReturns(connection, filterOf(actor, query), window));
        return toPage(window, found, { url: request.url, keysOf: (row) => [row.id], present: presentReturn });
      },
      {
        user: true,
        query: model.ReturnQuery,
        response: { 200: PageOf(model.OrderReturn) },
        detail: one('listReturns', {
          summary: 'Cancelled and returned copies, newest first',
          description: 'Your own; staff see all.',
        }),
      },
    )
    .get('/returns/:id/', async ({ params, actor }) => presentReturn(await seeReturn(deps, actor, params.id)), {
      user: true,
      params: ById,
      response: { 200: model.OrderReturn },
      detail: one('readReturn', { summary: 'One return', owned: true, refuses: { 404: true } }),
    })
    .patch(
      '/returns/:id/',
      async ({ params, body, actor }) => presentReturn(await answerToReturn(deps, actor, params.id, body)),
      {
        staff: true,
        params: ById,
        body: model.ReturnChange,
        response: { 200: model.OrderReturn },
        detail: one('answerReturn', {
          summary: 'Answer a return',
          description:
            'ACCEPTED: the customer may send the books. GRANTED: they are back, and their money goes out. Repeating is harmless.',
          refuses: { 404: true, 409: ['no-such-step', 'too-late'] },
        }),
      },
    );
}

/** A customer's filters look among their own returns only. */
function filterOf(actor: Actor, query: model.ReturnQuery): ReturnFilter {
  const own = query.user_id === undefined || query.user_id === actor.id;
  return {
    // No account has the id 0: another's returns look like none.
    userId: isStaff(actor) ? query.user_id : own ? actor.id : 0,
    orderId: query.order_id,
    kind: query.kind?.toLowerCase() as ReturnKind | undefined,
    state: query.status?.toLowerCase() as ReturnState | undefined,
  };
}
