// Covers as pages link to them, /covers/{isbn or id}-{hash}.svg, and the pictures behind those addresses, drawn when first
// asked for; under .png the same for who shows no drawings. The hash is of all that a cover is drawn from, so a picture never
// changes and may be kept for ever.

import { notFound, Problem } from '#kit/problem';
import type { Book, Category } from '#services/books/model';
import { foreverCached } from './assets.ts';
import { type Asker, ok } from './calls.ts';
import { type Bytes, compress, type Encoding, encodingsFor } from './compress.ts';
import { type CoverBook, cover, coverHash } from './covers/cover.ts';
import { createRaster, type Raster } from './covers/raster.ts';
import { createDottedCovers } from './dotted-covers.ts';
import { pictureHeaders } from './headers.ts';
import { createLru } from './lru.ts';
import type { Services } from './services.ts';

type Subject = Pick<Book, 'id' | 'isbn' | 'title' | 'author'> & Partial<Pick<Book, 'category_ids' | 'cover_url'>>;

export type CoverPictures = {
  /** Where a book's cover is. Without categories the address leads to the right one by a redirect. */
  addresses(categories: readonly Category[] | null): (book: Subject) => string;
  /** The same as a picture of dots, for programs that show no drawings; see `pngSize`. */
  pngAddresses(categories: readonly Category[] | null): (book: Subject) => string;
  /**
   * The picture behind `{key}-{hash}.svg` or `.png`. @throws Problem 404 for no such book, 503 while books is silent or too
   * many covers are being drawn.
   */
  serve(file: string, request: Request, by: Asker): Promise<Response>;
  /** Reads the fonts the covers are set in, a fifth of a second the first cover would otherwise take. */
  warmUp(): void;
};

type Picture = Map<Encoding, Bytes>;

const address = (book: CoverBook): string => `/covers/${book.key}-${coverHash(book)}.svg`;

export function createCoverPictures(services: Services, raster: Raster = createRaster()): CoverPictures {
  // What a page just linked to is asked for next: the book need not be looked up again.
  const linked = createLru<CoverBook>(5000);
  // Lines of old orders know no shelf. Where their book is no longer sold, nobody else knows it, and this is what is drawn.
  const shelfless = createLru<CoverBook>(5000);
  const drawn = createLru<Picture>(1500);
  const dotted = createDottedCovers(raster);

  const draw = (path: string, book: CoverBook): Picture => {
    const picture: Picture = new Map([['identity', Buffer.from(cover(book))]]);
    drawn.set(path, picture);
    return picture;
  };

  const addresses: CoverPictures['addresses'] = (categories) => {
    const slugs = new Map(categories?.map(({ id, slug }) => [id, slug]));
    return (book) => {
      // Pictures of other sites are not shown: a page of ours asks nobody else for anything.
      if (book.cover_url?.startsWith('/')) return book.cover_url;
      const subject = subjectOf(book, slugs);
      const path = address(subject);
      (subject.shelf === undefined ? shelfless : linked).set(path, subject);
      return path;
    };
  };

  return {
    addresses,
    pngAddresses(categories) {
      const drawing = addresses(categories);
      return (book) => asPng(drawing(book));
    },
    async serve(file, request, by) {
      const [, key, kind] = /^(\d{1,13})-[0-9a-z]{10}\.(svg|png)$/.exec(file) ?? [];
      if (!key) throw notFound('cover');
      const path = `/covers/${file.slice(0, -4)}.svg`;
      const isPng = kind === 'png';
      const known = drawn.get(path);
      if (known && !isPng) return answer(known, path, request);
      const kept = isPng ? dotted.kept(path) : undefined;
      if (kept) return answerPng(kept, path, request);
      const book = linked.get(path) ?? (await find(services, by, key, shelfless.get(path)));
      const right = address(book);
      if (right !== path) return moved(isPng ? asPng(right) : right);
      return isPng
        ? answerPng(await dotted.draw(path, () => cover(book)), path, request)
        : answer(draw(path, book), path, request);
    },
    warmUp: () => void cover({ key: '0', title: 'Colophon', author: 'Books' }),
  };
}

function subjectOf(book: Subject, slugs: Map<number, string>): CoverBook {
  const { isbn, id, title, author, category_ids: [first] = [] } = book;
  const shelf = first === undefined ? undefined : slugs.get(first);
  return { key: isbn ?? String(id), title, author, ...(shelf === undefined ? {} : { shelf }) };
}

/** @param remembered what a page of ours said of the book, for when it is no longer sold */
async function find(services: Services, by: Asker, key: string, remembered?: CoverBook): Promise<CoverBook> {
  try {
    return await findSold(services, by, key);
  } catch (error) {
    const isGone = error instanceof Problem && (error.status === 404 || error.status === 410);
    if (isGone && remembered) return remembered;
    throw error;
  }
}

async function findSold(services: Services, by: Asker, key: string): Promise<CoverBook> {
  const [book, categories] = await Promise.all([findBook(services, by, key), ok(services.books.categories(by))]);
  return subjectOf(book, new Map(categories.results.map(({ id, slug }) => [id, slug])));
}

async function findBook(services: Services, by: Asker, key: string): Promise<Book> {
  if (key.length < 13) return ok(services.books.show(by, Number(key)));
  const [book] = (await ok(services.books.list(by, { isbn: key, limit: 1 }))).results;
  if (!book) throw notFound('book');
  return book;
}

/** A cover somebody gave is a file of its own. */
const asPng = (drawing: string): string => drawing.replace(/\.svg$/, '.png');

function answerPng(png: Bytes, path: string, request: Request): Response {
  const etag = `"${path.slice(-14, -4)}-png"`;
  const headers = { ...pictureHeaders, 'content-type': 'image/png', 'cache-control': foreverCached, etag };
  if (request.headers.get('if-none-match') === etag) return new Response(null, { status: 304, headers });
  return new Response(png, { headers });
}

const moved = (location: string): Response =>
  new Response(null, { status: 302, headers: { ...pictureHeaders, location, 'cache-control': 'public, max-age=300' } });

function answer(picture: Picture, path: string, request: Request): Response {
  const encoding = encodingsFor(request.headers.get('accept-encoding')).file;
  const etag = `"${path.slice(-14, -4)}-${encoding}"`;
  const headers: Record<string, string> = {
    ...pictureHeaders,
    'content-type': 'image/svg+xml',
    'cache-control': foreverCached,
    vary: 'Accept-Encoding',
    etag,
  };
  if (request.headers.get('if-none-match') === etag) return new Response(null, { status: 304, headers });
  if (encoding !== 'identity') headers['content-encoding'] = encoding;
  return new Response(variant(picture, encoding), { headers });
}

function variant(picture: Picture, encoding: Encoding): Bytes {
  const known = picture.get(encoding);
  if (known) return known;
  const packed = compress(picture.get('identity') ?? new Uint8Array(), encoding);
  picture.set(encoding, packed);
  return packed;
}
