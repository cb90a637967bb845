// Lists of books and authors on a real database: every order, every filter, every page.

import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { sql } from 'drizzle-orm';
import { rows } from '#kit/database';
import { newUid } from '#kit/id';
import { type Room, startRoom } from '#tests/support/room';
import { books } from './index.ts';

let room: Room;
let staff: string;
beforeAll(async () => {
  room = await startRoom(books);
  staff = await room.token({ id: 1, role: 'staff' });
}, 60_000);
afterAll(async () => {
  expect(await strayKeys()).toEqual([]);
  await room.stop();
});

/** Places on shelves whose sort keys are not those of their book. */
const strayKeys = () =>
  room.deps.db.use((query) =>
    rows(
      query,
      sql`select c.book_id from book_categories c join books b on b.id = c.book_id join book_figures f on f.book_id = b.id
          where (c.title_key, c.author_key, c.price_minor, c.published_key, c.created_at, c.rating, c.units_sold)
            is distinct from (b.title_key, b.author_key, b.price_minor, b.published_key, b.created_at, f.rating, f.units_sold)
            or b.discontinued_at is not null`,
    ),
  );

type Fields = Record<string, unknown>;
const add = async (fields: Fields = {}) =>
  (await room.post('/api/books/', { title: 'Emma', author: 'Jane Austen', price: '9.99', ...fields }, staff)).json;
const shelve = async (fields: Fields = {}) =>
  (await room.post('/api/categories/', { name: `Shelf ${newUid()}`, ...fields }, staff)).json;
const titles = (answer: { json: { results: { title: string }[] } }) => answer.json.results.map((book) => book.title);

/** Follows `next` to the end, then `previous` back to the beginning; both ways must show the same. */
async function walk(url: string): Promise<{ id: number; title: string }[]> {
  const seen: { id: number; title: string }[] = [];
  const sizes: number[] = [];
  let last = url;
  for (let at: string | null = url; at; ) {
    last = at;
    const { json } = await room.get(at);
    seen.push(...json.results);
    sizes.push(json.results.length);
    at = json.next;
  }
  const back: { id: number }[] = [];
  for (let at: string | null = last; at; ) {
    const { json } = await room.get(at);
    back.unshift(...json.results);
    at = json.previous;
  }
  expect(back.map((book) => book.id)).toEqual(seen.map((book) => book.id));
  return seen;
}

describe('lists', () => {
  let shelf: { id: number; slug: string };
  beforeAll(async () => {
    shelf = await shelve({ name: 'The orders of things', slug: 'orders-of-things' });
    const list = [
      ['Zebra', 'Émile Zola', '5.00', '2001-01-01', 0],
      ['aardvark', 'zola, Emile', '7.00', '2003-01-01', 2],
      ['Éclair', 'Anne Brontë', '5.00', undefined, 5],
      ['“Edge”', 'Anne Brontë', '20.00', '1999-12-31', 1],
      ['Éclair', 'Charlotte Brontë', '6.00', '2001-01-01', 0],
    ] as const;
    for (const [title, author, price, published_on, stock] of list) {
      await add({ title, author, price, published_on, stock, category_id: shelf.id, language: stock ? 'fr' : 'en' });
    }
    for (let at = 0; at < 6; at++) {
      await add({
        title: `More ${at}`,
        author: 'Many More',
        price: `${at % 3}.00`,
        category_id: shelf.id,
        format: 'ebook',
      });
    }
    const { results } = (await room.get(`/api/books/by_category/?category_id=${shelf.id}`)).json;
    for (const [at, book] of results.entries()) {
      const body = { book_id: book.id, rating_sum: (at % 4) + 1, rating_count: 1 };
      await room.tell({ id: newUid(), type: 'reviews.rated', at: '', sequence: 1, body });
      const lines = [{ book_id: book.id, quantity: (at % 3) + 1 }];
      await room.tell({
        id: newUid(),
        type: 'orders.paid',
        at: '',
        sequence: 1,
        body: { order_id: 1, user_id: 1, lines },
      });
    }
  });

  test.each(['id', 'title', 'author', 'price', 'published_on', 'created_at', 'rating', 'popularity'])(
    'by %s, forwards and back, on the shelf and everywhere, the same whichever way',
    async (name) => {
      for (const base of [`/api/books/?category=orders-of-things&`, '/api/books/?']) {
        const up = await walk(`${base}ordering=${name}&limit=4`);
        const down = await walk(`${base}ordering=-${name}&limit=3`);
        expect(new Set(up.map((book) => book.id)).size).toBe(up.length);
        expect(down.map((book) => book.id)).toEqual(up.map((book) => book.id).reverse());
        expect(up.length).toBe((await room.get(`${base}limit=1`)).json.count);
      }
    },
  );

  test('titles sort by their letters, whatever case, accents and quotes', async () => {
    const sorted = titles(await room.get(`/api/books/by_category/?ordering=title&limit=5&category_id=${shelf.id}`));
    expect(sorted).toEqual(['aardvark', 'Éclair', 'Éclair', '“Edge”', 'More 0']);
  });

  test('each filter narrows', async () => {
    const count = async (query: string) => (await room.get(`/api/books/?category_id=${shelf.id}&${query}`)).json.count;
    expect(await count('')).toBe(11);
    expect(await count('author=bronte')).toBe(3);
    expect(await count('author=BRONTË&in_stock=true')).toBe(2);
    expect(await count('author_slug=anne-bronte')).toBe(2);
    expect(await count('min_price=5&max_price=6.00')).toBe(3);
    expect(await count('in_stock=true')).toBe(3);
    expect(await count('in_stock=false')).toBe(8);
    expect(await count('language=fr')).toBe(3);
    expect(await count('language=fr,en')).toBe(5);
    expect(await count('language=en,xx')).toBe(2);
    expect(await count('format=ebook')).toBe(6);
    expect(await count('format=ebook,paperback')).toBe(11);
    expect(await count('format=paperback,paperback')).toBe(5);
    expect(await count('format=ebook,hardback&language=fr')).toBe(0);
    expect(await count('published_after=2001-01-01')).toBe(3);
    expect(await count('published_before=2000-01-01')).toBe(1);
    expect(await count('min_rating=4')).toBe(2);
    expect(await count('staff_pick=true')).toBe(0);
    expect(await count('q=ecl')).toBe(2);
    expect(await count('q=&author=+&isbn=&category=&author_slug=')).toBe(11);
    expect(await count('category=orders-of-things')).toBe(11);
    expect(await count('category=no-such-shelf')).toBe(0);
  });

  test('by several ids at once', async () => {
    const { results } = (await room.get('/api/books/by_author/?author=bronte&limit=2')).json;
    const ids = results.map((book: { id: number }) => book.id);
    expect((await room.get(`/api/books/?ids=${ids.join()},999999`)).json.count).toBe(2);
  });

  test('by author, whatever case and accents, contained in the line', async () => {
    expect((await room.get('/api/books/by_author/?author=emile')).json.count).toBe(2);
    expect((await room.get('/api/books/by_author/?author=%C3%89MILE%20ZOLA')).json.count).toBe(1);
    expect((await room.get('/api/books/by_author/?author=zo')).json.count).toBe(2);
    expect((await room.get('/api/books/by_author/?author=%25')).json.count).toBe(0);
    expect((await room.get('/api/books/by_author/')).status).toBe(422);
  });

  test('what cannot be is refused by name', async () => {
    const refusals = {
      '?limit=0': '?limit',
      '?limit=101': '?limit',
      '?ordering=colour': '?ordering',
      '?cursor=zzz': '?cursor',
      '?colour=red': '?colour',
      '?min_price=-1': '?min_price',
      '?category_id=0': '?category_id',
      '?ids=1,,2': '?ids',
      '?published_after=2025-13-01': '?published_after',
      '?published_before=2025-02-30': '?published_before',
      '?format=scroll': '?format',
      '?format=ebook,scroll': '?format',
      '?format=ebook,': '?format',
      '?format=ebook, paperback': '?format',
      '?language=english': '?language',
      '?language=en,,fr': '?language',
      '?language={en}': '?language',
      '?min_rating=6': '?min_rating',
    };
    for (const [query, pointer] of Object.entries(refusals)) {
      const refused = await room.get(`/api/books/${query}`);
      expect([query, refused.status, refused.json.errors[0].pointer]).toEqual([query, 422, pointer]);
    }
    const other = (await room.get('/api/books/?ordering=price&limit=1')).json.next;
    expect((await room.get(other.replace('ordering=price', 'ordering=title'))).status).toBe(422);
  });

  test('facets count what another choice would give', async () => {
    const { json } = await room.get(`/api/books/facets/?category_id=${shelf.id}&format=ebook&in_stock=false`);
    expect(json.format).toEqual([
      { value: 'ebook', count: 6 },
      { value: 'paperback', count: 2 },
    ]);
    expect(json.availability).toEqual([
      { value: 'in_stock', count: 0 },
      { value: 'out_of_stock', count: 6 },
    ]);
    expect(json.language).toEqual([
      { value: 'en', count: 0 },
      { value: 'fr', count: 0 },
    ]);
    expect(json.price[0]).toEqual({ min_price: null, max_price: '4.99', count: 6 });
    expect(json.count_is_exact).toBeTrue();
    const several = await room.get(`/api/books/facets/?category_id=${shelf.id}&format=ebook,hardback&language=en,fr`);
    expect(several.json.format).toEqual([
      { value: 'paperback', count: 5 },
      { value: 'ebook', count: 0 },
    ]);
    expect(several.json.language).toEqual([
      { value: 'en', count: 0 },
      { value: 'fr', count: 0 },
    ]);
    const bands = (await room.get(`/api/books/facets/?category_id=${shelf.id}`)).json.price;
    for (const { min_price: from, max_price: to, count } of bands) {
      const query = `${from ? `&min_price=${from}` : ''}${to ? `&max_price=${to}` : ''}`;
      expect((await room.get(`/api/books/?category_id=${shelf.id}${query}`)).json.count).toBe(count);
    }
  });
});

describe('publisher, series, year, rating', () => {
  let on: string;
  const made: { id: number; title: string }[] = [];
  beforeAll(async () => {
    const shelf = await shelve();
    on = `category_id=${shelf.id}`;
    const rows = [
      { title: 'First', publisher: 'Ink & Sons', series: 'Sea, the', first_published: -380 },
      { title: 'Second', publisher: 'Ink & Sons', series: 'Sea, the', first_published: 1899 },
      { title: 'Third', publisher: '100% Paper', series: null, first_published: 1900 },
      { title: 'Fourth', publisher: null, series: null, published_on: '2014-05-01' },
      { title: 'Fifth', publisher: null, series: null },
    ];
    for (const row of rows) made.push(await add({ ...row, author: 'A. Writer', category_id: shelf.id }));
    const rated = (at: number, sum: number) => ({ book_id: made[at]?.id, rating_sum: sum, rating_count: 1 });
    for (const [at, stars] of [5, 4, 3, 2].entries())
      await room.tell({ id: newUid(), type: 'reviews.rated', at: '', sequence: 1, body: rated(at, stars) });
  });

  const titlesOf = async (query: string) =>
    (await room.get(`/api/books/?${on}&ordering=id&${query}`)).json.results.map(
      (book: { title: string }) => book.title,
    );

  test('narrow a list', async () => {
    const asked = [
      [`publisher=${encodeURIComponent('Ink & Sons')}`, ['First', 'Second']],
      [`publisher=${encodeURIComponent('100% Paper')}`, ['Third']],
      ['publisher=ink', []],
      [`series=${encodeURIComponent('Sea, the')}&min_rating=5`, ['First']],
      ['max_year=-1', ['First']],
      ['min_year=0&max_year=1899', ['Second']],
      ['min_year=1900', ['Third', 'Fourth']],
      ['min_year=2014&max_year=2014', ['Fourth']],
      // A form sends what was left empty.
      ['publisher=&series=&max_year=1000', ['First']],
    ] as const;
    for (const [query, titles] of asked) expect([query, await titlesOf(query)]).toEqual([query, [...titles]]);
    for (const query of ['min_year=19x', 'max_year=1e3', 'edition_of=0', 'edition_of=x', 'min_year=00012'])
      expect([query, (await room.get(`/api/books/?${query}`)).status]).toEqual([query, 422]);
  });

  test('are counted, each as the list would be', async () => {
    const { json } = await room.get(`/api/books/facets/?${on}`);
    expect(json.publisher).toEqual([
      { value: 'Ink & Sons', count: 2 },
      { value: '100% Paper', count: 1 },
    ]);
    expect(json.series).toEqual([{ value: 'Sea, the', count: 2 }]);
    expect(json.year).toEqual([
      { min_year: null, max_year: 1899, count: 2 },
      { min_year: 1900, max_year: 1949, count: 1 },
      { min_year: 2010, max_year: null, count: 1 },
    ]);
    expect(json.rating).toEqual([
      { min_rating: 3, count: 3 },
      { min_rating: 4, count: 2 },
    ]);
    const narrowed = await room.get(
      `/api/books/facets/?${on}&publisher=${encodeURIComponent('100% Paper')}&min_rating=3`,
    );
    expect(narrowed.json.publisher).toEqual([
      { value: 'Ink & Sons', count: 2 },
      { value: '100% Paper', count: 1 },
    ]);
    expect(narrowed.json.series).toEqual([{ value: 'Sea, the', count: 0 }]);
    expect(narrowed.json.rating[1]).toEqual({ min_rating: 4, count: 0 });
  });

  test('editions of a book are the others of its title and author', async () => {
    const another = await add({
      title: 'FIRST',
      author: 'a writer',
      format: 'ebook',
      category_id: Number(on.slice(12)),
    });
    await add({ title: 'First', author: 'B. Writer' });
    const found = (await room.get(`/api/books/?edition_of=${made[0]?.id}`)).json;
    expect(found.results.map(({ id }: { id: number }) => id)).toEqual([another.id]);
    expect((await room.get('/api/books/?edition_of=999999999')).json.count).toBe(0);
  });
});

test('shelves follow their books, whatever changes at the same time', async () => {
  const shelf = await shelve();
  const ids = await Promise.all(Array.from({ length: 6 }, async () => (await add({ category_id: shelf.id })).id));
  const some = () => ids[Math.floor(Math.random() * ids.length)];
  const fact = (type: string, sequence: number, body: unknown) =>
    room.tell({ id: newUid(), type, at: '', sequence, body });
  const acts = [
    (n: number) => room.send('PATCH', `/api/books/${some()}/`, { json: { price: n, title: `T ${n}` }, token: staff }),
    (n: number) =>
      room.send('PATCH', `/api/books/${some()}/`, { json: { category_ids: n % 2 ? [shelf.id] : [] }, token: staff }),
    (n: number) => fact('reviews.rated', n, { book_id: some(), rating_sum: 5 * n, rating_count: n }),
    (n: number) =>
      fact('orders.paid', 1, {
        order_id: 1,
        user_id: 1,
        lines: ids.toReversed().map((id) => ({ book_id: id, quantity: n })),
      }),
    () => room.send('DELETE', `/api/books/${ids[0]}/`, { token: staff }),
  ];
  await Promise.all(
    acts.map(async (act) => {
      for (let n = 1; n <= 15; n++) await act(n);
    }),
  );
  expect(await strayKeys()).toEqual([]);
  expect((await room.get(`/api/categories/${shelf.id}/`)).json.book_count).toBe(
    (await room.get(`/api/books/?category_id=${shelf.id}`)).json.count,
  );
});

test('authors are listed by name and found by any part of it', async () => {
  await add({ author: 'Åsa Öberg & Zadie Smith' });
  const { json } = await room.get('/api/authors/?q=oberg');
  expect(json.results).toEqual([{ slug: 'asa-oberg', name: 'Åsa Öberg', book_count: 1 }]);
  expect((await room.get('/api/authors/zadie-smith/')).json).toEqual({
    slug: 'zadie-smith',
    name: 'Zadie Smith',
    book_count: 1,
  });
  expect((await room.get('/api/authors/nobody/')).status).toBe(404);
  await add({ author: '紫式部' });
  expect((await room.get(`/api/authors/${encodeURIComponent('紫式部')}/`)).json.name).toBe('紫式部');
  expect((await room.get(`/api/books/?author_slug=${encodeURIComponent('紫式部')}`)).json.count).toBe(1);
  expect((await room.get('/api/authors/?q=%E7%B4%AB')).json.count).toBe(1);
  const names = (await walk('/api/authors/?limit=3')).map((author) => (author as unknown as { name: string }).name);
  expect(names.length).toBe((await room.get('/api/authors/')).json.count);
});
