import { formatDay, formatYear } from '#kit/time';
import type { Book } from '#services/books/model';
import { formatWords, languageName } from '../parts/words.ts';

/** What a catalogue card says: format, publisher, dates, ISBN, language, series. Unknown facts are left out. */
export function BookFacts({ book }: { book: Book }): JSX.Element {
  return (
    <dl class="facts">
      {factsOf(book).map(({ name, value }) => (
        <div>
          <dt safe>{name}</dt>
          <dd safe>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

type Fact = { name: string; value: string };

function factsOf(book: Book): Fact[] {
  const pages = book.page_count === null ? '' : `, ${book.page_count.toLocaleString('en')} pages`;
  const facts = [
    { name: 'Format', value: `${formatWords[book.format]}${pages}` },
    { name: 'Publisher', value: book.publisher },
    { name: 'Published', value: publishedWords(book) },
    { name: 'Series', value: seriesWords(book) },
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

function seriesWords({ series, series_position }: Book): string | null {
  if (series === null) return null;
  return series_position === null ? series : `${series}, No. ${series_position}`;
}
