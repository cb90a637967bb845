// HTTP door to search, suggestions and the counts beside a list.

import { Elysia } from 'elysia';
import { guards } from '#kit/auth';
import { windowOf } from '#kit/keyset';
import { operations } from '#kit/operation';
import { toPage } from '#kit/page';
import { filterOf } from '../actions/filters.ts';
import type { Deps } from '../deps.ts';
import * as model from '../model.ts';
import { present, presentFacets, presentSuggestions } from '../present.ts';
import { countFacets } from '../repository/facets.ts';
import { search, suggest } from '../search/read.ts';

const one = operations('Books');

export function searchRoutes(deps: Deps) {
  return new Elysia({ normalize: false })
    .use(guards(deps.auth))
    .get(
      '/search/',
      async ({ request, query: { q, ...asked } }) => {
        const window = windowOf(asked, '-relevance');
        const filter = filterOf(asked);
        const found = await deps.db.use((query) => search(query, q, filter, window));
        const page = toPage(window, found, {
          url: request.url,
          keysOf: ({ book, score }) => [score, book.id],
          present: ({ book }) => present(book),
        });
        return { ...page, did_you_mean: found.didYouMean };
      },
      {
        anyone: true,
        query: model.SearchQuery,
        response: { 200: model.SearchPage },
        detail: one('searchBooks', {
          summary: 'Search by relevance over title, author, ISBN, series, publisher and description',
        }),
      },
    )
    .get('/suggest/', async ({ query: { q } }) => presentSuggestions(await deps.db.use((query) => suggest(query, q))), {
      anyone: true,
      query: model.SuggestQuery,
      response: { 200: model.Suggestions },
      detail: one('suggestBooks', { summary: 'At most 8 titles and authors for a search box' }),
    })
    .get(
      '/facets/',
      async ({ query: asked }) => {
        const filter = filterOf(asked);
        return presentFacets(await deps.db.use((query) => countFacets(query, filter)));
      },
      {
        anyone: true,
        query: model.FacetQuery,
        response: { 200: model.Facets },
        detail: one('countBooks', { summary: 'Books of a list counted by format, language, price and availability' }),
      },
    );
}
