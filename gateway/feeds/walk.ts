// Walks through all books and authors, a hundred at a time. Nothing of it is remembered: it would push out what pages need.

import type { Page } from '#kit/page';
import type { Author } from '#services/books/model';
import { cursorOf } from '#views/parts/pager.tsx';
import { url } from '#views/urls.ts';
import { type Answer, type Asker, ok, readMs } from '../calls.ts';
import type { Services } from '../services.ts';
import { mostPages, type SitemapPage } from './sitemap.ts';

const batchSize = 100;

/** Every batch has the time a page has. */
const anew = (by: Asker): Asker => ({ ...by, readBy: performance.now() + readMs });

/** How many lists the books fill: one for each 50,000 ids, whether there is a book to every id or not. */
export async function bookParts(services: Services, by: Asker): Promise<{ count: number; newestAt?: string }> {
  const [newest] = (await ok(services.books.batch(anew(by), { ordering: '-id', limit: 1 }))).results;
  return newest ? { count: Math.ceil(newest.id / mostPages), newestAt: newest.created_at } : { count: 0 };
}

/**
 * The books of one list, by id: any list can be opened without walking through those before it, and a book stays in its list.
 * @param part from 1 on
 */
export async function* booksOf(services: Services, by: Asker, part: number): AsyncGenerator<SitemapPage[]> {
  const end = part * mostPages;
  for (let id = end - mostPages + 1; id <= end; id += batchSize) {
    const ids = Array.from({ length: batchSize }, (_, ahead) => id + ahead).join();
    const { results } = await ok(services.books.batch(anew(by), { ids, limit: batchSize }));
    yield results.map((book) => ({ path: url.book(book), changedAt: book.updated_at }));
  }
}

/** Authors by name, as many as one list takes. */
export async function* authorPages(services: Services, by: Asker): AsyncGenerator<SitemapPage[]> {
  let cursor: string | undefined;
  for (let walked = 0; walked < mostPages; walked += batchSize) {
    const asked: Answer<Page<Author>> = await services.books.authorBatch(anew(by), { limit: batchSize, cursor });
    const { results, next } = await ok(asked);
    yield results.map(({ slug }) => ({ path: url.author(slug) }));
    if (next === null) return;
    cursor = cursorOf(next);
  }
}
