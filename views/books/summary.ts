import type { Page } from '#kit/page';
import type { Book } from '#services/books/model';
import { counted } from '../parts/words.ts';

/** The heading of a list, said aloud when it changes: `Showing 1–24 of 301 books`, or the number where all are on one page. */
export function summaryOf(page: Page<Book>, isFirst: boolean): string {
  const total = page.count_is_exact ? counted(page.count, 'book') : `more than ${counted(page.count, 'book')}`;
  const shown = page.results.length;
  const isWhole = page.next === null && page.previous === null;
  if (isWhole || shown === 0) return page.count_is_exact ? total : `M${total.slice(1)}`;
  return isFirst ? `Showing 1–${shown} of ${total}` : `Showing ${shown} of ${total}`;
}
