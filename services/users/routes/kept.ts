// HTTP door of what an account keeps for itself: addresses and the reading list.

import { Elysia } from 'elysia';
import { guards } from '#kit/auth';
import { strict } from '#kit/http';
import { IdText } from '#kit/id';
import { windowOf } from '#kit/keyset';
import { Nothing, operations } from '#kit/operation';
import { PageOf, toPage } from '#kit/page';
import { addAddress, changeAddress, keep, merge, removeAddress } from '../actions/kept.ts';
import { standing } from '../actions/standing.ts';
import type { Deps } from '../deps.ts';
import * as model from '../model.ts';
import { presentAddress, presentReading } from '../present.ts';
import { dropBook, listAddresses, listReading } from '../repository/kept.ts';
import { sharingRoutes } from './sharing.ts';

const ById = strict({ id: IdText });
const ByBook = strict({ book_id: IdText });
const one = operations('Accounts');

export function keptRoutes(deps: Deps) {
  return new Elysia({ normalize: false }).use(addressRoutes(deps)).use(sharingRoutes(deps)).use(readingRoutes(deps));
}

function addressRoutes(deps: Deps) {
  return new Elysia({ normalize: false })
    .use(guards(deps.auth))
    .get(
      '/me/addresses/',
      async ({ request, query, actor }) => {
        const { id } = await standing(deps, actor);
        const window = windowOf(query, 'id');
        const found = await deps.db.use((held) => listAddresses(held, id, window));
        return toPage(window, found, { url: request.url, keysOf: (row) => [row.id], present: presentAddress });
      },
      {
        user: true,
        query: model.KeptQuery,
        response: { 200: PageOf(model.Address) },
        detail: one('listAddresses', { summary: "The caller's addresses" }),
      },
    )
    .post(
      '/me/addresses/',
      async ({ actor, body, set }) => {
        const made = await addAddress(deps, actor, body);
        set.status = 201;
        set.headers.location = `/api/users/me/addresses/${made.id}/`;
        return presentAddress(made);
      },
      {
        user: true,
        body: model.NewAddress,
        response: { 201: model.Address },
        detail: one('addAddress', { summary: 'Keep an address', refuses: { 409: ['too-many'] } }),
      },
    )
    .put(
      '/me/addresses/:id/',
      async ({ actor, params, body }) => presentAddress(await changeAddress(deps, actor, params.id, body)),
      {
        user: true,
        params: ById,
        body: model.NewAddress,
        response: { 200: model.Address },
        detail: one('replaceAddress', { summary: 'Replace an address', refuses: { 404: true } }),
      },
    )
    .delete(
      '/me/addresses/:id/',
      async ({ actor, params, set }) => {
        await removeAddress(deps, actor, params.id);
        set.status = 204;
      },
      {
        user: true,
        params: ById,
        response: { 204: Nothing },
        detail: one('deleteAddress', { summary: 'Forget an address', refuses: { 404: true } }),
      },
    );
}

function readingRoutes(deps: Deps) {
  return new Elysia({ normalize: false })
    .use(guards(deps.auth))
    .get(
      '/me/reading_list/',
      async ({ request, query, actor }) => {
        const { id } = await standing(deps, actor);
        const window = windowOf(query, query.ordering ?? '-added_at');
        const found = await deps.db.use((held) => listReading(held, id, window));
        const keysOf = (row: { addedAt: string; bookId: number }) => [row.addedAt, row.bookId];
        return toPage(window, found, { url: request.url, keysOf, present: presentReading });
      },
      {
        user: true,
        query: model.ReadingQuery,
        response: { 200: PageOf(model.ReadingEntry) },
        detail: one('listReading', { summary: "The caller's reading list, newest first" }),
      },
    )
    .post('/me/reading_list/', async ({ actor, body }) => ({ added: await merge(deps, actor, body.book_ids) }), {
      user: true,
      body: model.ReadingBooks,
      response: { 200: model.ReadingMerged },
      detail: one('mergeReading', {
        summary: 'Put books on the reading list',
        description: 'As many as there is room for. Repeating is harmless.',
      }),
    })
    .put(
      '/me/reading_list/:book_id/',
      async ({ actor, params, body }) =>
        presentReading(await keep(deps, actor, { bookId: params.book_id, note: body.note })),
      {
        user: true,
        params: ByBook,
        body: model.ReadingNote,
        response: { 200: model.ReadingEntry },
        detail: one('keepReading', {
          summary: 'Put a book on the reading list, or change its note',
          refuses: { 409: ['too-many'] },
        }),
      },
    )
    .delete(
      '/me/reading_list/:book_id/',
      async ({ actor, params, set }) => {
        const { id } = await standing(deps, actor);
        await deps.db.use((query) => dropBook(query, id, params.book_id));
        set.status = 204;
      },
      {
        user: true,
        params: ByBook,
        response: { 204: Nothing },
        detail: one('dropReading', { summary: 'Take a book off the reading list; repeating is harmless' }),
      },
    );
}
