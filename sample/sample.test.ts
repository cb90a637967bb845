import { expect, test } from 'bun:test';
import { createHash } from 'node:crypto';
import { books, shelves } from './catalogue.ts';
import { orders } from './orders.ts';
import { customers, staff } from './people.ts';
import { reviews } from './reviews.ts';

// Changes with every letter of the sample. Update it only together with the change you meant to make.
const checksum = 'cab336f4e7b24c34ad03dec8b692c91da6f5add9aeec01fa50ac70872f66473b';

const instant = /^20(25|26)-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;
const repeated = (values: unknown[]) => values.filter((value, index) => values.indexOf(value) !== index);
const counting = (from: number, length: number) => Array.from({ length }, (_, index) => from + index);

/** Runs of eight words that occur in more than one of the texts. */
function sharedPhrases(texts: string[]): string[] {
  const seen = new Map<string, string>();
  const shared: string[] = [];
  for (const text of texts) {
    const words = text.toLowerCase().match(/[\p{L}’']+/gu) ?? [];
    for (let at = 0; at + 8 <= words.length; at++) {
      const phrase = words.slice(at, at + 8).join(' ');
      if ((seen.get(phrase) ?? text) !== text) shared.push(phrase);
      seen.set(phrase, text);
    }
  }
  return shared;
}

test('the sample is the one that was reviewed', () => {
  const everything = JSON.stringify({ shelves, books, staff, customers, orders, reviews });
  expect(createHash('sha256').update(everything).digest('hex')).toBe(checksum);
});

test('shelves and books are numbered without gaps, in shelf order', () => {
  expect(shelves.map((shelf) => shelf.id)).toEqual(counting(1, 16));
  expect(books.map((book) => book.id)).toEqual(counting(1, books.length));
  expect([...new Set(books.map((book) => book.shelf))]).toEqual(shelves.map((shelf) => shelf.slug));
  expect(new Set(shelves.map((shelf) => shelf.spine)).size).toBe(16);
});

test('every shelf holds a shelf’s worth', () => {
  for (const shelf of shelves) {
    expect(books.filter((book) => book.shelf === shelf.slug).length, shelf.slug).toBeGreaterThanOrEqual(18);
  }
  expect(books.filter((book) => book.shelf === book.also_shelf)).toEqual([]);
});

test('books have titles and ISBNs of their own, with right check digits, in no agency’s range', () => {
  expect(repeated(books.map((book) => book.title))).toEqual([]);
  expect(repeated(books.map((book) => book.isbn))).toEqual([]);
  for (const { isbn } of books) {
    expect(isbn).toMatch(/^97869\d{8}$/);
    const sum = [...isbn].reduce((total, digit, at) => total + Number(digit) * (at % 2 === 0 ? 1 : 3), 0);
    expect(sum % 10, isbn).toBe(0);
  }
});

test('books are described at a fair length, in words no other blurb uses', () => {
  for (const { title, description } of books) {
    expect(description.length, title).toBeGreaterThanOrEqual(180);
    expect(description.length, title).toBeLessThanOrEqual(420);
    expect(description, title).not.toMatch(/timeless|masterpiece|must-read|page-turner|unforgettable|[—"']|\s\s/i);
    expect(description, title).toMatch(/[.!?’]$/);
  }
  expect(sharedPhrases(books.map((book) => book.description))).toEqual([]);
});

test('books have sane prices, pages, dates and languages', () => {
  for (const book of books) {
    expect(book.price_minor, book.title).toBeGreaterThanOrEqual(499);
    expect(book.price_minor, book.title).toBeLessThanOrEqual(4900);
    expect(book.page_count, book.title).toBeGreaterThanOrEqual(48);
    expect(book.page_count, book.title).toBeLessThanOrEqual(1500);
    expect(book.published_on, book.title).toMatch(/^20(19|2[0-6])-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/);
    expect(book.published_on <= '2026-11-20', book.title).toBe(true);
    expect(book.first_published >= -2100 && book.first_published <= 1930, book.title).toBe(true);
    expect(book.language, book.title).toMatch(/^[a-z]{2}$/);
    expect(book.original_language, book.title).toMatch(/^[a-z]{2,3}$/);
    expect(book.author.trim(), book.title).not.toBe('');
  }
});

test('books stand on the shelf in believable numbers', () => {
  expect(books.every((book) => book.stock >= 0 && book.stock <= 60)).toBe(true);
  const share = (from: number, to: number) =>
    books.filter((book) => book.stock >= from && book.stock <= to).length / books.length;
  expect(share(0, 0)).toBeWithin(0.01, 0.05);
  expect(share(1, 3)).toBeWithin(0.05, 0.2);
  expect(share(31, 60)).toBeWithin(0.03, 0.15);
});

test('the shelves hold what a shop must have: series, picks, other scripts, several by one author', () => {
  expect(books.find((book) => book.title === 'The Great Gatsby')?.author).toBe('F. Scott Fitzgerald');
  expect(books.filter((book) => book.series === 'Sherlock Holmes').map((book) => book.series_position)).toEqual([
    1, 2, 3, 4, 5, 6,
  ]);
  const picks = books.flatMap((book) => book.staff_pick ?? []);
  expect(picks.length).toBeWithin(20, 33);
  for (const pick of picks) expect(pick.initials).toMatch(/^[A-Z]\.[A-Z]\.$/);
  expect(picks.every((pick) => pick.text.length >= 20 && pick.text.length <= 140)).toBe(true);
  expect(books.filter((book) => /\p{Script=Han}|\p{Script=Cyrillic}|\p{Script=Arabic}/u.test(book.title)).length).toBe(
    4,
  );
  expect(books.filter((book) => book.author === 'Virginia Woolf').length).toBeGreaterThanOrEqual(4);
  expect(books.filter((book) => book.first_published < 0).length).toBeGreaterThanOrEqual(15);
});

test('people are numbered without gaps and can all be told apart', () => {
  expect(staff.map((person) => person.id)).toEqual([100]);
  expect(customers.map((person) => person.id)).toEqual(counting(101, 24));
  const people = [...staff, ...customers];
  expect(repeated(people.map((person) => person.username))).toEqual([]);
  expect(repeated(people.map((person) => person.email))).toEqual([]);
  for (const person of people) {
    expect(person.username).toMatch(/^[a-z][a-z_]{2,30}$/);
    expect(person.email).toMatch(/^[a-z.-]+@example\.com$/);
    expect(person.joined_at).toMatch(instant);
    expect(person.address.length).toBeGreaterThan(20);
  }
});

test('reviews are numbered without gaps in time order, one for a customer and a book', () => {
  expect(reviews.map((review) => review.id)).toEqual(counting(5001, reviews.length));
  const times = reviews.map((review) => review.created_at);
  expect(times.toSorted()).toEqual(times);
  expect(repeated(reviews.map((review) => `${review.user_id} ${review.book_id}`))).toEqual([]);
});

test('reviews are verified exactly when the reviewer bought the book, and then written after buying it', () => {
  const placed = new Map<string, string>();
  for (const order of orders) {
    if (order.state === 'cancelled' || !order.history.some((step) => step.state === 'confirmed')) continue;
    for (const line of order.lines) {
      const pair = `${order.customer_id} ${line.book_id}`;
      placed.set(pair, placed.get(pair) ?? order.placed_at);
    }
  }
  for (const review of reviews) {
    const at = placed.get(`${review.user_id} ${review.book_id}`);
    expect(review.verified, `review ${review.id}`).toBe(at !== undefined);
    if (at !== undefined) expect(review.created_at > at, `review ${review.id}`).toBe(true);
  }
  expect(reviews.filter((review) => review.verified).length).toBeGreaterThan(150);
});

test('reviews come after the edition and the account, in words nobody else used', () => {
  const joined = new Map(customers.map((person) => [person.id, person.joined_at]));
  for (const review of reviews) {
    expect(review.created_at).toMatch(instant);
    expect(review.created_at > (joined.get(review.user_id) ?? '9'), `review ${review.id}`).toBe(true);
    const book = books.find((each) => each.id === review.book_id);
    expect(review.created_at > (book?.published_on ?? '9'), `review ${review.id}`).toBe(true);
    expect(review.comment.length, `review ${review.id}`).toBeWithin(20, 400);
  }
  expect(repeated(reviews.map((review) => review.comment))).toEqual([]);
  expect(sharedPhrases(reviews.map((review) => review.comment))).toEqual([]);
});

test('ratings lean to the good end, as reviews do, and crowd on a few books', () => {
  const share = (rating: number) => reviews.filter((review) => review.rating === rating).length / reviews.length;
  expect(share(5)).toBeWithin(0.35, 0.55);
  expect(share(4) + share(5)).toBeWithin(0.65, 0.85);
  expect(share(1) + share(2)).toBeWithin(0.06, 0.2);
  const counts = books.map((book) => reviews.filter((review) => review.book_id === book.id).length);
  expect(counts.filter((count) => count === 0).length).toBeWithin(30, 80);
  expect(counts.filter((count) => count >= 20).length).toBeGreaterThanOrEqual(3);
});
