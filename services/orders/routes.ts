// HTTP door: address, guard, shapes, one call.

import { Elysia } from 'elysia';
import { type Actor, guards, isStaff } from '#kit/auth';
import { requestIdOf, strict } from '#kit/http';
import { IdText } from '#kit/id';
import { repeatable } from '#kit/idempotency';
import { windowOf } from '#kit/keyset';
import { Nothing, operations } from '#kit/operation';
import { PageOf, toPage } from '#kit/page';
import { cancelOrder, changeAddress, changeStatus, seeOrder, tagOf } from './actions/change-order.ts';
import { placeOrder } from './actions/place-order.ts';
import type { Deps } from './deps.ts';
import * as model from './model.ts';
import { present } from './present.ts';
import { type Filter, listOrders } from './repository/list.ts';
import type { OrderView } from './repository/orders.ts';
import { returns } from './routes/returns.ts';
import { checkMayList } from './rules.ts';
import { statesOf } from './status.ts';

const ById = strict({ id: IdText });
const one = operations('Orders');

export function routes(deps: Deps) {
  const list = async (
    request: Request,
    asked: { limit?: number; cursor?: string; ordering?: string },
    filter: Filter,
  ) => {
    const window = windowOf(asked, asked.ordering ?? '-created_at');
    const found = await deps.db.use((query) => listOrders(query, filter, window));
    return toPage(window, found, { url: request.url, keysOf: (row) => keysOf(row, window.ordering), present });
  };
  return new Elysia({ prefix: '/api/orders', normalize: false })
    .use(guards(deps.auth))
    .use(returns(deps))
    .get('/', ({ request, query, actor }) => list(request, query, filterOf(actor, query)), {
      user: true,
      query: model.OrderQuery,
      response: { 200: PageOf(model.Order) },
      detail: one('listOrders', {
        summary: 'List orders',
        description: 'Your own; staff see all. A year is `created_at__gte` and `created_at__lt` together.',
      }),
    })
    .post(
      '/',
      (ctx) =>
        repeatable(deps.db, ctx, { principal: ctx.actor.id, route: 'POST /api/orders' }, async (key) => {
          const call = { requestId: requestIdOf(ctx.request), token: ctx.actor.token };
          const { order, waiting } = await placeOrder(deps, ctx.actor, ctx.body, { key, ...call });
          ctx.set.status = waiting ? 202 : 201;
          ctx.set.headers.location = `/api/orders/${order.id}/`;
          return shown(ctx.set, order);
        }),
      {
        user: true,
        body: model.NewOrder,
        response: {
          201: model.Order,
          202: model.Order,
        },
        detail: one('placeOrder', {
          summary: 'Place an order',
          description:
            'For yourself where `user_id` is left out. `price` is what you saw, and is refused where it changed; it too may be left out. ' +
            'Its stock is reserved, all lines or none; pay before `expires_at`. 202: written, but the stock is still being confirmed; look again at Location. ' +
            'An Idempotency-Key names the order: every repeat ends in the same one, also after an error.',
          tagged: true,
          repeatable: true,
          refuses: { 403: true, 409: ['not-for-sale', 'price-changed', 'out-of-stock'] },
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
        query: model.OrderByUserQuery,
        response: { 200: PageOf(model.Order) },
        detail: one('listOrdersByUser', {
          summary: 'Orders of an account, newest first',
          owned: true,
          refuses: { 404: true },
        }),
      },
    )
    .get('/:id/', async ({ params, actor, set }) => shown(set, await seeOrder(deps, actor, params.id)), {
      user: true,
      params: ById,
      response: { 200: model.Order },
      detail: one('readOrder', { summary: 'One order', owned: true, tagged: true, refuses: { 404: true } }),
    })
    .put(
      '/:id/',
      async ({ params, body, actor, headers, set }) =>
        shown(
          set,
          await changeAddress(deps, actor, params.id, {
            address: body.shipping_address,
            ifMatch: headers['if-match'],
          }),
        ),
      {
        user: true,
        params: ById,
        body: model.OrderReplacement,
        response: { 200: model.Order },
        detail: one('replaceOrder', {
          summary: 'Send an order elsewhere',
          description: 'Until it is shipped.',
          owned: true,
          tagged: true,
          refuses: { 404: true, 409: ['too-late'] },
        }),
      },
    )
    .patch(
      '/:id/',
      async ({ params, body, actor, headers, set }) =>
        shown(
          set,
          await changeAddress(deps, actor, params.id, {
            address: body.shipping_address,
            ifMatch: headers['if-match'],
          }),
        ),
      {
        user: true,
        params: ById,
        body: model.OrderChange,
        response: { 200: model.Order },
        detail: one('changeOrder', {
          summary: 'Change an order',
          description: 'Its address, until it is shipped.',
          owned: true,
          tagged: true,
          refuses: { 404: true, 409: ['too-late'] },
        }),
      },
    )
    .patch(
      '/:id/update_status/',
      async ({ params, body, actor, headers, set }) =>
        shown(set, await changeStatus(deps, actor, params.id, { ...body, ifMatch: headers['if-match'] })),
      {
        user: true,
        params: ById,
        body: model.StatusChange,
        response: { 200: model.Order },
        detail: one('changeOrderStatus', {
          summary: 'Move an order along',
          description:
            'Staff; the owner may only cancel, while it is unpaid. Cancelling or taking back a paid order refunds it in full.',
          owned: true,
          tagged: true,
          refuses: { 403: true, 404: true, 409: ['no-such-step', 'order-paid', 'payment-in-progress'] },
        }),
      },
    )
    .delete(
      '/:id/',
      async ({ params, actor, headers, set }) => {
        await cancelOrder(deps, actor, params.id, headers['if-match']);
        set.status = 204;
      },
      {
        user: true,
        params: ById,
        response: { 204: Nothing },
        detail: one('cancelOrder', {
          summary: 'Cancel an unpaid order',
          description: 'The order itself stays, as CANCELLED.',
          owned: true,
          tagged: true,
          refuses: { 404: true, 409: ['no-such-step', 'order-paid', 'payment-in-progress'] },
        }),
      },
    );
}
export type OrdersApi = ReturnType<typeof routes>;

function shown(set: { headers: Record<string, string | number> }, order: OrderView): model.Order {
  const answer = present(order);
  set.headers.etag = tagOf(order, answer);
  return answer;
}

/** A customer's filters look among their own orders only. */
function filterOf(actor: Actor, query: model.OrderQuery): Filter {
  const own = query.user_id === undefined || query.user_id === actor.id;
  return {
    // No account has the id 0: another's orders look like none.
    userId: isStaff(actor) ? query.user_id : own ? actor.id : 0,
    number: query.number?.toUpperCase(),
    states: query.status === undefined ? undefined : statesOf(query.status),
    createdAfter: query.created_after,
    createdBefore: query.created_before,
    createdFrom: query.created_at__gte,
    createdUntil: query.created_at__lt,
    title: query.title,
  };
}

const keysOf = (row: OrderView, ordering: string): (string | number)[] =>
  ordering.replace('-', '') === 'created_at' ? [row.createdAt, row.id] : [row.id];
