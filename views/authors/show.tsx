import type { Page } from '#kit/page';
import type { Author, Book } from '#services/books/model';
import { Listing } from '../books/listing.tsx';
import { Breadcrumb } from '../parts/breadcrumb.tsx';
import type { CoverOf } from '../parts/cover.tsx';
import { type BookFilters, url } from '../urls.ts';

export type AuthorProps = { author: Author; page: Page<Book>; filters: BookFilters; coverOf: CoverOf };

export function AuthorPage({ author, page, filters, coverOf }: AuthorProps): JSX.Element {
  return (
    <>
      <Breadcrumb path={[{ name: 'All books', href: url.books({ ordering: 'author' }) }]} />
      <h1 dir="auto" safe>
        {author.name}
      </h1>
      <Listing page={page} filters={filters} address={(other) => url.author(author.slug, other)} coverOf={coverOf} />
    </>
  );
}
