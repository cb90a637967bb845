// HTTP door to the catalogue: lists, single books, stock.

import { Type } from '@sinclair/typebox';
import { Elysia } from 'elysia';
import { guards } from '#kit/auth';
import { strict } from '#kit/http';
import { IdText } from '#kit/id';
import { repeatable } from '#kit/idempotency';
import { windowOf } from '#kit/keyset';
import { Nothing, operations } from '#kit/operation';
import { PageOf, toPage } from '#kit/page';
import {
  changeBook,
  changeStock,
  createBook,
  discontinueBook,
  readBook,
  readBookByIsbn,
  replaceBook,
  tagOf,
} from '../actions/books.ts';
import { filterOf } from '../actions/filters.ts';
import type { Deps } from '../deps.ts';
import * as model from '../model.ts';
import { present } from '../present.ts';
import type { BookRow } from '../repository/books.ts';
import { keysOf, listBooks } from '../repository/list.ts';

const ById = strict({ id: IdText });
const ByIsbn = strict({ isbn: Type.String({ pattern: '^97[89][0-9]{10}$', examples: ['9780141439587'] }) });
const one = operations('Books');

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
      response: { 200: PageOf(model.Book) },
      detail: one('listBooks', { summary: 'List books' }),
    })
    .get('/by_category/', ({ request, query }) => list(request, query, 'title'), {
      anyone: true,
      query: model.BooksByCategoryQuery,
      response: { 200: PageOf(model.Book) },
      detail: one('listBooksByCategory', { summary: 'Books of a category, by title' }),
    })
    .get('/by_author/', ({ request, query }) => list(request, query, 'title'), {
      anyone: true,
      query: model.BooksByAuthorQuery,
      response: { 200: PageOf(model.Book) },
      detail: one('listBooksByAuthor', {
        summary: 'Books whose author line contains this, whatever its case and accents, by title',
      }),
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
        response: { 201: model.Book },
        detail: one('addBook', {
          summary: 'Add a book',
          tagged: true,
          repeatable: true,
          refuses: { 409: ['duplicate-isbn'] },
        }),
      },
    )
    .get('/isbn/:isbn/', async ({ params, set }) => show(set, await readBookByIsbn(deps, params.isbn)), {
      anyone: true,
      params: ByIsbn,
      response: { 200: model.Book },
      detail: one('readBookByIsbn', {
        summary: 'One book, by its ISBN-13',
        tagged: true,
        refuses: { 404: true, 410: ['discontinued'] },
      }),
    })
    .get('/:id/', async ({ params, set }) => show(set, await readBook(deps, params.id)), {
      anyone: true,
      params: ById,
      response: { 200: model.Book },
      detail: one('readBook', { summary: 'One book', tagged: true, refuses: { 404: true, 410: ['discontinued'] } }),
    })
    .put(
      '/:id/',
      async ({ params, body, actor, headers, set }) =>
        show(set, await replaceBook(deps, actor, { id: params.id, input: body, ifMatch: headers['if-match'] })),
      {
        staff: true,
        params: ById,
        body: model.BookReplacement,
        response: { 200: model.Book },
        detail: one('replaceBook', {
          summary: 'Replace a book; its stock stays unless given',
          tagged: true,
          refuses: { 404: true, 409: ['duplicate-isbn', 'stock-held', 'stock-limit'] },
        }),
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
        response: { 200: model.Book },
        detail: one('changeBook', {
          summary: 'Change a book',
          tagged: true,
          refuses: { 404: true, 409: ['duplicate-isbn', 'stock-held', 'stock-limit'] },
        }),
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
        response: { 204: Nothing },
        detail: one('discontinueBook', {
          summary: 'Take a book out of the catalogue; orders keep their copy of it',
          tagged: true,
          refuses: { 404: true },
        }),
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
        response: { 200: model.StockLevel },
        detail: one('changeStock', {
          summary: 'Count copies in or out; every change is in the stock ledger',
          repeatable: true,
          refuses: { 404: true, 409: ['stock-held', 'stock-limit'] },
        }),
      },
    );
}
