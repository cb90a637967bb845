// HTTP door to the catalogue: lists, single books, stock.

import { Elysia } from 'elysia';
import { guards } from '#kit/auth';
import { strict } from '#kit/http';
import { IdText } from '#kit/id';
import { repeatable } from '#kit/idempotency';
import { windowOf } from '#kit/keyset';
import { PageOf, toPage } from '#kit/page';
import { notFound, ProblemBody } from '#kit/problem';
import { changeBook, changeStock, createBook, discontinueBook, replaceBook, tagOf } from '../actions/books.ts';
import { filterOf } from '../actions/filters.ts';
import type { Deps } from '../deps.ts';
import * as model from '../model.ts';
import { present } from '../present.ts';
import { type BookRow, findBook } from '../repository/books.ts';
import { keysOf, listBooks } from '../repository/list.ts';

const problems = (...statuses: number[]) => Object.fromEntries(statuses.map((status) => [status, ProblemBody]));
const ById = strict({ id: IdText });
const one = (summary: string) => ({ summary, tags: ['Books'] });

type Answer = { headers: Record<string, string | number> };

/** Shows a book with its entity tag. */
function show(set: Answer, book: BookRow) {
  const shown = present(book);
  set.headers.etag = tagOf(book, shown);
  return shown;
}

export function bookRoutes(deps: Deps) {
  const list = async (request: Request, asked: model.BookQuery, ordering: string) => {
    const window = windowOf(asked, asked.ordering ?? ordering);
    const filter = filterOf(asked);
    const found = await deps.db.use((query) => listBooks(query, filter, window));
    return toPage(window, found, { url: request.url, keysOf: (book) => keysOf(book, window.ordering), present });
  };
  return new Elysia({ normalize: false })
    .use(guards(deps.auth))
    .get('/', ({ request, query }) => list(request, query, 'id'), {
      anyone: true,
      query: model.BookQuery,
      response: { 200: PageOf(model.Book), ...problems(422) },
      detail: one('List books'),
    })
    .get('/by_category/', ({ request, query }) => list(request, query, 'title'), {
      anyone: true,
      query: model.BooksByCategoryQuery,
      response: { 200: PageOf(model.Book), ...problems(422) },
      detail: one('Books of a category, by title'),
    })
    .get('/by_author/', ({ request, query }) => list(request, query, 'title'), {
      anyone: true,
      query: model.BooksByAuthorQuery,
      response: { 200: PageOf(model.Book), ...problems(422) },
      detail: one('Books whose author line contains this, whatever its case and accents, by title'),
    })
    .post(
      '/',
      (ctx) =>
        repeatable(deps.db, ctx, { principal: ctx.actor.id, route: 'POST /api/books' }, async () => {
          const book = await createBook(deps, ctx.actor, ctx.body);
          ctx.set.status = 201;
          ctx.set.headers.location = `/api/books/${book.id}/`;
          return show(ctx.set, book);
        }),
      {
        staff: true,
        body: model.NewBook,
        response: { 201: model.Book, ...problems(400, 401, 403, 409, 415, 422) },
        detail: one('Add a book'),
      },
    )
    .get(
      '/:id/',
      async ({ params, set }) => {
        const book = await deps.db.use((query) => findBook(query, params.id));
        if (!book) throw notFound('book');
        return show(set, book);
      },
      { anyone: true, params: ById, response: { 200: model.Book, ...problems(404, 422) }, detail: one('One book') },
    )
    .put(
      '/:id/',
      async ({ params, body, actor, headers, set }) =>
        show(set, await replaceBook(deps, actor, { id: params.id, input: body, ifMatch: headers['if-match'] })),
      {
        staff: true,
        params: ById,
        body: model.BookReplacement,
        response: { 200: model.Book, ...problems(400, 401, 403, 404, 409, 412, 415, 422) },
        detail: one('Replace a book; its stock stays unless given'),
      },
    )
    .patch(
      '/:id/',
      async ({ params, body, actor, headers, set }) =>
        show(set, await changeBook(deps, actor, { id: params.id, input: body, ifMatch: headers['if-match'] })),
      {
        staff: true,
        params: ById,
        body: model.BookChange,
        response: { 200: model.Book, ...problems(400, 401, 403, 404, 409, 412, 415, 422) },
        detail: one('Change a book'),
      },
    )
    .delete(
      '/:id/',
      async ({ params, headers, set }) => {
        await discontinueBook(deps, params.id, headers['if-match']);
        set.status = 204;
      },
      {
        staff: true,
        params: ById,
        response: problems(401, 403, 404, 412, 422),
        detail: one('Take a book out of the catalogue; orders keep their copy of it'),
      },
    )
    .post(
      '/:id/stock/',
      (ctx) =>
        // A kept answer comes as a Response, which Elysia hands on as it is.
        repeatable(deps.db, ctx, { principal: ctx.actor.id, route: 'POST /api/books/{id}/stock' }, () =>
          changeStock(deps, ctx.actor, ctx.params.id, ctx.body),
        ) as Promise<model.StockLevel>,
      {
        staff: true,
        params: ById,
        body: model.StockChange,
        response: { 200: model.StockLevel, ...problems(400, 401, 403, 404, 409, 415, 422) },
        detail: one('Count copies in or out; every change is in the stock ledger'),
      },
    );
}
