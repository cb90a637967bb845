// All books as one list, and the page of a book.

import { Elysia } from 'elysia';
import { formatMinor, toMinor } from '#kit/money';
import type { Book, Category } from '#services/books/model';
import type { Review } from '#services/reviews/model';
import { ShelfPage } from '#views/books/index.tsx';
import { bookJsonLd, type Shipping } from '#views/books/json-ld.ts';
import { BookPage } from '#views/books/show.tsx';
import type { SocialImage } from '#views/layout.tsx';
import { url } from '#views/urls.ts';
import { facetsOf, insteadOf } from '../beside.ts';
import { bookAt, knownId, properAddress } from '../book-address.ts';
import { ok, orNothing } from '../calls.ts';
import { pngSize } from '../covers/png-size.ts';
import { arrivalWords, deliveryMinor, returnDays, workingDays } from '../delivery.ts';
import type { Deps } from '../deps.ts';
import { plainForm } from '../forms.ts';
import { choiceOf, filtersFrom, hasUnknown, isFiltered, isLostPlace } from '../listing.ts';
import { noteLook } from '../looked-at.ts';
import { perPageOf } from '../preferences.ts';
import { renderPage } from '../render.ts';
import { type Doors, moved, redirect, type Visit } from '../visit.ts';
import { votesOf } from '../votes.ts';
import { orWithdrawn } from '../withdrawn.ts';

export const books = (deps: Deps, { page }: Doors) => {
  const one = page((visit) => show(deps, visit).catch((error: unknown) => orWithdrawn(deps, visit, error)));
  return new Elysia({ name: 'pages/books' })
    .get(
      '/books',
      page((visit) => index(deps, visit)),
    )
    .get('/books/:key', one)
    .get('/books/:key/:slug', one);
};

async function index(deps: Deps, visit: Visit): Promise<Response> {
  const { books: room } = deps.services;
  const filters = filtersFrom(visit.query);
  const [categories, found, facets] = await Promise.all([
    orNothing(room.categories(visit.by)),
    room.list(visit.by, choiceOf(filters, { perPage: perPageOf(visit.jar) })),
    facetsOf(deps, visit, {}, filters),
  ]);
  if (isLostPlace(found, filters)) return redirect(visit, url.books({ ...filters, cursor: undefined }));
  const list = await ok(found);
  const content = ShelfPage({
    shelf: null,
    subshelves: [],
    page: list,
    filters,
    unknown: hasUnknown(visit.query),
    facets,
    instead: await insteadOf(deps, visit, { within: {}, page: list, filters }),
    currency: deps.settings.CURRENCY,
    coverOf: deps.covers.addresses(categories?.results ?? null),
  });
  return renderPage(deps, visit, {
    title: 'All books',
    content,
    caching: 'catalogue',
    canonical: url.books(filters),
    alternates: [{ type: 'application/atom+xml', title: 'New books', href: url.newBooksFeed() }],
    noindex: isFiltered(filters),
  });
}

const socialCover = (deps: Deps, book: Book, categories: Categories): SocialImage => ({
  address: deps.origin + deps.covers.pngAddresses(categories?.results ?? null)(book),
  ...pngSize,
  alt: `Cover of ${book.title} by ${book.author}`,
});
type Categories = { results: Category[] } | null;

const shippingFor = (book: Book): Shipping => ({
  amount: formatMinor(deliveryMinor('standard', toMinor(book.price) ?? 0)),
  days: workingDays.standard,
});

/** The feed of a shelf, for the head of its page and of its books' pages. */
export const shelfFeedOf = ({ name, slug }: Category) => ({
  type: 'application/atom+xml',
  title: `New on the shelf ${name}`,
  href: url.shelfFeed(slug),
});

const reviewsShown = 3;
const relatedShown = 6;
const mostEditions = 8;
/** Of a series, to tell how many there are and which come next to this one. */
const mostVolumes = 60;

async function show(deps: Deps, visit: Visit): Promise<Response> {
  const { key = '' } = visit.params;
  const { by } = visit;
  // Reviews hang on the id, which is often known before the book is here: then both are asked for at once.
  const id = knownId(key);
  const early = id === undefined ? undefined : reviewsOf(deps, visit, id);
  // Where the book is not there nobody waits for them; a fault in them must then not be one of the process.
  early?.catch(() => {});
  const [book, categories] = await Promise.all([bookAt(deps, by, key), orNothing(deps.services.books.categories(by))]);
  const proper = properAddress(book, visit.path);
  if (proper) return moved(proper);
  const shelf = categories?.results.find((category) => category.id === book.category_ids[0]) ?? null;
  const [{ reviews, own, voted }, related] = await Promise.all([
    early ?? reviewsOf(deps, visit, book.id),
    relatedTo(deps, visit, book, shelf),
  ]);
  noteLook(visit.jar, book.id);
  const coverOf = deps.covers.addresses(categories?.results ?? null);
  const content = BookPage({
    book,
    shelf,
    reviews,
    own,
    voted,
    ...related,
    coverOf,
    form: plainForm(deps, visit),
    promise: book.available > 0 ? arrivalWords(deps.clock) : null,
  });
  return renderPage(deps, visit, {
    title: `${book.title} by ${book.author}`,
    description: book.description.slice(0, 160) || undefined,
    jsonLd: bookJsonLd(book, {
      origin: deps.origin,
      cover: deps.covers.pngAddresses(categories?.results ?? null)(book),
      shipping: shippingFor(book),
      returnDays,
    }),
    content,
    caching: 'catalogue',
    canonical: url.book(book),
    social: { type: 'book', title: book.title, image: socialCover(deps, book, categories), isbn: book.isbn },
    alternates: [
      { type: 'application/json', title: 'This book as JSON', href: url.bookResource(book.id) },
      ...(shelf ? [shelfFeedOf(shelf)] : []),
    ],
  });
}

/** Null where the reviews room is away; the visitor's own review is looked for among theirs. */
async function reviewsOf(deps: Deps, visit: Visit, bookId: number) {
  const { reviews: room } = deps.services;
  const [statistics, latest, own, voted] = await Promise.all([
    orNothing(room.statistics(visit.by, bookId)),
    orNothing(room.list(visit.by, { book_id: bookId, limit: reviewsShown })),
    ownReview(deps, visit, bookId),
    votesOf(deps, visit, bookId),
  ]);
  return { reviews: statistics && latest ? { statistics, latest: latest.results } : null, own, voted };
}

/** The signed-in visitor's review of a book, or null. */
export async function ownReview(deps: Deps, visit: Visit, bookId: number): Promise<Review | null> {
  const { account } = visit.visitor;
  if (!account || account.is_guest) return null;
  const found = await orNothing(
    deps.services.reviews.ownList(visit.by, { book_id: bookId, user_id: account.id, limit: 1 }),
  );
  return found?.results[0] ?? null;
}

async function relatedTo(deps: Deps, visit: Visit, book: Book, shelf: Category | null) {
  const { books: room } = deps.services;
  const [first] = book.authors;
  // Those of the series stand in a row of their own, so more are asked for.
  const limit = 2 * relatedShown + 1;
  const [editions, series, sameAuthor, sameShelf] = await Promise.all([
    orNothing(room.row(visit.by, { edition_of: String(book.id), ordering: 'price', limit: mostEditions })),
    book.series === null
      ? { results: [] }
      : orNothing(room.row(visit.by, { series: book.series, ordering: 'id', limit: mostVolumes })),
    first
      ? orNothing(room.row(visit.by, { author_slug: first.slug, ordering: '-popularity', limit }))
      : { results: [] },
    shelf ? orNothing(room.row(visit.by, { category: shelf.slug, ordering: '-popularity', limit })) : { results: [] },
  ]);
  const shown = new Set([book.id, ...(series?.results ?? []).map(({ id }) => id)]);
  const others = (found: { results: Book[] } | null) =>
    found?.results.filter((other) => !shown.has(other.id)).slice(0, relatedShown) ?? null;
  return {
    sameAuthor: others(sameAuthor),
    sameShelf: others(sameShelf),
    editions: editions?.results ?? null,
    series: series?.results.filter((other) => other.id !== book.id) ?? null,
  };
}
