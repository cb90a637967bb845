// HTTP door: address, guard, shapes, one call.

import { Elysia } from 'elysia';
import { guards } from '#kit/auth';
import { strict } from '#kit/http';
import { IdText } from '#kit/id';
import { windowOf } from '#kit/keyset';
import { Nothing, operations } from '#kit/operation';
import { PageOf, toPage } from '#kit/page';
import { changeAccount, closeAccount, readAccount, tagOf } from './actions/accounts.ts';
import { standing } from './actions/standing.ts';
import type { Deps } from './deps.ts';
import * as model from './model.ts';
import { present } from './present.ts';
import { keysOf, type Listed, listAccounts } from './repository/account-list.ts';
import { keptRoutes } from './routes/kept.ts';
import { ownRoutes } from './routes/own.ts';
import { signInRoutes } from './routes/sign-in.ts';
import type { UserRow } from './schema.ts';

const ById = strict({ id: IdText });
const one = operations('Accounts');

export function routes(deps: Deps) {
  return new Elysia({ prefix: '/api/users', normalize: false })
    .use(signInRoutes(deps))
    .use(keptRoutes(deps))
    .use(guards(deps.auth))
    .get(
      '/',
      async ({ request, query, actor }) => {
        await standing(deps, actor);
        const { q: words, role, is_active: active } = query;
        const filter = { words, role, isActive: active === undefined ? undefined : active === 'true' };
        const window = windowOf(query, query.ordering ?? 'id');
        const found = await deps.db.use((held) => listAccounts(held, filter, window));
        return toPage(window, found, {
          url: request.url,
          keysOf: (row: Listed) => keysOf(row, window.ordering),
          present,
        });
      },
      {
        staff: true,
        query: model.UserQuery,
        response: { 200: PageOf(model.User) },
        detail: one('listUsers', { summary: 'List accounts' }),
      },
    )
    .get('/me/', async ({ actor, set }) => shown(set, await standing(deps, actor)), {
      user: true,
      response: { 200: model.User },
      detail: one('readMe', { summary: 'The account of the caller', tagged: true }),
    })
    .use(ownRoutes(deps))
    .get('/:id/', async ({ actor, params, set }) => shown(set, await readAccount(deps, actor, params.id)), {
      user: true,
      params: ById,
      response: { 200: model.User },
      detail: one('readUser', { summary: 'One account', owned: true, tagged: true, refuses: { 404: true } }),
    })
    .put(
      '/:id/',
      async ({ actor, params: { id }, body, headers, set }) =>
        shown(set, await changeAccount(deps, { actor, id, ifMatch: headers['if-match'] }, body)),
      {
        user: true,
        params: ById,
        body: model.UserReplacement,
        response: { 200: model.User },
        detail: one('replaceUser', {
          summary: 'Replace the details of an account',
          owned: true,
          tagged: true,
          refuses: { 403: true, 404: true, 409: ['already-taken', 'last-administrator'] },
        }),
      },
    )
    .patch(
      '/:id/',
      async ({ actor, params: { id }, body, headers, set }) =>
        shown(set, await changeAccount(deps, { actor, id, ifMatch: headers['if-match'] }, body)),
      {
        user: true,
        params: ById,
        body: model.UserChange,
        response: { 200: model.User },
        detail: one('changeUser', {
          summary: 'Change details of an account',
          owned: true,
          tagged: true,
          refuses: { 403: true, 404: true, 409: ['already-taken', 'last-administrator'] },
        }),
      },
    )
    .delete(
      '/:id/',
      async ({ actor, params: { id }, headers, set }) => {
        await closeAccount(deps, { actor, id, ifMatch: headers['if-match'] });
        set.status = 204;
      },
      {
        user: true,
        params: ById,
        response: { 204: Nothing },
        detail: one('closeUser', {
          summary: 'Close an account: it becomes anonymous',
          description: 'Not while it has orders that are to be paid or delivered: `orders` of the refusal names them.',
          owned: true,
          tagged: true,
          refuses: { 403: true, 404: true, 409: ['last-administrator', 'orders-open'] },
        }),
      },
    );
}
export type UsersApi = ReturnType<typeof routes>;

function shown(set: { headers: Record<string, string | number> }, user: UserRow): model.User {
  const account = present(user);
  set.headers.etag = tagOf(user, account);
  set.headers['cache-control'] = 'no-store';
  return account;
}
