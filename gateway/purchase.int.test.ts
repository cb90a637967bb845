// From the basket to a paid order, as a browser without scripts does it, with five pretended rooms behind.

import { afterAll, afterEach, beforeAll, expect, test } from 'bun:test';
import { conflict, Problem } from '#kit/problem';
import { type Browser, formBody } from './testing/browser.ts';
import { aBook, anOrder, listOf } from './testing/rooms.ts';
import { openTestShop, type TestShop } from './testing/shop.ts';

let shop: TestShop;
beforeAll(async () => {
  shop = await openTestShop();
});
afterEach(async () => {
  await shop.rooms.reset();
  shop.sessions.mode = 'known';
});
afterAll(() => shop.rooms.stop());

const provider = '/orders/CB-7F3K-29QX/payments/simulator?method=CREDIT_CARD';
const emma = '/books/9780141439587/emma';
const body = (room: string, path: string) =>
  shop.rooms.asked
    .filter((one) => one.room === room && one.method === 'POST' && one.path === path)
    .map(({ text }) => JSON.parse(text));

async function withBasket(browser: Browser): Promise<Browser> {
  await browser.submit(await browser.get(emma), '/basket/lines', { quantity: '2' });
  return browser;
}

const address = {
  name: 'Ada King',
  line1: '12 St James Square',
  city: 'London',
  postcode: 'SW1Y 4JH',
  country: 'GB',
  delivery_method: 'standard',
};

test('a basket counts, is changed by its form, and is emptied line by line', async () => {
  const browser = await withBasket(shop.browser());
  expect(browser.cookies.get('basket')).toBe('1.2.999');
  const full = await browser.get('/basket');
  expect(full.text).toContain('$19.98');
  const fewer = await browser.submit(full, '/basket', { quantity_1: '1', quantity_77: '5' });
  expect([fewer.text.includes('$9.99'), browser.cookies.get('basket')]).toEqual([true, '1.1.999']);
  await browser.submit(fewer, '/basket', { remove: '1' });
  expect(browser.cookies.has('basket')).toBeFalse();
  const { text } = await browser.get('/basket');
  expect(text).toContain('Your basket is empty');
});

test('putting in by htmx answers with the fragment and the count beside it', async () => {
  const browser = shop.browser();
  const page = await browser.get(emma);
  const added = await browser.send('/basket/lines', {
    method: 'POST',
    body: formBody(page.text, '/basket/lines', { quantity: '3' }),
    headers: { 'hx-request': 'true', 'hx-request-type': 'partial' },
  });
  expect(added.status).toBe(200);
  expect(added.text).toContain('<hx-partial hx-target="#basket-count"');
  expect(added.text).toContain('$29.97');
});

test('a price that moved and a book that left are told once, before checkout', async () => {
  const browser = await withBasket(shop.browser());
  browser.cookies.set('basket', '1.2.999-88.1.500');
  shop.rooms.answer('books', (_, { pathname }) =>
    pathname === '/api/books/' ? { json: listOf([aBook({ price: '11.00' })]) } : undefined,
  );
  expect((await browser.send('/checkout/details')).headers.get('location')).toBe('/basket');
  const told = await browser.get('/basket');
  expect(told.text).toContain('The price has changed from $9.99 to $11.00.');
  expect(told.text).toContain('A book is no longer sold, so it was taken out of your basket.');
  expect(browser.cookies.get('basket')).toBe('1.2.1100');
  expect((await browser.send('/checkout/details')).status).toBe(200);
});

test('a book that left is called by its name, though nobody has seen it here since the start', async () => {
  const browser = shop.browser();
  browser.cookies.set('basket', '95.1.500');
  shop.rooms.answer('books', (_, { pathname }) => {
    if (pathname !== '/api/books/95/') return undefined;
    throw new Problem(410, 'discontinued', 'This book is no longer sold.', {
      book: { title: 'Lost & <b>Found', author: 'A' },
    });
  });
  expect((await browser.get('/basket')).text).toContain('Lost &amp; &lt;b&gt;Found</cite> is no longer sold');
});

test('what falls short is lowered with a sentence, once; what is sold out stays and stops the way on', async () => {
  const browser = shop.browser();
  browser.cookies.set('basket', '1.5.999');
  const stock = (available: number) =>
    shop.rooms.answer('books', (_, { pathname }) =>
      pathname === '/api/books/' ? { json: listOf([aBook({ available })]) } : undefined,
    );
  stock(3);
  expect((await browser.send('/checkout/details')).headers.get('location')).toBe('/basket');
  const told = await browser.get('/basket');
  expect(told.text).toContain('Only 3 left, so it is 3 now; you had put in 5.');
  expect([told.text.includes('$29.97'), browser.cookies.get('basket')]).toEqual([true, '1.3.999']);
  expect((await browser.get('/basket')).text).not.toContain('Only 3 left');
  stock(0);
  const out = await browser.get('/basket');
  expect([out.text.includes('Out of stock just now.'), out.text.includes('>Go to checkout<')]).toEqual([true, false]);
  expect(browser.cookies.get('basket')).toBe('1.3.999');
});

test('what was taken out can be put back as it was, and what is saved for later lies on the reading list', async () => {
  const browser = await withBasket(shop.browser());
  const out = await browser.submit(await browser.get('/basket'), '/basket', { remove: '1' });
  expect(out.text).toContain('“Emma” was taken out of your basket.');
  expect([browser.cookies.has('basket'), browser.cookies.get('removed')]).toEqual([false, '1.2.999']);
  const back = await browser.submit(out, '/basket', { restore: '1' });
  expect(back.text).toContain('“Emma” is in your basket again. Basket: 2 books, $19.98.');
  expect([browser.cookies.get('basket'), browser.cookies.has('removed')]).toEqual(['1.2.999', false]);
  const later = await browser.submit(back, '/basket', { later: '1' });
  expect(later.text).toContain('“Emma” was moved to your reading list.');
  expect([browser.cookies.get('list'), browser.cookies.has('basket'), browser.cookies.has('removed')]).toEqual([
    '1',
    false,
    false,
  ]);
});

test('no more goes into the basket than there is, and what is short stops the checkout', async () => {
  const browser = shop.browser();
  const page = await browser.get('/books/2/persuasion');
  const { text } = await browser.submit(page, '/basket/lines', { quantity: '9' });
  expect([browser.cookies.get('basket'), text.includes('There are no more than 1 copies')]).toEqual(['2.1.800', true]);
  browser.cookies.set('basket', '2.3.800');
  expect((await browser.send('/checkout/details')).headers.get('location')).toBe('/basket');
});

test('a guest buys: address, one look, one order at the prices seen, then payment', async () => {
  const browser = await withBasket(shop.browser());
  const refused = await browser.submit(await browser.get('/checkout/details'), '/checkout/details', {
    ...address,
    email: 'ada',
    city: '',
    line1: '1 <b>"Street"</b> & Co',
  });
  expect(refused.status).toBe(422);
  expect(refused.text).toContain('<title>Error: ');
  expect(refused.text).toContain('value="1 <b>&#34;Street&#34;</b> &amp; Co"');
  expect(refused.text).toContain('Enter the town or city.');
  const review = await browser.submit(refused, '/checkout/details', { ...address, email: 'ada@example.com' });
  expect(review.text).toContain('Ada King\n12 St James Square\nSW1Y 4JH London\nUnited Kingdom');
  expect(body('users', '/api/users/guest/')).toEqual([
    { email: 'ada@example.com', first_name: 'Ada', last_name: 'King' },
  ]);
  expect(browser.cookies.get('checkout')).not.toContain('ada');
  shop.rooms.answer('orders', ({ method }) =>
    method === 'GET' ? { json: listOf([anOrder({ user_id: 9 })]) } : undefined,
  );
  const payment = await browser.submit(review, '/checkout/review');
  expect([payment.status, payment.path]).toEqual([200, provider]);
  const [order] = shop.rooms.asked.filter(({ path, method }) => path === '/api/orders/' && method === 'POST');
  expect(JSON.parse(order?.text ?? '').items).toEqual([{ book_id: 1, quantity: 2, price: '9.99' }]);
  expect(order?.headers.get('authorization')).toBe('Bearer access-of-9');
  expect(order?.headers.get('idempotency-key')).toMatch(/^[0-9a-f-]{36}$/);
  expect(browser.cookies.has('basket')).toBeFalse();
  const back = await browser.submit(review, '/checkout/review');
  expect([
    back.path,
    shop.rooms.asked.filter(({ path, method }) => path === '/api/orders/' && method === 'POST').length,
  ]).toEqual([provider, 1]);
});

test('what is paid later is agreed on with the order; a way to pay must be chosen', async () => {
  const browser = await withBasket(await shop.signedIn());
  const review = await browser.submit(await browser.get('/checkout/details'), '/checkout/details', address);
  const refused = await browser.submit(review, '/checkout/review', { payment_method: 'SHELLS' });
  expect([refused.status, refused.text.includes('Choose how you want to pay.')]).toEqual([422, true]);
  let placed = false;
  shop.rooms.answer('orders', ({ method }) => {
    if (method === 'POST') {
      placed = true;
      return { status: 201, json: anOrder() };
    }
    return { json: listOf([anOrder({ status: placed ? 'CONFIRMED' : 'PENDING' })]) };
  });
  const done = await browser.submit(refused, '/checkout/review', { payment_method: 'BANK_TRANSFER' });
  expect(done.path).toBe('/orders/CB-7F3K-29QX/placed');
  expect(body('payments', '/api/payments/')).toEqual([
    { order_id: 31, amount: '14.94', payment_method: 'BANK_TRANSFER' },
  ]);
});

test('two clicks on Place order carry one id', async () => {
  const browser = await withBasket(await shop.signedIn());
  const review = await browser.submit(await browser.get('/checkout/details'), '/checkout/details', address);
  const sent = { method: 'POST', body: formBody(review.text, '/checkout/review', {}) };
  await Promise.all([browser.send('/checkout/review', sent), browser.send('/checkout/review', sent)]);
  const keys = shop.rooms.asked
    .filter(({ path, method }) => path === '/api/orders/' && method === 'POST')
    .map(({ headers }) => headers.get('idempotency-key'));
  expect(new Set(keys).size).toBe(1);
});

test('the second click waits for what the first became, and leads to the same order', async () => {
  const browser = await withBasket(await shop.signedIn());
  const review = await browser.submit(await browser.get('/checkout/details'), '/checkout/details', address);
  let tries = 0;
  shop.rooms.answer('orders', ({ method }) => {
    if (method !== 'POST') return undefined;
    tries += 1;
    if (tries < 3) throw conflict('still-running', 'The first request with this key is still being worked on.');
    return { status: 201, json: anOrder(), headers: { 'idempotent-replayed': 'true' } };
  });
  const second = await browser.submit(review, '/checkout/review');
  expect([second.path, tries]).toEqual([provider, 3]);
});

test('an order refused for its stock draws the page again with the reason and a new id', async () => {
  const browser = await withBasket(await shop.signedIn());
  const review = await browser.submit(await browser.get('/checkout/details'), '/checkout/details', address);
  shop.rooms.answer('orders', () => {
    throw conflict('out-of-stock', 'Not enough copies left: “Emma” (1 of 2). Nothing was ordered.');
  });
  const again = await browser.submit(review, '/checkout/review');
  expect([again.status, again.text.includes('Not enough copies left: “Emma”')]).toEqual([409, true]);
  const id = (page: { text: string }) => /name="request_id" value="([^"]+)"/.exec(page.text)?.[1];
  expect(id(again)).not.toBe(id(review));
  expect(browser.cookies.get('basket')).toBe('1.2.999');
});

test('what changed between the look and the order is told, and only what was told is ordered', async () => {
  const browser = await withBasket(await shop.signedIn());
  browser.cookies.set('basket', '1.5.999-2.1.800');
  const review = await browser.submit(await browser.get('/checkout/details'), '/checkout/details', address);
  shop.rooms.answer('books', (_, { pathname }) =>
    pathname === '/api/books/' ? { json: listOf([aBook({ price: '11.00', available: 3 })]) } : undefined,
  );
  shop.rooms.answer('orders', ({ method, text }) => {
    if (method !== 'POST' || JSON.parse(text).items[0].price === '11.00') return undefined;
    throw conflict('not-for-sale', 'No longer for sale: “Persuasion”. Take it out of the order.');
  });
  const again = await browser.submit(review, '/checkout/review');
  expect(again.status).toBe(409);
  for (const words of [
    'Something changed since you saw this page, so nothing was ordered.',
    'The price has changed from $9.99 to $11.00.',
    'Only 3 left, so it is 3 now; you had put in 5.',
    'Persuasion</cite> is no longer sold',
    '$33.00',
  ])
    expect([words, again.text.includes(words)]).toEqual([words, true]);
  await browser.submit(again, '/checkout/review');
  const orders = shop.rooms.asked.filter(({ path, method }) => path === '/api/orders/' && method === 'POST');
  expect(JSON.parse(orders.at(-1)?.text ?? '').items).toEqual([{ book_id: 1, quantity: 3, price: '11.00' }]);
});

test('an order is what its page showed, though another window changed the basket or the way to deliver', async () => {
  const browser = await withBasket(await shop.signedIn());
  const placed = () => shop.rooms.asked.filter(({ path, method }) => path === '/api/orders/' && method === 'POST');
  const review = await browser.submit(await browser.get('/checkout/details'), '/checkout/details', address);
  browser.cookies.set('basket', '1.1.999');
  const again = await browser.submit(review, '/checkout/review');
  expect([again.status, again.text.includes('was changed in another window'), placed()]).toEqual([409, true, []]);
  const express = { ...address, delivery_method: 'express' };
  await browser.submit(await browser.get('/checkout/details'), '/checkout/details', express);
  const other = await browser.submit(again, '/checkout/review');
  expect([other.status, other.text.includes('$19.94'), placed()]).toEqual([409, true, []]);
  expect((await browser.submit(other, '/checkout/review')).path).toBe(provider);
});

test('a step that comes too early leads back to the first that is not done, and says so', async () => {
  const browser = await withBasket(shop.browser());
  const led = await browser.get('/checkout/review');
  expect([led.path, led.text.includes('First tell us where your books go.')]).toEqual(['/checkout/details', true]);
  const empty = await shop.browser().get('/checkout/review');
  expect([empty.path, empty.text.includes('Your basket is empty')]).toEqual(['/basket', true]);
});

test('card payers go to the provider’s page and come back with its token; a decline is told in its words', async () => {
  const browser = await shop.signedIn();
  const choice = await browser.get('/orders/CB-7F3K-29QX/payments/new');
  const provider = await browser.submit(choice, '/orders/CB-7F3K-29QX/payments', { payment_method: 'DEBIT_CARD' });
  expect(provider.path).toBe('/orders/CB-7F3K-29QX/payments/simulator?method=DEBIT_CARD');
  expect(body('payments', '/api/payments/')).toEqual([]);
  shop.rooms.answer('payments', ({ method }) => {
    if (method === 'POST') throw new Problem(402, 'payment-declined', 'The card was declined. Nothing was charged.');
    return undefined;
  });
  const declined = await browser.submit(provider, '/orders/CB-7F3K-29QX/payments/simulator', {
    payment_token: 'tok_declined',
  });
  expect([declined.status, declined.text.includes('The card was declined.')]).toEqual([402, true]);
  expect(body('payments', '/api/payments/')).toEqual([
    { order_id: 31, amount: '14.94', payment_method: 'DEBIT_CARD', payment_token: 'tok_declined' },
  ]);
});

test('somebody else’s order looks like none', async () => {
  const browser = await shop.signedIn();
  shop.rooms.answer('orders', () => ({ json: listOf([anOrder({ user_id: 8 })]) }));
  for (const path of [
    '/orders/CB-7F3K-29QX',
    '/orders/CB-7F3K-29QX/invoice',
    '/orders/CB-7F3K-29QX/payments/new',
    '/orders/CB-7F3K-29QX/cancellation',
    '/orders/x%0ay',
  ]) {
    expect([path, (await browser.send(path)).status]).toEqual([path, 404]);
  }
});
