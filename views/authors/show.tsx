import type { Author } from '#services/books/model';
import { type ListData, Listing } from '../books/listing.tsx';
import { Breadcrumb } from '../parts/breadcrumb.tsx';
import { url } from '../urls.ts';

export type AuthorProps = ListData & { author: Author };

export function AuthorPage({ author, ...list }: AuthorProps): JSX.Element {
  return (
    <>
      <Breadcrumb path={[{ name: 'All books', href: url.books({ ordering: 'author' }) }]} />
      <h1 dir="auto" safe>
        {author.name}
      </h1>
      <Listing {...list} address={(other) => url.author(author.slug, other)} />
    </>
  );
}
