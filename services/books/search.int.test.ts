// Search and suggestions over the sample catalogue, on a real database.

import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import { type Room, startRoom } from '#tests/support/room';
import { books } from './index.ts';
import { seed } from './seed.ts';

let room: Room;
beforeAll(async () => {
  room = await startRoom(books);
  await room.deps.db.transaction((query) => seed(query, { CURRENCY: 'USD' }));
}, 60_000);
afterAll(() => room.stop());

const ask = async (q: string, more = '') => {
  const answer = await room.get(`/api/books/search/?q=${encodeURIComponent(q)}${more}`);
  expect([q, answer.status]).toEqual([q, 200]);
  return answer.json;
};
const titles = async (q: string, more = ''): Promise<string[]> =>
  (await ask(q, more)).results.map((book: { title: string }) => book.title);

describe('what is looked for is found first', () => {
  test.each([
    ['a whole title', 'the time machine', 'The Time Machine'],
    ['a title without its article', 'time machine', 'The Time Machine'],
    ['another case', 'DRACULA', 'Dracula'],
    ['the beginning of a word', 'frankenst', 'Frankenstein'],
    ['author and title mixed', 'wells time', 'The Time Machine'],
    ['title and author the other way', 'emma austen', 'Emma'],
    ['an author with accents left out', 'basho', 'The Narrow Road to the Deep North'],
    ['accents nobody wrote', 'Drácula', 'Dracula'],
    ['a quoted phrase', '"war of the worlds"', 'The War of the Worlds'],
    ['an apostrophe left out', 'gullivers travels', "Gulliver's Travels"],
    ['a printed apostrophe', 'gulliver’s travels', "Gulliver's Travels"],
    ['a hyphen left out', 'moby dick', 'Moby-Dick'],
  ])('%s', async (_, q, title) => {
    const answer = await ask(q);
    expect([answer.results[0]?.title, answer.did_you_mean]).toEqual([title, null]);
  });
});

test('an author’s name finds the author’s books', async () => {
  const { results } = await ask('jane austen');
  const own = results.filter((book: { author: string }) => book.author === 'Jane Austen');
  expect(own.length).toBeGreaterThanOrEqual(3);
  expect(results.slice(0, own.length)).toEqual(own);
});

test('what is not wanted is left out, and all words must occur', async () => {
  expect(await titles('wells')).toContain('The Time Machine');
  expect(await titles('wells -time')).not.toContain('The Time Machine');
  expect(await titles('wells -"time machine"')).not.toContain('The Time Machine');
  expect((await ask('wells dracula')).did_you_mean).not.toBe('wells dracula');
  expect((await ask('"worlds the of war"')).count).toBe(0);
});

describe('an ISBN in any spelling goes to its book', () => {
  test('of the sample', async () => {
    const [book] = (await ask('time machine')).results;
    const { isbn } = book;
    const spellings = [isbn, `ISBN ${isbn}`, `${isbn.slice(0, 3)}-${isbn.slice(3, 8)} ${isbn.slice(8)}`, ` ${isbn} `];
    for (const spelling of spellings) {
      const answer = await ask(spelling);
      expect(answer.results.map((found: { id: number }) => found.id)).toEqual([book.id]);
      expect([answer.count, answer.next, answer.previous]).toEqual([1, null, null]);
    }
    expect(await titles(isbn.slice(0, 11))).toContain(book.title);
    expect((await ask('9780306406157')).count).toBe(0);
  });
});

describe('a mistyped letter or two are read as meant', () => {
  test.each([
    ['dracual', 'dracula', 'Dracula'],
    ['frankenstien', 'frankenstein', 'Frankenstein'],
    ['pride and predjudice', 'pride and prejudice', 'Pride and Prejudice'],
    ['pirde nad prejudice', 'pride and prejudice', 'Pride and Prejudice'],
    ['teh time machien', 'the time machine', 'The Time Machine'],
    ['wuthring hieghts', 'wuthering heights', 'Wuthering Heights'],
    ['jnae eyre', 'jane eyre', 'Jane Eyre'],
    ['mody dick', 'moby dick', 'Moby-Dick'],
    ['melvile moby', 'melville moby', 'Moby-Dick'],
    ['"time machine" welsl', '"time machine" wells', 'The Time Machine'],
    ['middelmarch', 'middlemarch', 'Middlemarch'],
  ])('%s', async (q, meant, title) => {
    const answer = await ask(q);
    expect([answer.did_you_mean, answer.results[0]?.title]).toEqual([meant, title]);
  });

  test('words that each exist, but not together', async () => {
    const answer = await ask('the far of the worlds');
    expect([answer.did_you_mean, answer.results[0]?.title]).toEqual(['the war of the worlds', 'The War of the Worlds']);
  });

  test('words run together', async () => {
    const answer = await ask('timemachine');
    expect(answer.results[0]?.title).toBe('The Time Machine');
    expect(answer.did_you_mean).toBe('The Time Machine');
  });

  test('what was typed right is left alone, also where a filter leaves nothing', async () => {
    const answer = await ask('dracula', '&format=audiobook');
    expect([answer.count, answer.did_you_mean]).toEqual([0, null]);
    const filtered = await ask('dracual', '&format=audiobook');
    expect([filtered.count, filtered.did_you_mean]).toEqual([0, 'dracula']);
  });

  test('what resembles nothing finds nothing', async () => {
    const answer = await ask('xqzvw kjhgf');
    expect([answer.count, answer.results, answer.did_you_mean]).toEqual([0, [], null]);
  });
});

test('pages follow one another without a gap or a repeat, forwards and back, mistyped too', async () => {
  for (const q of ['the', 'shakespeer']) {
    const seen: number[] = [];
    let last = '';
    for (let at = `/api/books/search/?q=${q}&limit=4`; at; ) {
      const { json } = await room.get(at);
      seen.push(...json.results.map((book: { id: number }) => book.id));
      last = at;
      at = json.next;
    }
    const { count } = await ask(q);
    expect([new Set(seen).size, seen.length]).toEqual([count, count]);
    const { previous } = (await room.get(last)).json;
    const before = (await room.get(previous)).json.results.map((book: { id: number }) => book.id);
    const [from, to] = [seen.length - (seen.length % 4 || 4) - 4, seen.length - (seen.length % 4 || 4)];
    expect(before).toEqual(seen.slice(from, to));
  }
});

test('filters narrow a search', async () => {
  const { results } = await ask('the', '&category=crime&max_price=8.00&in_stock=true');
  expect(results.length).toBeGreaterThan(0);
  for (const book of results) expect([Number(book.price) <= 8, book.available > 0]).toEqual([true, true]);
});

describe('hostile and odd texts are answered like any other', () => {
  test.each([
    [''],
    [' '],
    ['"'],
    ['-'],
    ["'; drop table books; --"],
    ['a & b | !c <-> (d:*'],
    [':* & !! ()'],
    ["\\' or 1=1"],
    ['%_%'],
    ['<script>alert(1)</script>'],
    ['𝔘𝔫𝔦𝔠𝔬𝔡𝔢 \u202e\u200b'],
    ['x'.repeat(200)],
    ['ab '.repeat(66)],
    ['"'.repeat(200)],
    ['-"-"-"'],
    ['\u0301\u0301\u0301'],
    ['源氏物語'],
    ['الف ليلة'],
    ['1e309 0x41 ٣٤٥'],
    ['the '.repeat(50)],
    ['NULL'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: this is what a hostile visitor types
    ['${1+1} {{7*7}} ../../etc/passwd'],
  ])('%j', async (q) => {
    expect((await ask(q)).count).toBeGreaterThanOrEqual(0);
    expect((await room.get(`/api/books/suggest/?q=${encodeURIComponent(q)}`)).status).toBe(200);
    expect((await room.get(`/api/books/?q=${encodeURIComponent(q)}&limit=1`)).status).toBe(200);
  });

  test('bytes that are no text, and cursors that are none of ours', async () => {
    for (const raw of ['%00', 'a%00b', '%ff%fe', '%ed%a0%80', '%']) {
      expect([200, 422]).toContain((await room.get(`/api/books/search/?q=${raw}`)).status);
    }
    const forged = (...keys: unknown[]) =>
      Buffer.from(JSON.stringify(['-relevance', 0, ...keys])).toString('base64url');
    for (const cursor of [forged('x', 1), forged(1e30, 1), forged(1, '1; drop'), forged(1), 'zzz', forged(null, {})]) {
      expect((await room.get(`/api/books/search/?q=the&cursor=${cursor}`)).status).toBe(422);
    }
    expect((await room.get(`/api/books/search/?q=${'x'.repeat(201)}`)).status).toBe(422);
    expect((await room.get('/api/books/search/')).status).toBe(422);
  });

  test('any text at all', async () => {
    const texts = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 60 }),
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.array(fc.constantFrom('the', '-', '"', "'", ':*', '&', '|', '!', '(', '\\', 'of', '<->', ' '), {
        maxLength: 25,
      }),
    );
    await fc.assert(
      fc.asyncProperty(texts, async (text) => {
        const q = encodeURIComponent((Array.isArray(text) ? text.join(' ') : text).toWellFormed());
        for (const path of [`search/?q=${q}&limit=1`, `suggest/?q=${q}`, `?q=${q}&limit=1`, `by_author/?author=${q}`]) {
          expect([200, 422]).toContain((await room.get(`/api/books/${path}`)).status);
        }
      }),
      { numRuns: 80 },
    );
  }, 60_000);
});

describe('suggestions', () => {
  const suggest = async (q: string) => (await room.get(`/api/books/suggest/?q=${encodeURIComponent(q)}`)).json.results;

  test('are at most eight titles and authors, titles that begin so first', async () => {
    const found = await suggest('the');
    expect(found.length).toBeLessThanOrEqual(8);
    const [dracula] = await suggest('drac');
    expect(dracula).toMatchObject({ kind: 'book', text: 'Dracula', author: 'Bram Stoker', slug: 'dracula' });
    expect(dracula.price).toMatch(/^\d+\.\d\d$/);
    expect(dracula.isbn).toMatch(/^978\d{10}$/);
  });

  test('find authors by the beginning of any of their names', async () => {
    const found = await suggest('austen');
    expect(found).toContainEqual({
      kind: 'author',
      text: 'Jane Austen',
      slug: 'jane-austen',
      book_id: null,
      author: null,
      isbn: null,
      price: null,
    });
  });

  test('need two characters', async () => {
    expect(await suggest('')).toEqual([]);
    expect(await suggest('d')).toEqual([]);
    expect((await suggest('dr')).length).toBeGreaterThan(0);
  });
});
