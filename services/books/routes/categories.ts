// HTTP door to the categories.

import { Elysia } from 'elysia';
import { guards } from '#kit/auth';
import { strict } from '#kit/http';
import { IdText } from '#kit/id';
import { repeatable } from '#kit/idempotency';
import { windowOf } from '#kit/keyset';
import { Nothing, operations } from '#kit/operation';
import { PageOf, toPage } from '#kit/page';
import { notFound } from '#kit/problem';
import { categoryTag, changeCategory, createCategory, removeCategory, replaceCategory } from '../actions/categories.ts';
import type { Deps } from '../deps.ts';
import * as model from '../model.ts';
import { presentCategory } from '../present.ts';
import { type CategoryRow, findCategory, listCategories } from '../repository/categories.ts';

const ById = strict({ id: IdText });
const one = operations('Categories');

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
        response: { 200: PageOf(model.Category) },
        detail: one('listCategories', { summary: 'List categories with the number of their books' }),
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
        response: { 201: model.Category },
        detail: one('addCategory', {
          summary: 'Add a category',
          tagged: true,
          repeatable: true,
          refuses: { 409: ['duplicate-slug'] },
        }),
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
        response: { 200: model.Category },
        detail: one('readCategory', { summary: 'One category', tagged: true, refuses: { 404: true } }),
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
        response: { 200: model.Category },
        detail: one('replaceCategory', {
          summary: 'Replace a category; its slug stays unless given',
          tagged: true,
          refuses: { 404: true, 409: ['duplicate-slug'] },
        }),
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
        response: { 200: model.Category },
        detail: one('changeCategory', {
          summary: 'Change a category',
          tagged: true,
          refuses: { 404: true, 409: ['duplicate-slug'] },
        }),
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
        response: { 204: Nothing },
        detail: one('deleteCategory', {
          summary: 'Delete a category that is empty',
          tagged: true,
          refuses: { 404: true, 409: ['category-in-use'] },
        }),
      },
    );
}
