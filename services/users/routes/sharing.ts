// HTTP door of shared reading lists.

import { Type } from '@sinclair/typebox';
import { Elysia } from 'elysia';
import { guards } from '#kit/auth';
import { strict } from '#kit/http';
import { windowOf } from '#kit/keyset';
import { Nothing, operations } from '#kit/operation';
import { toPage } from '#kit/page';
import { readSharing, share, sharerOf, stopSharing } from '../actions/sharing.ts';
import type { Deps } from '../deps.ts';
import * as model from '../model.ts';
import { presentShared } from '../present.ts';
import { listReading } from '../repository/kept.ts';
import { sharedName } from '../rules.ts';

const one = operations('Accounts');
const BySecret = strict({ secret: Type.String({ minLength: 1, maxLength: 200 }) });

export function sharingRoutes(deps: Deps) {
  return new Elysia({ normalize: false })
    .use(guards(deps.auth))
    .get('/me/reading_list/sharing/', async ({ actor }) => ({ secret: await readSharing(deps, actor) }), {
      user: true,
      response: { 200: model.Sharing },
      detail: one('readSharing', { summary: "Whether the caller's reading list is shared, and by which link" }),
    })
    .put('/me/reading_list/sharing/', async ({ actor }) => ({ secret: await share(deps, actor) }), {
      user: true,
      response: { 200: model.Sharing },
      detail: one('shareReading', {
        summary: 'Share the reading list by a link',
        description: 'Its books can be read by whoever has the link, without notes; repeating is harmless.',
      }),
    })
    .delete(
      '/me/reading_list/sharing/',
      async ({ actor, set }) => {
        await stopSharing(deps, actor);
        set.status = 204;
      },
      {
        user: true,
        response: { 204: Nothing },
        detail: one('stopSharingReading', { summary: 'Switch the link off, for good; repeating is harmless' }),
      },
    )
    .get(
      '/shared_lists/:secret/',
      async ({ request, params, query }) => {
        const sharer = await sharerOf(deps, params.secret);
        const window = windowOf(query, query.ordering ?? '-added_at');
        const found = await deps.db.use((held) => listReading(held, sharer.id, window));
        const keysOf = (row: { addedAt: string; bookId: number }) => [row.addedAt, row.bookId];
        return {
          reader: sharedName(sharer),
          ...toPage(window, found, { url: request.url, keysOf, present: presentShared }),
        };
      },
      {
        anyone: true,
        params: BySecret,
        query: model.ReadingQuery,
        response: { 200: model.SharedList },
        detail: one('readSharedList', {
          summary: 'A reading list that its owner shares',
          description: 'The books alone, without notes and without anything of the owner but a first name.',
          refuses: { 404: true },
        }),
      },
    );
}
