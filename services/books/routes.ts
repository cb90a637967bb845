// HTTP door: the catalogue, search, categories and authors.

import { Elysia } from 'elysia';
import type { Deps } from './deps.ts';
import { bookRoutes } from './routes/books.ts';

export const routes = (deps: Deps) =>
  new Elysia({ normalize: false }).group('/api/books', (app) => app.use(bookRoutes(deps)));
export type BooksApi = ReturnType<typeof routes>;
