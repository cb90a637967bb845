// HTTP door to the categories.

import { Elysia } from 'elysia';
import { guards } from '#kit/auth';
import { strict } from '#kit/http';
import { IdText } from '#kit/id';
import { repeatable } from '#kit/idempotency';
import { windowOf } from '#kit/keyset';
import { PageOf, toPage } from '#kit/page';
import { notFound, ProblemBody } from '#kit/problem';
import { categoryTag, changeCategory, createCategory, removeCategory, replaceCategory } from '../actions/categories.ts';
import type { Deps } from '../deps.ts';
import * as model from '../model.ts';
import { presentCategory } from '../present.ts';
import { type CategoryRow, findCategory, listCategories } from '../repository/categories.ts';

const problems = (...statuses: number[]) => Object.fromEntries(statuses.map((status) => [status, ProblemBody]));
const ById = strict({ id: IdText });
const one = (summary: string) => ({ summary, tags: ['Categories'] });

function show(set: { headers: Record<string, string | number> }, category: CategoryRow) {
  const shown = presentCategory(category);
  set.headers.etag = categoryTag(category, shown);
  return shown;
}

export function categoryRoutes(deps: Deps) {
  return new Elysia({ prefix: '/api/categories', normalize: false })
    .use(guards(deps.auth))
    .get(
      '/',
      async ({ request, query: asked }) => {
        const window = windowOf(asked, asked.ordering ?? 'id');
        const filter = { slug: asked.slug, parentId: asked.parent_id };
        const found = await deps.db.use((query) => listCategories(query, filter, window));
        const byName = window.ordering.endsWith('name');
        const keysOf = (category: CategoryRow) => (byName ? [category.name, category.id] : [category.id]);
        return toPage(window, found, { url: request.url, keysOf, present: presentCategory });
      },
      {
        anyone: true,
        query: model.CategoryQuery,
        response: { 200: PageOf(model.Category), ...problems(422) },
        detail: one('List categories with the number of their books'),
      },
    )
    .post(
      '/',
      (ctx) =>
        repeatable(deps.db, ctx, { principal: ctx.actor.id, route: 'POST /api/categories' }, async () => {
          const category = await createCategory(deps, ctx.body);
          ctx.set.status = 201;
          ctx.set.headers.location = `/api/categories/${category.id}/`;
          return show(ctx.set, category);
        }),
      {
        staff: true,
        body: model.NewCategory,
        response: { 201: model.Category, ...problems(400, 401, 403, 409, 415, 422) },
        detail: one('Add a category'),
      },
    )
    .get(
      '/:id/',
      async ({ params, set }) => {
        const category = await deps.db.use((query) => findCategory(query, params.id));
        if (!category) throw notFound('category');
        return show(set, category);
      },
      {
        anyone: true,
        params: ById,
        response: { 200: model.Category, ...problems(404, 422) },
        detail: one('One category'),
      },
    )
    .put(
      '/:id/',
      async ({ params, body, headers, set }) =>
        show(set, await replaceCategory(deps, { id: params.id, input: body, ifMatch: headers['if-match'] })),
      {
        staff: true,
        params: ById,
        body: model.NewCategory,
        response: { 200: model.Category, ...problems(400, 401, 403, 404, 409, 412, 415, 422) },
        detail: one('Replace a category; its slug stays unless given'),
      },
    )
    .patch(
      '/:id/',
      async ({ params, body, headers, set }) =>
        show(set, await changeCategory(deps, { id: params.id, input: body, ifMatch: headers['if-match'] })),
      {
        staff: true,
        params: ById,
        body: model.CategoryChange,
        response: { 200: model.Category, ...problems(400, 401, 403, 404, 409, 412, 415, 422) },
        detail: one('Change a category'),
      },
    )
    .delete(
      '/:id/',
      async ({ params, headers, set }) => {
        await removeCategory(deps, params.id, headers['if-match']);
        set.status = 204;
      },
      {
        staff: true,
        params: ById,
        response: problems(401, 403, 404, 409, 412, 422),
        detail: one('Delete a category that is empty'),
      },
    );
}
