// The catalogue's door on a real database.

import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { sql } from 'drizzle-orm';
import { rows } from '#kit/database';
import { newUid } from '#kit/id';
import * as contract from '#nats/books';
import { type Room, startRoom } from '#tests/support/room';
import { books } from './index.ts';

let room: Room;
let staff: string;
let customer: string;
beforeAll(async () => {
  room = await startRoom(books);
  staff = await room.token({ id: 1, role: 'staff' });
  customer = await room.token({ id: 2 });
}, 60_000);
afterAll(() => room.stop());

type Fields = Record<string, unknown>;
const add = async (fields: Fields = {}) =>
  (await room.post('/api/books/', { title: 'Emma', author: 'Jane Austen', price: '9.99', ...fields }, staff)).json;
const shelve = async (fields: Fields = {}) =>
  (await room.post('/api/categories/', { name: `Shelf ${newUid()}`, ...fields }, staff)).json;

describe('a book', () => {
  test('is added as the original describes it, and shown', async () => {
    const made = await room.post(
      '/api/books/',
      {
        title: 'The Great Gatsby',
        author: 'F. Scott Fitzgerald',
        price: '29.99',
        stock: 100,
        description: 'A classic American novel',
      },
      staff,
    );
    expect(made.status).toBe(201);
    expect(made.headers.get('location')).toBe(`/api/books/${made.json.id}/`);
    const shown = await room.get(`/api/books/${made.json.id}/`);
    expect(shown.json).toEqual(made.json);
    expect(shown.headers.get('etag')).toBe(made.headers.get('etag'));
    expect(shown.json).toMatchObject({
      title: 'The Great Gatsby',
      authors: [{ name: 'F. Scott Fitzgerald', slug: 'f-scott-fitzgerald' }],
      slug: 'the-great-gatsby',
      price: '29.99',
      currency: 'USD',
      stock: 100,
      available: 100,
      isbn: null,
      category_ids: [],
      format: 'paperback',
      rating: { average: null, count: 0 },
      staff_pick: null,
    });
    const fresh = { 'if-none-match': shown.headers.get('etag') ?? '' };
    expect((await room.get(`/api/books/${made.json.id}`, undefined, fresh)).status).toBe(304);
  });

  test('takes every field, prices as text or number, an ISBN in any spelling', async () => {
    const [own, other] = [await shelve(), await shelve()];
    const made = await add({
      title: '  Nostromo ',
      author: 'Joseph Conrad; Ford Madox Ford',
      price: 12.5,
      subtitle: 'A Tale of the Seaboard',
      isbn: '0-306-40615-2',
      category_id: own.id,
      category_ids: [other.id, own.id],
      series: 'Seas',
      series_position: '2',
      publisher: 'Harper',
      published_on: '1904-10-14',
      first_published: 1904,
      language: 'en',
      page_count: 631,
      format: 'hardback',
      cover_url: '/covers/1.svg',
    });
    expect(made).toMatchObject({
      title: 'Nostromo',
      price: '12.50',
      isbn: '9780306406157',
      category_ids: [own.id, other.id],
      authors: [{ slug: 'joseph-conrad' }, { slug: 'ford-madox-ford' }],
      published_on: '1904-10-14',
      first_published: 1904,
      page_count: 631,
      format: 'hardback',
    });
    const again = await room.post('/api/books/', { title: 'x', author: 'y', price: 1, isbn: '9780306406157' }, staff);
    expect([again.status, again.json.type, again.json.book_id]).toEqual([409, '/problems/duplicate-isbn', made.id]);
    expect((await room.get('/api/books/?isbn=978-0-306-40615-7')).json.results[0].id).toBe(made.id);
    expect((await room.get('/api/books/?isbn=nonsense')).json.count).toBe(0);
  });

  test('every bad field is named at once', async () => {
    const bad = { title: ' ', author: 'x'.repeat(501), price: '1.999', stock: -1, format: 'scroll', colour: 'red' };
    const refused = await room.post('/api/books/', bad, staff);
    expect(refused.status).toBe(422);
    expect(refused.json.errors.map((error: { pointer: string }) => error.pointer).sort()).toEqual([
      '/author',
      '/colour',
      '/format',
      '/price',
      '/stock',
      '/title',
    ]);
    const meaning = { price: 1.005, isbn: '9780306406158', published_on: '2025-02-30', currency: 'EUR' };
    const second = await room.post('/api/books/', { title: 'x', author: 'y', ...meaning }, staff);
    expect(second.json.errors.map((error: { pointer: string }) => error.pointer).sort()).toEqual([
      '/currency',
      '/isbn',
      '/price',
      '/published_on',
    ]);
    const shelf = await room.post('/api/books/', { title: 'x', author: 'y', price: 1, category_id: 999_999 }, staff);
    expect([shelf.status, shelf.json.errors[0].pointer]).toEqual([422, '/category_ids']);
  });

  test('only staff write', async () => {
    const { id } = await add();
    const body = { title: 'x', author: 'y', price: '1.00' };
    const attempts = [
      ['POST', '/api/books/', body],
      ['PUT', `/api/books/${id}/`, body],
      ['PATCH', `/api/books/${id}/`, { price: '1.00' }],
      ['DELETE', `/api/books/${id}/`, undefined],
      ['POST', `/api/books/${id}/stock/`, { delta: 1, reason: 'x' }],
      ['POST', '/api/categories/', { name: 'x' }],
    ] as const;
    for (const [method, path, json] of attempts) {
      expect((await room.send(method, path, { json })).status).toBe(401);
      expect((await room.send(method, path, { json, token: customer })).status).toBe(403);
    }
  });

  test('is changed in part or replaced, and not from an older version', async () => {
    const shelf = await shelve();
    const { id } = await add({ isbn: '9791090636071', stock: 7, category_id: shelf.id, publisher: 'Murray' });
    const at = `/api/books/${id}/`;
    const etag = (await room.get(at)).headers.get('etag') ?? '';
    const patched = await room.send('PATCH', at, {
      json: { price: '11.00', author: 'Jane Austen & Another Lady' },
      token: staff,
      headers: { 'if-match': etag },
    });
    expect(patched.json).toMatchObject({ title: 'Emma', price: '11.00', publisher: 'Murray', stock: 7 });
    expect(patched.json.authors).toHaveLength(2);
    const late = await room.send('PATCH', at, { json: { title: 'x' }, token: staff, headers: { 'if-match': etag } });
    expect([late.status, late.headers.get('etag')]).toEqual([412, patched.headers.get('etag')]);
    const replaced = await room.send('PUT', at, {
      json: { title: 'Emma', author: 'Jane Austen', price: '8.00' },
      token: staff,
    });
    expect(replaced.json).toMatchObject({ price: '8.00', publisher: null, isbn: null, category_ids: [], stock: 7 });
    expect((await room.get(`/api/books/?author_slug=another-lady`)).json.count).toBe(0);
    const stocked = await room.send('PATCH', at, { json: { stock: 3 }, token: staff });
    expect(stocked.json.stock).toBe(3);
    expect((await room.send('PATCH', '/api/books/999999/', { json: { stock: 3 }, token: staff })).status).toBe(404);
    expect((await room.send('PATCH', at, { json: { title: null }, token: staff })).status).toBe(422);
  });

  test('a change of stock by a sale does not refuse the clerk who corrects the title', async () => {
    const { id } = await add({ stock: 5 });
    const etag = (await room.get(`/api/books/${id}/`)).headers.get('etag') ?? '';
    const uid = newUid();
    await room.deps.bus.ask(contract.reserve, {
      order_uid: uid,
      items: [{ book_id: id, quantity: 1 }],
      ttl_seconds: 60,
    });
    const headers = { 'if-match': etag };
    const changed = await room.send('PATCH', `/api/books/${id}/`, {
      json: { title: 'Persuasion' },
      token: staff,
      headers,
    });
    expect([changed.status, changed.json.available]).toEqual([200, 4]);
    const low = await room.send('PATCH', `/api/books/${id}/`, { json: { stock: 0, title: 'Lost' }, token: staff });
    expect([low.status, low.json.type]).toEqual([409, '/problems/stock-held']);
    expect((await room.get(`/api/books/${id}/`)).json.title).toBe('Persuasion');
  });

  test('leaves the catalogue for good, is announced, and frees its ISBN', async () => {
    const shelf = await shelve();
    const { id, title, isbn } = await add({ isbn: '0-8044-2957-X', category_id: shelf.id, author: 'Only This Once' });
    const [at, byIsbn] = [`/api/books/${id}/`, `/api/books/isbn/${isbn}/`];
    expect((await room.get(byIsbn)).json).toEqual((await room.get(at)).json);
    const stale = { 'if-match': '"99-x"' };
    expect((await room.send('DELETE', at, { token: staff, headers: stale })).status).toBe(412);
    expect((await room.send('DELETE', at, { token: staff })).status).toBe(204);
    const gone = await room.get(at);
    expect([gone.status, gone.json.type]).toEqual([410, '/problems/discontinued']);
    const authors = [{ name: 'Only This Once', slug: 'only-this-once' }];
    expect(gone.json.book).toEqual({ title, author: 'Only This Once', authors });
    expect((await room.get(byIsbn)).json.book).toEqual(gone.json.book);
    expect((await room.get('/api/books/isbn/9780141439600/')).status).toBe(404);
    expect((await room.send('DELETE', at, { token: staff })).status).toBe(404);
    expect((await room.get(`/api/books/?ids=${id}`)).json.count).toBe(0);
    expect((await room.get(`/api/books/by_category/?category_id=${shelf.id}`)).json.count).toBe(0);
    expect((await room.get('/api/authors/only-this-once/')).status).toBe(404);
    const told = await room.deps.db.use((query) =>
      rows<{ subscriber: string; body: unknown }>(
        query,
        sql`select d.subscriber, o.body from outbox o join outbox_delivery d on d.event_id = o.id
            where o.type = 'books.discontinued' and o.aggregate_id = ${String(id)}`,
      ),
    );
    expect(told).toEqual([{ subscriber: 'reviews', body: { book_id: id } }]);
    expect((await add({ isbn: '080442957X' })).isbn).toBe('9780804429573');
  });

  test('a repeat with the same Idempotency-Key adds one book', async () => {
    const key = { 'idempotency-key': newUid() };
    const body = { title: 'Once', author: 'Once Only', price: '1.00' };
    const [first, again] = [
      await room.post('/api/books/', body, staff, key),
      await room.post('/api/books/', body, staff, key),
    ];
    expect([again.status, again.text]).toEqual([201, first.text]);
    expect((await room.get('/api/books/by_author/?author=once+only')).json.count).toBe(1);
  });

  test('raced for by two clerks is added, changed and taken away once', async () => {
    const isbn = '9780141439518';
    const adds = await Promise.all(
      Array.from({ length: 6 }, () =>
        room.post('/api/books/', { title: 'Raced', author: 'x', price: '1.00', isbn }, staff),
      ),
    );
    expect(adds.map((answer) => answer.status).sort()).toEqual([201, 409, 409, 409, 409, 409]);
    const made = adds.find((answer) => answer.status === 201);
    const at = `/api/books/${made?.json.id}/`;
    const headers = { 'if-match': made?.headers.get('etag') ?? '' };
    const changes = await Promise.all(
      Array.from({ length: 6 }, (_, n) =>
        room.send('PATCH', at, { json: { price: `${n + 2}.00` }, token: staff, headers }),
      ),
    );
    expect(changes.map((answer) => answer.status).sort()).toEqual([200, 412, 412, 412, 412, 412]);
    const gone = await Promise.all(Array.from({ length: 4 }, () => room.send('DELETE', at, { token: staff })));
    expect(gone.map((answer) => answer.status).sort()).toEqual([204, 404, 404, 404]);
  });

  test('texts at their limits and odd characters are stored as they are', async () => {
    const title = '𝔘'.repeat(400) + 'ẞ'.repeat(200);
    const made = await add({ title, author: '…', description: '<script>alert(1)</script>\u2028' });
    const { json } = await room.get(`/api/books/${made.id}/`);
    expect(json).toMatchObject({ title, author: '…', description: '<script>alert(1)</script>\u2028' });
    expect(json.authors).toEqual([{ name: '…', slug: '2026' }]);
    const withNul = await room.post('/api/books/', { title: 'a\u0000b', author: 'x', price: '1.00' }, staff);
    expect(withNul.status).toBe(422);
  });
});

describe('categories', () => {
  test('are made, shown with the number of their books, changed and deleted when empty', async () => {
    const made = await room.post('/api/categories/', { name: 'Café noir', description: 'Dark' }, staff);
    expect([made.status, made.headers.get('location')]).toEqual([201, `/api/categories/${made.json.id}/`]);
    expect(made.json).toMatchObject({ slug: 'cafe-noir', parent_id: null, book_count: 0 });
    expect(made.json.colour).toMatch(/^[a-z-]+$/);
    const { id: bookId } = await add({ category_id: made.json.id });
    const at = `/api/categories/${made.json.id}/`;
    expect((await room.get(at)).json.book_count).toBe(1);
    expect((await room.get('/api/categories/?slug=cafe-noir')).json.results).toHaveLength(1);
    const held = await room.send('DELETE', at, { token: staff });
    expect([held.status, held.json.type, held.json.book_count]).toEqual([409, '/problems/category-in-use', 1]);
    const etag = (await room.get(at)).headers.get('etag') ?? '';
    const renamed = await room.send('PATCH', at, {
      json: { name: 'Noir' },
      token: staff,
      headers: { 'if-match': etag },
    });
    expect(renamed.json).toMatchObject({ name: 'Noir', slug: 'cafe-noir', description: 'Dark' });
    const stale = await room.send('PUT', at, { json: { name: 'x' }, token: staff, headers: { 'if-match': etag } });
    expect(stale.status).toBe(412);
    const replaced = await room.send('PUT', at, { json: { name: 'Noir' }, token: staff });
    expect(replaced.json).toMatchObject({ slug: 'cafe-noir', description: '' });
    await room.send('PATCH', `/api/books/${bookId}/`, { json: { category_ids: [] }, token: staff });
    expect((await room.send('DELETE', at, { token: staff })).status).toBe(204);
    expect((await room.get(at)).status).toBe(404);
  });

  test('stand below one another, never in a circle', async () => {
    const top = await shelve({ slug: 'top' });
    const middle = await shelve({ parent_id: top.id });
    const bottom = await shelve({ parent_id: middle.id });
    const put = (id: number, parent_id: number) =>
      room.send('PATCH', `/api/categories/${id}/`, { json: { parent_id }, token: staff });
    expect((await put(top.id, bottom.id)).json.errors[0].pointer).toBe('/parent_id');
    expect((await put(top.id, top.id)).status).toBe(422);
    expect((await put(top.id, 999_999)).status).toBe(422);
    expect((await room.post('/api/categories/', { name: 'x', parent_id: 999_999 }, staff)).status).toBe(422);
    expect((await room.post('/api/categories/', { name: 'Other', slug: 'top' }, staff)).json.type).toBe(
      '/problems/duplicate-slug',
    );
    expect((await room.get(`/api/categories/?parent_id=${top.id}`)).json.results[0].id).toBe(middle.id);
    expect((await room.send('DELETE', `/api/categories/${top.id}/`, { token: staff })).status).toBe(409);
    const [left, right] = [await shelve(), await shelve()];
    const raced = await Promise.all([put(left.id, right.id), put(right.id, left.id)]);
    expect(raced.map((answer) => answer.status).sort()).toEqual([200, 422]);
  });
});

describe('other rooms', () => {
  test('are told the price that counts, also of books that are gone or never were', async () => {
    const { id } = await add({ title: 'Quoted', price: '3.10', stock: 4 });
    const { lines } = await room.deps.bus.ask(contract.quote, {
      items: [
        { book_id: id, quantity: 1 },
        { book_id: 999_999, quantity: 1 },
      ],
    });
    expect(lines).toEqual([
      {
        book_id: id,
        found: true,
        purchasable: true,
        title: 'Quoted',
        author: 'Jane Austen',
        isbn: null,
        unit_minor: 310,
        currency: 'USD',
        available: 4,
      },
      expect.objectContaining({ book_id: 999_999, found: false, purchasable: false, available: 0 }),
    ]);
    expect(await room.deps.bus.ask(contract.book, { book_id: id })).toEqual({ exists: true, title: 'Quoted' });
    await room.send('DELETE', `/api/books/${id}/`, { token: staff });
    expect(await room.deps.bus.ask(contract.book, { book_id: id })).toEqual({ exists: false, title: null });
  });

  test('tell sales and ratings; a repeat or an older rating changes nothing', async () => {
    const { id } = await add();
    const rated = (sequence: number, rating_sum: number, rating_count: number) =>
      room.tell({
        id: newUid(),
        type: 'reviews.rated',
        at: '',
        sequence,
        body: { book_id: id, rating_sum, rating_count },
      });
    await rated(2, 9, 2);
    await rated(1, 5, 1);
    expect((await room.get(`/api/books/${id}/`)).json.rating).toEqual({ average: 4.5, count: 2 });
    await rated(3, 0, 0);
    expect((await room.get(`/api/books/${id}/`)).json.rating).toEqual({ average: null, count: 0 });
    const lines = [
      { book_id: id, quantity: 200 },
      { book_id: id, quantity: 300 },
    ];
    const paid = { id: newUid(), type: 'orders.paid', at: '', sequence: 1, body: { order_id: 1, user_id: 1, lines } };
    await room.tell(paid);
    await room.tell(paid);
    expect((await room.get('/api/books/?ordering=-popularity&limit=1')).json.results[0].id).toBe(id);
    const sold = await room.deps.db.use((query) =>
      rows<{ n: number }>(query, sql`select units_sold::int as n from book_figures where book_id = ${id}`),
    );
    expect(sold).toEqual([{ n: 500 }]);
  });
});

test('the document describes the room and is valid', async () => {
  const { json } = await room.get('/swagger/json');
  expect(Object.keys(json.paths)).toEqual(
    expect.arrayContaining([
      '/api/books/',
      '/api/books/{id}/',
      '/api/books/{id}/stock/',
      '/api/books/by_category/',
      '/api/books/by_author/',
      '/api/books/search/',
      '/api/books/suggest/',
      '/api/books/facets/',
      '/api/categories/',
      '/api/categories/{id}/',
      '/api/authors/',
      '/api/authors/{slug}/',
    ]),
  );
  expect(json.paths['/api/books/'].post['x-authz']).toBe('staff');
  const { Validator } = await import('@seriousme/openapi-schema-validator');
  const verdict = await new Validator().validate(json);
  expect(verdict.errors ?? []).toEqual([]);
});
