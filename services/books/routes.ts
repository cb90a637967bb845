// HTTP door: the catalogue, search, categories and authors.

import { Elysia } from 'elysia';
import type { Deps } from './deps.ts';
import { authorRoutes } from './routes/authors.ts';
import { bookRoutes } from './routes/books.ts';
import { categoryRoutes } from './routes/categories.ts';
import { searchRoutes } from './routes/search.ts';

export const routes = (deps: Deps) =>
  new Elysia({ normalize: false })
    .group('/api/books', (app) => app.use(searchRoutes(deps)).use(bookRoutes(deps)))
    .use(categoryRoutes(deps))
    .use(authorRoutes(deps));
export type BooksApi = ReturnType<typeof routes>;
