// The feeds told for people: what each is, and its address to give to a program.

import type { Category } from '#services/books/model';
import { Missing } from '../parts/empty.tsx';
import { url } from '../urls.ts';

/** `categories` is null where they could not be had. */
export type FeedsProps = { categories: readonly Category[] | null };

export function FeedsPage({ categories }: FeedsProps): JSX.Element {
  return (
    <div class="prose">
      <h1>Feeds</h1>
      <p>
        Addresses for feed readers, reading programs and browsers. Copy one into your program; nobody need sign in, and
        nobody is counted.
      </p>
      <h2>New books</h2>
      <p>
        Atom feeds of what came in last, for any feed reader: <a href={url.newBooksFeed()}>the whole shop</a>, or one
        shelf.
      </p>
      {categories === null ? <Missing what="Feeds of the shelves are" /> : <ShelfFeeds categories={categories} />}
      <h2>A search you follow</h2>
      <p>
        Put your words at the end of this address, with <code>+</code> between them:{' '}
        <a href={url.searchFeed('middlemarch')} safe>
          {url.searchFeed('middlemarch')}
        </a>
      </p>
      <h2>The catalogue in your reading program</h2>
      <p>
        <a href={url.opds()}>The OPDS catalogue</a> has all shelves, a search and prices, in OPDS 1.2 and, for programs
        that ask for it, 2.0.
      </p>
      <h2>The search box of your browser</h2>
      <p>
        Browsers find <a href={url.openSearch()}>our OpenSearch description</a> by themselves and offer to add the shop
        to their search engines.
      </p>
      <h2>For robots and programs</h2>
      <p>
        <a href={url.sitemap()}>A sitemap</a> lists every page of the catalogue, and <a href={url.swagger()}>the API</a>{' '}
        has everything as JSON.
      </p>
    </div>
  );
}

function ShelfFeeds({ categories }: { categories: readonly Category[] }): JSX.Element {
  if (categories.length === 0) return <p class="none">The shelves are still empty.</p>;
  return (
    <ul>
      {categories.map(({ slug, name }) => (
        <li>
          <a href={url.shelfFeed(slug)} safe>
            {name}
          </a>
        </li>
      ))}
    </ul>
  );
}
