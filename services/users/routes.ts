// HTTP door: address, guard, shapes, one call.

import { Elysia } from 'elysia';
import { guards } from '#kit/auth';
import { strict } from '#kit/http';
import { IdText } from '#kit/id';
import { windowOf } from '#kit/keyset';
import { PageOf, toPage } from '#kit/page';
import { ProblemBody } from '#kit/problem';
import { changeAccount, closeAccount, readAccount, tagOf } from './actions/accounts.ts';
import { changePassword } from './actions/passwords.ts';
import { standing } from './actions/standing.ts';
import type { Deps } from './deps.ts';
import * as model from './model.ts';
import { present } from './present.ts';
import { keysOf, type Listed, listAccounts } from './repository/account-list.ts';
import { signInRoutes } from './routes/sign-in.ts';
import type { UserRow } from './schema.ts';

const problems = (...statuses: number[]) => Object.fromEntries(statuses.map((status) => [status, ProblemBody]));
const ById = strict({ id: IdText });
const one = (summary: string) => ({ summary, tags: ['Accounts'] });

export function routes(deps: Deps) {
  return new Elysia({ prefix: '/api/users', normalize: false })
    .use(signInRoutes(deps))
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
        response: { 200: PageOf(model.User), ...problems(401, 403, 422, 503) },
        detail: one('List accounts'),
      },
    )
    .get('/me/', async ({ actor, set }) => shown(set, await standing(deps, actor)), {
      user: true,
      response: { 200: model.User, ...problems(401, 503) },
      detail: one('The account of the caller'),
    })
    .post(
      '/me/password/',
      async ({ actor, body, set }) => {
        await changePassword(deps, actor, body);
        set.status = 204;
      },
      {
        user: true,
        body: model.PasswordChange,
        response: problems(400, 401, 415, 422, 429, 503),
        detail: one('Change the password; every other session ends'),
      },
    )
    .get('/:id/', async ({ actor, params, set }) => shown(set, await readAccount(deps, actor, params.id)), {
      user: true,
      params: ById,
      response: { 200: model.User, ...problems(401, 404, 422, 503) },
      detail: one('One account'),
    })
    .put(
      '/:id/',
      async ({ actor, params: { id }, body, headers, set }) =>
        shown(set, await changeAccount(deps, { actor, id, ifMatch: headers['if-match'] }, body)),
      {
        user: true,
        params: ById,
        body: model.UserReplacement,
        response: { 200: model.User, ...problems(400, 401, 403, 404, 409, 412, 415, 422, 503) },
        detail: one('Replace the details of an account'),
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
        response: { 200: model.User, ...problems(400, 401, 403, 404, 409, 412, 415, 422, 503) },
        detail: one('Change details of an account'),
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
        response: problems(401, 403, 404, 409, 412, 422, 503),
        detail: one('Close an account: it becomes anonymous'),
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
