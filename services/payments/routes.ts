// HTTP door: address, guard, shapes, one call.

import { Type } from '@sinclair/typebox';
import { Elysia } from 'elysia';
import { type Actor, guards, isStaff } from '#kit/auth';
import { etagOf } from '#kit/etag';
import { requestIdOf, strict } from '#kit/http';
import { IdText } from '#kit/id';
import { repeatable } from '#kit/idempotency';
import { windowOf } from '#kit/keyset';
import { operations } from '#kit/operation';
import { PageOf, toPage } from '#kit/page';
import type { Call } from '#nats/bus';
import * as orders from '#nats/orders';
import { receive, refund, seePayment } from './actions/give-back.ts';
import { pay } from './actions/pay.ts';
import type { Deps } from './deps.ts';
import * as model from './model.ts';
import { present } from './present.ts';
import { type Filter, listPayments, type PaymentView } from './repository/payments.ts';
import { checkMayList, statesOf } from './rules.ts';

const ById = strict({ id: IdText });
const one = operations('Payments');
const callOf = (request: Request, actor: Actor): Call => ({ requestId: requestIdOf(request), token: actor.token });

export function routes(deps: Deps) {
  const list = async (request: Request, asked: { limit?: number; cursor?: string }, filter: Filter) => {
    const window = windowOf(asked, '-created_at');
    const found = await deps.db.use((query) => listPayments(query, filter, window));
    return toPage(window, found, { url: request.url, keysOf: (row) => [row.createdAt, row.id], present });
  };
  return new Elysia({ prefix: '/api/payments', normalize: false })
    .use(guards(deps.auth))
    .get('/', ({ request, query, actor }) => list(request, query, filterOf(actor, query)), {
      user: true,
      query: model.PaymentQuery,
      response: { 200: PageOf(model.Payment) },
      detail: one('listPayments', { summary: 'List payments', description: 'Your own; staff see all.' }),
    })
    .post(
      '/',
      (ctx) =>
        repeatable(deps.db, ctx, { principal: ctx.actor.id, route: 'POST /api/payments' }, async (key) => {
          const call = callOf(ctx.request, ctx.actor);
          const { payment, waiting } = await pay(deps, ctx.actor, ctx.body, { key, ...call });
          ctx.set.status = waiting ? 202 : 201;
          ctx.set.headers.location = `/api/payments/${payment.id}/`;
          return shown(ctx.set, payment);
        }),
      {
        user: true,
        body: model.NewPayment,
        response: {
          201: model.Payment,
          202: model.Payment,
        },
        detail: one('payOrder', {
          summary: 'Pay an order',
          description:
            '`amount` is the `total_amount` of the order. Captured only once the stock is sold to you. 201: COMPLETED, or PENDING for a method whose money comes by hand. ' +
            '202: PENDING, the outcome is not known yet; look again at Location and do not pay again. ' +
            'An Idempotency-Key names the payment: every repeat ends in the same one, also after an error.',
          tagged: true,
          repeatable: true,
          refuses: {
            402: ['payment-declined'],
            403: true,
            404: true,
            409: ['order-not-payable', 'amount-differs', 'payment-in-progress'],
            429: true,
          },
        }),
      },
    )
    .get(
      '/by_order/',
      async ({ request, query, actor }) => {
        const page = await list(request, query, { orderId: query.order_id, userId: ownOnly(actor) });
        // Of an order nobody paid yet, orders alone knows whose it is; another's is 404 there.
        if (page.count === 0 && !isStaff(actor))
          await deps.bus.ask(orders.payable, { order_id: query.order_id }, callOf(request, actor));
        return page;
      },
      {
        user: true,
        query: model.PaymentByOrderQuery,
        response: { 200: PageOf(model.Payment) },
        detail: one('listPaymentsByOrder', {
          summary: 'Payments of an order, newest first',
          owned: true,
          refuses: { 404: true },
        }),
      },
    )
    .get(
      '/by_user/',
      ({ request, query, actor }) => {
        checkMayList(actor, query.user_id);
        return list(request, query, { userId: query.user_id });
      },
      {
        user: true,
        query: model.PaymentByUserQuery,
        response: { 200: PageOf(model.Payment) },
        detail: one('listPaymentsByUser', {
          summary: 'Payments of an account, newest first',
          owned: true,
          refuses: { 404: true },
        }),
      },
    )
    .get('/:id/', async ({ params, actor, set }) => shown(set, await seePayment(deps, actor, params.id)), {
      user: true,
      params: ById,
      response: { 200: model.Payment },
      detail: one('readPayment', { summary: 'One payment', owned: true, tagged: true, refuses: { 404: true } }),
    })
    .post(
      '/:id/refund/',
      (ctx) =>
        // A kept answer comes as a Response, which Elysia hands on as it is.
        repeatable(deps.db, ctx, { principal: ctx.actor.id, route: 'POST /api/payments/{id}/refund' }, async (key) => {
          const call = callOf(ctx.request, ctx.actor);
          const input = ctx.body ?? {};
          const { payment, waiting } = await refund(deps, ctx.actor, ctx.params.id, { key, input, ...call });
          ctx.set.status = waiting ? 202 : 200;
          return shown(ctx.set, payment);
        }) as Promise<model.Payment>,
      {
        staff: true,
        params: ById,
        body: Type.Optional(model.NewRefund),
        response: {
          200: model.Payment,
          202: model.Payment,
        },
        detail: one('refundPayment', {
          summary: 'Refund a payment',
          description: 'In part, or all that is left. 202: the refund is PENDING, the provider has not answered yet.',
          tagged: true,
          repeatable: true,
          bodyless: true,
          refuses: { 404: true, 409: ['more-than-left', 'nothing-to-refund', 'refund-in-progress'] },
        }),
      },
    )
    .post(
      '/:id/received/',
      async ({ params, actor, request, set }) =>
        shown(set, await receive(deps, actor, params.id, callOf(request, actor))),
      {
        staff: true,
        params: ById,
        response: { 200: model.Payment },
        detail: one('receivePayment', {
          summary: 'Note that money came by hand',
          description: 'For bank transfers and cash on delivery. Repeating is harmless.',
          tagged: true,
          refuses: { 404: true, 409: ['not-awaited'] },
        }),
      },
    );
}
export type PaymentsApi = ReturnType<typeof routes>;

function shown(set: { headers: Record<string, string | number> }, payment: PaymentView): model.Payment {
  const answer = present(payment);
  set.headers.etag = etagOf(payment.version, answer);
  return answer;
}

const ownOnly = (actor: Actor): number | undefined => (isStaff(actor) ? undefined : actor.id);

/** A customer's filters look among their own payments only. */
function filterOf(actor: Actor, query: model.PaymentQuery): Filter {
  const own = query.user_id === undefined || query.user_id === actor.id;
  return {
    orderId: query.order_id,
    // No account has the id 0: another's payments look like none.
    userId: isStaff(actor) ? query.user_id : own ? actor.id : 0,
    states: query.status === undefined ? undefined : statesOf(query.status),
  };
}
