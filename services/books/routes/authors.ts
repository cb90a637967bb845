// HTTP door to the authors.

import { Type } from '@sinclair/typebox';
import { Elysia } from 'elysia';
import { guards } from '#kit/auth';
import { strict } from '#kit/http';
import { windowOf } from '#kit/keyset';
import { operations } from '#kit/operation';
import { PageOf, toPage } from '#kit/page';
import { notFound } from '#kit/problem';
import type { Deps } from '../deps.ts';
import * as model from '../model.ts';
import { presentAuthor } from '../present.ts';
import { findAuthor, listAuthors } from '../repository/authors.ts';

const BySlug = strict({ slug: Type.String({ minLength: 1, maxLength: 400, examples: ['f-scott-fitzgerald'] }) });
const one = operations('Authors');

export function authorRoutes(deps: Deps) {
  return new Elysia({ prefix: '/api/authors', normalize: false })
    .use(guards(deps.auth))
    .get(
      '/',
      async ({ request, query: asked }) => {
        const window = windowOf(asked, 'name');
        const found = await deps.db.use((query) => listAuthors(query, asked.q?.trim(), window));
        return toPage(window, found, {
          url: request.url,
          keysOf: (author) => [author.nameKey, author.id],
          present: presentAuthor,
        });
      },
      {
        anyone: true,
        query: model.AuthorQuery,
        response: { 200: PageOf(model.Author) },
        detail: one('listAuthors', { summary: 'Authors by name; q is a part of the name' }),
      },
    )
    .get(
      '/:slug/',
      async ({ params }) => {
        const author = await deps.db.use((query) => findAuthor(query, params.slug));
        if (!author) throw notFound('author');
        return presentAuthor(author);
      },
      {
        anyone: true,
        params: BySlug,
        response: { 200: model.Author },
        detail: one('readAuthor', { summary: 'One author', refuses: { 404: true } }),
      },
    );
}
