// Whole files into a real catalogue: once, again, changed, twice at the same time, and stopped half-way.

import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { type Database, openDatabase, rows } from '#kit/database';
import { migrate } from '#kit/migrate';
import { testDatabase } from '#tests/support/servers';
import { markDiscontinued, updateBook } from '../repository/books.ts';
import { insertCategory } from '../repository/categories.ts';
import { reserve } from '../repository/stock.ts';
import { type ImportReport, importFile } from './import-file.ts';
import { openRejects } from './rejects.ts';
import type { ImportOptions } from './settings.ts';

type Shop = {
  db: Database;
  /** Writes the text to a file and imports that. */
  load(text: string, options?: Partial<ImportOptions>, signal?: AbortSignal): Promise<ImportReport>;
  ask<Row = Record<string, unknown>>(statement: ReturnType<typeof sql>): Promise<Row[]>;
  /** Everything the import writes, down to the version and the hour of each row. */
  everything(): Promise<string>;
  /** What is in the shop, without ids and hours: the same after any way that leads there. */
  content(): Promise<unknown>;
};

setDefaultTimeout(60_000);

const folder = mkdtempSync(join(tmpdir(), 'colophon-import-'));
const rejectsFile = join(folder, 'books.rejects.csv');
const shops: Database[] = [];
afterAll(async () => {
  await Promise.all(shops.map((db) => db.close()));
  rmSync(folder, { recursive: true });
});

async function openShop(): Promise<Shop> {
  const prepare = (url: string) => migrate(url, join(import.meta.dir, '../migrations'));
  const db = openDatabase(await testDatabase('books', { prepare }), { acquireTimeoutMs: 5000 });
  shops.push(db);
  const ask: Shop['ask'] = (statement) => db.use((query) => rows(query, statement));
  return {
    db,
    ask,
    load(text, options = {}, signal) {
      const path = join(folder, 'books.csv');
      writeFileSync(path, text);
      return importFile(
        db,
        {
          path,
          price: null,
          stock: 10,
          shelf: null,
          author: null,
          keepBadIsbn: false,
          currency: 'USD',
          dryRun: false,
          ...options,
        },
        { openRejects: (header) => openRejects(rejectsFile, header), signal },
      );
    },
    async everything() {
      const tables = ['books', 'stock', 'stock_movements', 'book_authors', 'authors', 'book_categories', 'categories'];
      const parts = [...tables, 'imported_rows', 'book_figures', 'outbox'].map((table) =>
        ask(sql`select ${table}, coalesce(jsonb_agg(to_jsonb(t) - 'search' order by t::text), '[]')
          from ${sql.identifier(table)} t`),
      );
      return JSON.stringify(await Promise.all(parts));
    },
    content: () =>
      ask(sql`select title, author, isbn, slug, description, price_minor, currency, series, series_position, publisher,
          published_on, first_published, language, page_count, format, version, on_hand, reserved,
          (select array_agg(d_on_hand) from stock_movements m where m.book_id = b.id) as receipts,
          (select array_agg(c.slug order by c.slug) from book_categories s join categories c on c.id = s.category_id
            where s.book_id = b.id) as shelves,
          (select array_agg(a.slug order by w.position) from book_authors w join authors a on a.id = w.author_id
            where w.book_id = b.id) as writers,
          (select array_agg(given) from imported_rows r where r.book_id = b.id) as given
        from books b join stock on stock.book_id = b.id order by isbn, title`),
  };
}

function isbnOf(number: number): string {
  const twelve = `978${String(number).padStart(9, '0')}`;
  const sum = [...twelve].reduce((total, digit, at) => total + Number(digit) * (at % 2 === 0 ? 1 : 3), 0);
  return twelve + ((10 - (sum % 10)) % 10);
}

const header = 'title,author,isbn,price,stock,publisher\n';
const line = (number: number, publisher = 'Green') =>
  `Book ${number},Ann Green,${isbnOf(number)},9.99,3,${publisher}\n`;
const manyLines = (count: number) => Array.from({ length: count }, (_, at) => line(at + 1)).join('');
const found = (report: ImportReport) => [report.added, report.changed, report.same];

describe('a catalogue as goodbooks writes it', () => {
  let shop: Shop;
  const text = `book_id,goodreads_book_id,isbn,isbn13,authors,original_publication_year,original_title,title,language_code,ratings_count,ratings_5,image_url
1,71,306406152,9.78030640616e+12,"Ann  Green, Bo Brown",2008.0,Roads,"The Wind Road  (Roads, #1)",eng,300,200,https://pictures.example/1.jpg
2,72,,,Homer,-720.0,,The Long Way Home,en-US,5,1,https://pictures.example/2.jpg
3,73,306406153,,Cy Grey,1999.0,,Wrong,eng,5,1,https://pictures.example/3.jpg
4,74,,9.78030640616e+12,Éva Kék,,,Nevető,hun,5,1,https://pictures.example/4.jpg
`;
  beforeAll(async () => {
    shop = await openShop();
    expect(await shop.load(text)).toEqual({
      rows: 4,
      added: 3,
      changed: 0,
      same: 0,
      withdrawn: 0,
      rejected: { isbn: 1 },
      notes: { rounded: 1 },
      pricesMadeUp: 3,
      interrupted: false,
    });
  });

  test('its books are in the shop, with series, years, languages and authors', async () => {
    const list =
      await shop.ask(sql`select title, slug, author, isbn, series, series_position, first_published, language,
      currency, cover_url, array(select a.slug from book_authors w join authors a on a.id = w.author_id
        where w.book_id = b.id order by w.position) as writers from books b order by id`);
    const plain = { series: null, series_position: null, currency: 'USD', cover_url: null };
    expect(list).toEqual([
      {
        ...plain,
        title: 'The Wind Road',
        slug: 'the-wind-road',
        author: 'Ann Green, Bo Brown',
        isbn: '9780306406157',
        series: 'Roads',
        series_position: '1',
        first_published: 2008,
        language: 'en',
        writers: ['ann-green', 'bo-brown'],
      },
      {
        ...plain,
        title: 'The Long Way Home',
        slug: 'the-long-way-home',
        author: 'Homer',
        isbn: null,
        first_published: -720,
        language: 'en',
        writers: ['homer'],
      },
      {
        ...plain,
        title: 'Nevető',
        slug: 'neveto',
        author: 'Éva Kék',
        isbn: null,
        first_published: null,
        language: 'hu',
        writers: ['eva-kek'],
      },
    ]);
  });

  test('ten copies of each came in, and the ledger says why', async () => {
    const ledger = await shop.ask(sql`select kind, d_on_hand, d_reserved, reason, actor_id, on_hand
      from stock_movements m join stock s on s.book_id = m.book_id`);
    const receipt = { kind: 'receipt', d_on_hand: 10, d_reserved: 0, reason: 'Import of books.csv', actor_id: null };
    expect(ledger).toEqual(Array(3).fill({ ...receipt, on_hand: 10 }));
  });

  test('they stand on a new shelf, unrated, at believable prices', async () => {
    const list = await shop.ask<{ price_minor: string }>(sql`select b.price_minor, c.slug, c.name, f.rating_count
      from books b join book_categories s on s.book_id = b.id join categories c on c.id = s.category_id
      join book_figures f on f.book_id = b.id`);
    expect(list).toHaveLength(3);
    for (const book of list) {
      expect(book).toMatchObject({ slug: 'new-arrivals', name: 'New arrivals', rating_count: 0 });
      expect(Number(book.price_minor)).toBeWithin(699, 1700);
    }
  });

  test('the row left out is listed as it was, with its line and the reason', () => {
    expect(readFileSync(rejectsFile, 'utf8')).toBe(
      `line,reason,${text.split('\n')[0]}\n` +
        '4,"wrong ISBN: the check digit of ""306406153"" is wrong: with these digits it would be 2",' +
        `${text.split('\n')[3]}\n`,
    );
  });

  test('mended in the list of rejects, the row comes in, and its twin of the old file stays out', async () => {
    const mended = readFileSync(rejectsFile, 'utf8').replace(',306406153,', ',0198526636,');
    expect(found(await shop.load(mended))).toEqual([1, 0, 0]);
    expect(await shop.ask(sql`select title from books where isbn = '9780198526636'`)).toEqual([{ title: 'Wrong' }]);
    expect(await Bun.file(rejectsFile).exists()).toBe(false);
  });

  test('repeated, it changes nothing at all', async () => {
    const before = await shop.everything();
    expect(found(await shop.load(text))).toEqual([0, 0, 3]);
    expect(await shop.everything()).toBe(before);
  });
});

describe('a newer file', () => {
  let shop: Shop;
  let id: number;
  const book = async () => (await shop.ask(sql`select * from books where id = ${id}`))[0];
  const onHand = async () =>
    (await shop.ask<{ on_hand: number }>(sql`select on_hand from stock where book_id = ${id}`))[0]?.on_hand;
  const one = (cells: string) => shop.load(`${header}${cells}\n`);
  beforeAll(async () => {
    shop = await openShop();
    await one(`The Road,Ann Green,${isbnOf(1)},9.99,12,Green`);
    id = Number((await shop.ask<{ id: string }>(sql`select id from books`))[0]?.id);
  });

  test('changes what it says otherwise, and leaves what staff changed meanwhile', async () => {
    await shop.db.use((query) => updateBook(query, id, { title: 'The Old Road', priceMinor: 500 }));
    expect(found(await one(`The Road,"Ann Green, Bo Brown",${isbnOf(1)},9.99,12,Green`))).toEqual([0, 1, 0]);
    expect(await book()).toMatchObject({ title: 'The Old Road', author: 'Ann Green, Bo Brown', price_minor: '500' });
    const writers = await shop.ask(sql`select a.name from book_authors w join authors a on a.id = w.author_id
      where book_id = ${id} order by w.position`);
    expect(writers).toEqual([{ name: 'Ann Green' }, { name: 'Bo Brown' }]);
  });

  test('never brings sold copies back', async () => {
    await shop.db.use((query) =>
      reserve(query, { orderUid: Bun.randomUUIDv7(), items: [{ book_id: id, quantity: 4 }], ttlSeconds: 900 }),
    );
    await shop.ask(sql`select adjust_stock(${id}::bigint, -2, null, 'adjust', 'Damaged', null)`);
    await one(`The Road,Ann Green,${isbnOf(1)},9.99,12,Brown`);
    expect(await onHand()).toBe(10);
    expect(await book()).toMatchObject({ publisher: 'Brown' });
  });

  test('sets price and stock where it gives others, the stock through the ledger', async () => {
    expect(found(await one(`The Road,Ann Green,${isbnOf(1)},7.50,20,Brown`))).toEqual([0, 1, 0]);
    expect(await book()).toMatchObject({ price_minor: '750' });
    expect(await onHand()).toBe(20);
    const [last] = await shop.ask(sql`select kind, d_on_hand, reason from stock_movements order by id desc limit 1`);
    expect(last).toEqual({ kind: 'adjust', d_on_hand: 10, reason: 'Import of books.csv' });
  });

  test('cannot lower the stock below what open orders hold', async () => {
    const { rejected, changed } = await one(`The Road,Ann Green,${isbnOf(1)},7.50,3,Grey`);
    expect([rejected, changed]).toEqual([{ held: 1 }, 0]);
    expect(readFileSync(rejectsFile, 'utf8')).toContain('stock held for orders: 3 are fewer than the 4 in open orders');
    expect([await onHand(), (await book())?.publisher]).toEqual([20, 'Brown']);
  });

  test('says nothing of price and stock, and both stay', async () => {
    await shop.load(`title,author,isbn,publisher\nThe Road,Ann Green,${isbnOf(1)},White\n`);
    expect([await onHand(), await book()]).toMatchObject([20, { price_minor: '750', publisher: 'White' }]);
  });

  test('moves a book to the shelf it names, if the shop has that', async () => {
    const shelf = { name: 'Sea Stories', slug: 'sea', description: '', parentId: null, colour: 'teal' };
    await shop.db.use((query) => insertCategory(query, shelf));
    const { changed, rejected } = await shop.load(
      `title,author,isbn,shelf\nThe Road,Ann Green,${isbnOf(1)},sea stories\nOther,Bo Brown,,Cellar\n`,
    );
    expect([changed, rejected]).toEqual([1, { shelf: 1 }]);
    const shelves = await shop.ask(sql`select slug from book_categories s join categories c on c.id = category_id`);
    expect(shelves).toEqual([{ slug: 'sea' }]);
  });

  test('leaves out of the catalogue what staff took out of it', async () => {
    await shop.db.use((query) => markDiscontinued(query, id));
    const report = await shop.load(`title,author,isbn,shelf\nThe Road,Ann Green,${isbnOf(1)},sea\n`);
    expect([report.added, report.withdrawn]).toEqual([0, 1]);
  });
});

describe('books without an ISBN', () => {
  test('are told by title and author, however these are written', async () => {
    const shop = await openShop();
    await shop.load('title,author\nL’Étoile,Éva Kék\n');
    expect(found(await shop.load("title,author\nL'ETOILE,Eva Kek\n"))).toEqual([0, 1, 0]);
    expect(found(await shop.load('title,author\nL’Étoile,Bo Brown\n'))).toEqual([1, 0, 0]);
  });

  test('get the ISBN that a later file gives them, and keep it when the next has lost it', async () => {
    const shop = await openShop();
    const row = (isbn: string, title = 'Road') => `gutenberg_id,title,author,isbn\n7,${title},"Green, Ann",${isbn}\n`;
    await shop.load(row(''));
    await shop.ask(sql`update books set isbn = ${isbnOf(1)}`);
    expect(found(await shop.load(row('', 'The Road')))).toEqual([0, 1, 0]);
    expect(await shop.ask(sql`select title, isbn from books`)).toEqual([{ title: 'The Road', isbn: isbnOf(1) }]);
  });

  test('are different books where only their subtitles differ', async () => {
    const shop = await openShop();
    const text =
      'gutenberg_id,title,author\n1,"Poems\r\nFirst",Ann\n2,"Poems\r\nSecond",Ann\n3,"Poems",Ann\n4,"POEMS\n",Ann\n';
    expect((await shop.load(text)).rejected).toEqual({ twice: 1 });
    expect(found(await shop.load(text))).toEqual([0, 0, 3]);
    expect(found(await shop.load('title,subtitle,author\nPoems,second!,Ann\nPoems,Third,Ann\n'))).toEqual([1, 1, 0]);
  });

  test('stay apart from an edition that has one', async () => {
    const shop = await openShop();
    await shop.load(`${header}${line(1)}`);
    expect(found(await shop.load('title,author\nBook 1,Ann Green\n'))).toEqual([1, 0, 0]);
  });
});

test('of two rows for one book the first counts, and a repeat sees it the same way', async () => {
  const shop = await openShop();
  const text = `${header}${line(1, 'First')}${line(2)}${line(1, 'Second')}Twin,Ann Green,,1,1,\nTWIN!,ann green,,2,2,\n`;
  const report = await shop.load(text);
  expect([report.added, report.rejected]).toEqual([3, { twice: 2 }]);
  expect(readFileSync(rejectsFile, 'utf8')).toContain('4,the same book twice: line 2 is this book too,Book 1');
  const before = await shop.everything();
  expect((await shop.load(text)).same).toBe(3);
  expect(await shop.everything()).toBe(before);
});

test('two imports of one file at the same time bring each book once', async () => {
  const shop = await openShop();
  const text = `${header}${manyLines(1200)}Nameless,Ann Green,,1,1,\n`;
  const reports = await Promise.all([shop.load(text), shop.load(text)]);
  expect(reports.map((report) => report.added + report.same)).toEqual([1201, 1201]);
  expect(reports.reduce((sum, report) => sum + report.added, 0)).toBe(1201);
  expect(await shop.ask(sql`select count(*)::int, sum(on_hand)::int from stock`)).toEqual([{ count: 1201, sum: 3601 }]);
});

test('stopped between two batches it goes on where it was, to the same end', async () => {
  const [whole, stopped] = [await openShop(), await openShop()];
  const text = header + manyLines(1700);
  await whole.load(text);
  const stop = new AbortController();
  const first = importFileUntil(stopped, text, stop);
  const report = await first;
  expect([report.interrupted, report.added]).toEqual([true, 500]);
  expect(found(await stopped.load(text))).toEqual([1200, 0, 500]);
  expect(await stopped.content()).toEqual(await whole.content());
});

/** Stops after the first batch. */
function importFileUntil(shop: Shop, text: string, stop: AbortController): Promise<ImportReport> {
  const path = join(folder, 'stopped.csv');
  writeFileSync(path, text);
  const options = {
    price: null,
    stock: 10,
    shelf: null,
    author: null,
    keepBadIsbn: false,
    currency: 'USD',
    dryRun: false,
  };
  return importFile(
    shop.db,
    { ...options, path },
    {
      openRejects: (names) => openRejects(join(folder, 'stopped.rejects.csv'), names),
      onProgress: () => stop.abort(),
      signal: stop.signal,
    },
  );
}

test('a trial writes nothing and says what would be', async () => {
  const shop = await openShop();
  await shop.load(header + manyLines(3));
  const before = await shop.everything();
  const text = `${header}${line(1)}${line(2, 'Brown')}${line(4)}${line(4)}Bad,Ann Green,123,1,1,\n`;
  const report = await shop.load(text, { dryRun: true });
  expect(found(report)).toEqual([1, 1, 1]);
  expect(report.rejected).toEqual({ twice: 1, isbn: 1 });
  expect(await shop.everything()).toBe(before);
});

test('defaults are what was asked for', async () => {
  const shop = await openShop();
  const shelf = { name: 'Sea', slug: 'sea', description: '', parentId: null, colour: 'teal' };
  await shop.db.use((query) => insertCategory(query, shelf));
  await shop.load('title,author,isbn\nRoad,,0306406153\n', {
    price: '4.50',
    stock: 0,
    shelf: 'sea',
    author: 'Anonymous',
    keepBadIsbn: true,
  });
  expect(await shop.content()).toMatchObject([
    { author: 'Anonymous', isbn: null, price_minor: '450', on_hand: 0, receipts: null, shelves: ['sea'] },
  ]);
  expect(await shop.ask(sql`select slug from categories`)).toEqual([{ slug: 'sea' }]);
  const refused = shop.load(header + line(1), { shelf: 'cellar' });
  expect(refused).rejects.toThrow('There is no shelf "cellar". There are: sea.');
  await refused.catch(() => undefined);
});

describe('a hostile file', () => {
  test('costs what is wrong in it and nothing else', async () => {
    const shop = await openShop();
    const long = 'x'.repeat(1_000_000);
    const report = await shop.load(
      [
        'title,author,isbn,description',
        `Long,Ann Green,,${long}`,
        'Zero\0,Ann Green,,',
        'Open,"Ann Green,,',
        'Formula,Ann Green,"=""0306406152""",=1+1',
        "Robert'); drop table books;--,Ann Green,,",
        '<script>alert(1)</script>,Fish &amp; Chips,,&lt;b&gt;',
        'Short,Ann Green',
        '\ud800,\ud83d\ude00 \u202etxet,,',
        `${'{"a":'.repeat(50)},Ann Green,,`,
        ',,,',
        '',
      ].join('\n'),
    );
    expect(report.rejected).toEqual({ length: 1, characters: 1, broken: 1, width: 1 });
    expect(await shop.ask(sql`select title, author, isbn, description from books order by id`)).toEqual([
      { title: 'Formula', author: 'Ann Green', isbn: '9780306406157', description: '=1+1' },
      { title: "Robert'); drop table books;--", author: 'Ann Green', isbn: null, description: '' },
      { title: '<script>alert(1)</script>', author: 'Fish & Chips', isbn: null, description: '<b>' },
      { title: '\ufffd', author: '\ud83d\ude00 txet', isbn: null, description: '' },
      { title: '{"a":'.repeat(50), author: 'Ann Green', isbn: null, description: '' },
    ]);
  });

  test('without a header, or without authors, is refused as a whole', async () => {
    const shop = await openShop();
    const names = shop.load('Emma,Jane Austen,9.99\nPersuasion,Jane Austen,9.99\n');
    expect(names).rejects.toThrow('names no column "title"; it says "Emma", "Jane Austen", "9.99"');
    await names.catch(() => undefined);
    const authors = shop.load('title,price\nEmma,9.99\n');
    expect(authors).rejects.toThrow('has no column "author"');
    await authors.catch(() => undefined);
    expect(await shop.content()).toEqual([]);
  });

  test('cannot have its rejects written over somebody’s file', async () => {
    const shop = await openShop();
    writeFileSync(rejectsFile, 'my own notes');
    const refused = shop.load(header + line(1));
    expect(refused).rejects.toThrow('is no list of rejects');
    await refused.catch(() => undefined);
    expect(readFileSync(rejectsFile, 'utf8')).toBe('my own notes');
    rmSync(rejectsFile);
    expect(await shop.content()).toEqual([]);
  });
});
