// Every example request and the walk "Testing the services" 1 to 5 of the platform this one grew from, word for word but for the
// bearer token, through the services' own ports and through the gateway.

import { beforeAll, expect, test } from 'bun:test';
import { type Shop, sharedShop } from '#tests/support/shop';

let shop: Shop;
let staff: string;

// biome-ignore lint/suspicious/noExplicitAny: tests look into answers freely
type Answer = { status: number; json: any; headers: Headers };

async function call(url: string, method: string, body?: unknown, token?: string): Promise<Answer> {
  const answer = await fetch(url, {
    method,
    headers: { 'Content-Type': 'application/json', ...(token ? { Authorization: `Bearer ${token}` } : {}) },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await answer.text();
  return { status: answer.status, json: text ? JSON.parse(text) : null, headers: answer.headers };
}

beforeAll(async () => {
  shop = await sharedShop();
  const { username, password } = shop.admin;
  staff = (await call(`${shop.url('users')}/api/users/login/`, 'POST', { username, password })).json.access;
}, 90_000);

const doors: [name: string, door: (room: 'users' | 'books' | 'orders' | 'payments' | 'reviews') => string][] = [
  ["the services' own ports", (room) => shop.url(room)],
  ['the gateway', () => shop.url()],
];

for (const [name, door] of doors) {
  test(`the walk passes through ${name}`, async () => {
    const suffix = Bun.randomUUIDv7().slice(-8);
    const user = {
      username: `testuser-${suffix}`,
      email: `test-${suffix}@example.com`,
      password: 'testpass123',
      password2: 'testpass123',
    };
    const registered = await call(`${door('users')}/api/users/register/`, 'POST', user);
    expect(registered.status).toBe(201);
    const { access, user: account } = registered.json;
    const book = await call(
      `${door('books')}/api/books/`,
      'POST',
      { title: 'Test Book', author: 'Test Author', price: '19.99', stock: 50 },
      staff,
    );
    expect([book.status, book.json.price, book.json.available]).toEqual([201, '19.99', 50]);
    const order = await call(
      `${door('orders')}/api/orders/`,
      'POST',
      {
        user_id: account.id,
        shipping_address: '123 Test St',
        items: [{ book_id: book.json.id, quantity: 1, price: 19.99 }],
      },
      access,
    );
    expect([order.status, order.json.total_amount, order.json.status]).toEqual([201, '19.99', 'PENDING']);
    const payment = await call(
      `${door('payments')}/api/payments/`,
      'POST',
      { order_id: order.json.id, user_id: account.id, amount: '19.99', payment_method: 'CREDIT_CARD' },
      access,
    );
    expect([payment.status, payment.json.status]).toEqual([201, 'COMPLETED']);
    const review = await call(
      `${door('reviews')}/api/reviews/`,
      'POST',
      { book_id: book.json.id, user_id: account.id, rating: 5, comment: 'Great book!' },
      access,
    );
    expect([review.status, review.json.verified_purchase]).toEqual([201, true]);
    const paid = await call(`${door('orders')}/api/orders/${order.json.id}/`, 'GET', undefined, access);
    expect([paid.json.status, paid.json.payment_status]).toEqual(['CONFIRMED', 'PAID']);
    expect((await call(`${door('books')}/api/books/${book.json.id}/`, 'GET')).json.stock).toBe(49);
  }, 30_000);

  test(`every endpoint of the original answers through ${name}`, async () => {
    const suffix = Bun.randomUUIDv7().slice(-8);
    const john = {
      username: `john_doe_${suffix}`,
      email: `john-${suffix}@example.com`,
      password: 'password123',
      password2: 'password123',
      first_name: 'John',
      last_name: 'Doe',
    };
    const api = (room: Parameters<typeof door>[0], path: string) => `${door(room)}/api/${path}`;
    const seen: Record<string, number> = {};
    const as = async (label: string, ...asked: Parameters<typeof call>) => {
      const answer = await call(...asked);
      seen[label] = answer.status;
      return answer;
    };
    const { access, user } = (await as('POST users/register', api('users', 'users/register/'), 'POST', john)).json;
    await as('POST users/login', api('users', 'users/login/'), 'POST', {
      username: john.username,
      password: john.password,
    });
    await as('GET users', api('users', 'users/'), 'GET', undefined, staff);
    await as('GET users/{id}', api('users', `users/${user.id}/`), 'GET', undefined, access);
    await as('GET users/me', api('users', 'users/me/'), 'GET', undefined, access);
    await as(
      'PUT users/{id}',
      api('users', `users/${user.id}/`),
      'PUT',
      { email: john.email, first_name: 'Johnny', last_name: 'Doe' },
      access,
    );
    await as('GET categories', api('books', 'categories/'), 'GET');
    const category = (
      await as('POST categories', api('books', 'categories/'), 'POST', { name: `Shelf ${suffix}` }, staff)
    ).json;
    const gatsby = {
      title: 'The Great Gatsby',
      author: 'F. Scott Fitzgerald',
      price: '29.99',
      stock: 100,
      description: 'A classic American novel',
    };
    const book = (
      await as('POST books', api('books', 'books/'), 'POST', { ...gatsby, category_id: category.id }, staff)
    ).json;
    await as('GET books', api('books', 'books/'), 'GET');
    await as('GET books/{id}', api('books', `books/${book.id}/`), 'GET');
    await as(
      'PUT books/{id}',
      api('books', `books/${book.id}/`),
      'PUT',
      { ...gatsby, category_id: category.id },
      staff,
    );
    const inShelf = await as(
      'GET books/by_category',
      api('books', `books/by_category/?category_id=${category.id}`),
      'GET',
    );
    expect(inShelf.json.results.map(({ id }: { id: number }) => id)).toEqual([book.id]);
    const byAuthor = await as(
      'GET books/by_author',
      api('books', `books/by_author/?author=${encodeURIComponent('f. scott fitzgerald')}`),
      'GET',
    );
    expect(byAuthor.json.results.map(({ id }: { id: number }) => id)).toContain(book.id);
    const searched = await as('GET books/search', api('books', 'books/search/?q=gatsby'), 'GET');
    expect(searched.json.count).toBeGreaterThan(0);
    const wish = {
      user_id: user.id,
      shipping_address: '123 Main St, City, Country',
      items: [{ book_id: book.id, quantity: 2, price: 29.99 }],
    };
    const order = (await as('POST orders', api('orders', 'orders/'), 'POST', wish, access)).json;
    expect(order.total_amount).toBe('59.98');
    await as('GET orders', api('orders', 'orders/'), 'GET', undefined, access);
    await as('GET orders/{id}', api('orders', `orders/${order.id}/`), 'GET', undefined, access);
    await as(
      'PUT orders/{id}',
      api('orders', `orders/${order.id}/`),
      'PUT',
      { shipping_address: '124 Main St' },
      access,
    );
    await as('GET orders/by_user', api('orders', `orders/by_user/?user_id=${user.id}`), 'GET', undefined, access);
    const due = { order_id: order.id, user_id: user.id, amount: '59.98', payment_method: 'CREDIT_CARD' };
    const payment = (await as('POST payments', api('payments', 'payments/'), 'POST', due, access)).json;
    await as('GET payments', api('payments', 'payments/'), 'GET', undefined, access);
    await as('GET payments/{id}', api('payments', `payments/${payment.id}/`), 'GET', undefined, access);
    await as(
      'GET payments/by_order',
      api('payments', `payments/by_order/?order_id=${order.id}`),
      'GET',
      undefined,
      access,
    );
    await as('GET payments/by_user', api('payments', `payments/by_user/?user_id=${user.id}`), 'GET', undefined, access);
    await as(
      'PATCH orders/{id}/update_status',
      api('orders', `orders/${order.id}/update_status/`),
      'PATCH',
      { status: 'PROCESSING' },
      staff,
    );
    await as(
      'POST payments/{id}/refund',
      api('payments', `payments/${payment.id}/refund/`),
      'POST',
      { amount: '9.98' },
      staff,
    );
    const opinion = { book_id: book.id, user_id: user.id, rating: 5, comment: 'Excellent book! Highly recommended.' };
    const review = (await as('POST reviews', api('reviews', 'reviews/'), 'POST', opinion, access)).json;
    await as('GET reviews', api('reviews', 'reviews/'), 'GET');
    await as('GET reviews/{id}', api('reviews', `reviews/${review.id}/`), 'GET');
    await as(
      'PUT reviews/{id}',
      api('reviews', `reviews/${review.id}/`),
      'PUT',
      { rating: 4, comment: 'Very good.' },
      access,
    );
    await as('GET reviews/by_book', api('reviews', `reviews/by_book/?book_id=${book.id}`), 'GET');
    await as('GET reviews/by_user', api('reviews', `reviews/by_user/?user_id=${user.id}`), 'GET');
    const statistics = await as(
      'GET reviews/book_statistics',
      api('reviews', `reviews/book_statistics/?book_id=${book.id}`),
      'GET',
    );
    expect(statistics.json).toMatchObject({ average_rating: 4, total_reviews: 1 });
    await as('DELETE reviews/{id}', api('reviews', `reviews/${review.id}/`), 'DELETE', undefined, access);
    const second = (
      await call(api('orders', 'orders/'), 'POST', { ...wish, items: [{ book_id: book.id, quantity: 1 }] }, access)
    ).json;
    await as('DELETE orders/{id}', api('orders', `orders/${second.id}/`), 'DELETE', undefined, access);
    await as('DELETE books/{id}', api('books', `books/${book.id}/`), 'DELETE', undefined, staff);
    // An account whose books are still on their way stays until they have come.
    for (const status of ['SHIPPED', 'DELIVERED'])
      await call(api('orders', `orders/${order.id}/update_status/`), 'PATCH', { status }, staff);
    await as('DELETE users/{id}', api('users', `users/${user.id}/`), 'DELETE', undefined, access);
    const wrong = Object.entries(seen).filter(([label, status]) => status !== expected(label));
    expect(wrong).toEqual([]);
    expect(Object.keys(seen).length).toBe(38);
  }, 60_000);
}

function expected(label: string): number {
  if (label.startsWith('DELETE')) return 204;
  if (label === 'POST users/login' || label.endsWith('/refund')) return 200;
  return label.startsWith('POST') ? 201 : 200;
}
