import { formatDay, formatYear } from '#kit/time';
import type { Book } from '#services/books/model';
import { attribute } from '../parts/attribute.ts';
import { formatWords, languageName } from '../parts/words.ts';
import { url } from '../urls.ts';
import { seriesWords } from './series.ts';

/** What a catalogue card says: format, publisher, dates, ISBN, language, series. Unknown facts are left out. */
export function BookFacts({ book, series }: FactsProps): JSX.Element {
  return (
    <dl class="facts">
      {factsOf(book, series).map(({ name, value, href }) => (
        <div>
          <dt safe>{name}</dt>
          <dd dir="auto">
            {href === undefined ? (
              <span safe>{value}</span>
            ) : (
              <a href={attribute(href)} safe>
                {value}
              </a>
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** `series` are the other books of the book's series; null where they could not be had. */
type FactsProps = { book: Book; series: readonly Book[] | null };

type Fact = { name: string; value: string; href?: string };

function factsOf(book: Book, others: readonly Book[] | null): Fact[] {
  const pages = book.page_count === null ? '' : `, ${book.page_count.toLocaleString('en')} pages`;
  const series = seriesWords(book, others);
  const facts = [
    { name: 'Format', value: `${formatWords[book.format]}${pages}` },
    { name: 'Publisher', value: book.publisher, href: url.books({ publisher: book.publisher ?? undefined }) },
    { name: 'Published', value: publishedWords(book) },
    { name: 'Series', value: series, href: url.books({ series: book.series ?? undefined }) },
    { name: 'ISBN', value: book.isbn },
    { name: 'Language', value: book.language === null ? null : languageName(book.language) },
  ];
  return facts.filter((fact): fact is Fact => fact.value !== null && fact.value !== '');
}

/** `2 February 2026 (first published 1903)`, as far as it is known. */
function publishedWords({ published_on, first_published }: Book): string | null {
  const first = first_published === null ? null : formatYear(first_published);
  if (published_on === null) return first === null ? null : `First published ${first}`;
  return first === null ? formatDay(published_on) : `${formatDay(published_on)} (first published ${first})`;
}
