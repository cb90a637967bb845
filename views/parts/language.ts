import type { Book } from '#services/books/model';
import { attribute } from './attribute.ts';

/** The `lang` of a title, where it is not English like the page around it. */
export const languageTag = (book: Pick<Book, 'language'>): string | undefined =>
  book.language === null || book.language === 'en' ? undefined : attribute(book.language);
