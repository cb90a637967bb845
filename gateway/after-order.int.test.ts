// What the pages of an order say once it stands: when it comes, where news of it goes, what is too late and what to do instead,
// and by when money is back. The clock stands still.

import { afterAll, afterEach, beforeAll, expect, test } from 'bun:test';
import { Problem } from '#kit/problem';
import type { Order } from '#services/orders/model';
import type { Payment } from '#services/payments/model';
import type { Browser } from './testing/browser.ts';
import { anOrder, aPayment, listOf } from './testing/rooms.ts';
import { openTestShop, type TestShop } from './testing/shop.ts';

const number = 'CB-7F3K-29QX';
const here = `/orders/${number}`;
// A Tuesday, before three o'clock.
const placedAt = '2026-11-24T10:00:00.000Z';
let shop: TestShop;
let reader: Browser;
beforeAll(async () => {
  shop = await openTestShop({ clock: { now: () => new Date('2026-11-25T09:00:00Z') } });
  reader = await shop.signedIn();
});
afterEach(() => shop.rooms.reset());
afterAll(() => shop.rooms.stop());

function stands(of: Partial<Order>, payments: Payment[] = []): void {
  const order = anOrder({ created_at: placedAt, delivery_method: 'standard', ...of });
  shop.rooms.answer('orders', ({ method }) => (method === 'GET' ? { json: listOf([order]) } : undefined));
  shop.rooms.answer('payments', () => ({ json: listOf(payments) }));
}

const refunded = (status: 'COMPLETED' | 'PENDING'): Payment =>
  aPayment({ refunds: [{ id: 1, amount: '14.94', status, reason: '', created_at: '2026-11-24T12:00:00.000Z' }] });

test('while it is under way it tells the day and asks for news each minute; after that it does neither', async () => {
  for (const status of ['CONFIRMED', 'PROCESSING', 'SHIPPED'] as const) {
    stands({ status, payment_status: 'PAID' });
    const { text } = await reader.get(here);
    expect([status, text.includes('Expected on Friday 27 November.'), text.includes('every 60s')]).toEqual([
      status,
      true,
      true,
    ]);
  }
  for (const status of ['DELIVERED', 'CANCELLED', 'RETURNED'] as const) {
    stands({ status, payment_status: 'PAID' });
    const { text } = await reader.get(here);
    expect([status, text.includes('Expected on'), text.includes('hx-trigger="every')]).toEqual([status, false, false]);
    expect(text).toContain('Buy again');
  }
});

test('money that went back is told with the day it left and the day it has arrived by', async () => {
  stands({ status: 'CANCELLED', payment_status: 'REFUNDED', refunded_amount: '14.94' }, [refunded('COMPLETED')]);
  const { text } = await reader.get(here);
  expect(text.replaceAll(/<[^>]+>/g, '')).toContain(
    'All you paid, $14.94, was given back on 24 November 2026. It is with you by Tuesday 1 December at the latest.',
  );
  stands({ status: 'CANCELLED', payment_status: 'PAID' }, [refunded('PENDING')]);
  expect((await reader.get(here)).text).toContain('Your money is on its way back to you.');
});

test('who cancels too late is told what can be done instead', async () => {
  stands({ status: 'PROCESSING', payment_status: 'PAID' });
  const packed = await reader.get(`${here}/cancellation`);
  expect(packed.text).toContain('Once it has left, you can send books of it back until 30 days after they came');
  stands({ status: 'SHIPPED', payment_status: 'PAID' });
  expect((await reader.get(`${here}/cancellation`)).text).toContain(`href="${here}/returns/new"`);
});

test('who sends back too late is told until when it was possible, too early what is possible now', async () => {
  stands({ status: 'DELIVERED', payment_status: 'PAID', returnable_until: '2026-11-24T23:00:00.000Z' });
  for (const path of ['new', 'check']) {
    const { status, text } = await reader.get(`${here}/returns/${path}`);
    expect([path, status, text.includes('24 November 2026')]).toEqual([path, 409, true]);
  }
  stands({ status: 'CONFIRMED', payment_status: 'PAID' });
  const early = await reader.get(`${here}/returns/new`);
  expect([early.status, early.text.includes(`href="${here}/cancellation"`)]).toEqual([409, true]);
});

test('a guest corrects the address on the page that names it; an account goes the way of accounts', async () => {
  const guest = shop.browser();
  await guest.submit(await guest.get('/books/9780141439587/emma'), '/basket/lines');
  await guest.submit(await guest.get('/checkout/details'), '/checkout/details', {
    email: 'ada@exmaple.com',
    name: 'Ada King',
    line1: '12 St James Square',
    city: 'London',
    postcode: 'SW1Y 4JH',
    country: 'GB',
  });
  stands({ user_id: 9, status: 'CONFIRMED', payment_status: 'PAID' });
  const placed = await guest.get(`${here}/placed`);
  expect(placed.text).toContain('brings them to you on Friday 27 November.');
  const refused = await guest.submit(placed, `${here}/email`, { email: 'ada' });
  expect([refused.status, refused.text.includes('<details class="apart" open')]).toEqual([422, true]);
  shop.rooms.answer('users', ({ method }) => (method === 'PATCH' ? { json: {} } : undefined));
  const done = await guest.submit(refused, `${here}/email`, { email: 'ada@example.com' });
  expect(done.text).toContain('From now on news of this order goes to ada@example.com.');
  const [changed] = shop.rooms.asked.filter(({ method }) => method === 'PATCH');
  expect([changed?.path, changed?.text]).toEqual(['/api/users/9/', '{"email":"ada@example.com"}']);
  stands({ status: 'CONFIRMED', payment_status: 'PAID' });
  expect((await reader.get(`${here}/placed`)).text).toContain('href="/account/email"');
});

test('the cover of a book that is no longer sold is drawn from what the order says of it', async () => {
  stands({ status: 'DELIVERED', payment_status: 'PAID' });
  const path = /\/covers\/[0-9]+-[0-9a-z]{10}\.svg/.exec((await reader.get(here)).text)?.[0] ?? '';
  shop.rooms.answer('books', (_, { pathname }) => {
    if (pathname.startsWith('/api/books/')) throw new Problem(410, 'discontinued', 'This book is no longer sold.');
    return undefined;
  });
  expect([path.length > 0, (await reader.send(path)).status]).toEqual([true, 200]);
  expect((await reader.send(path.replace(/-\w{10}/, '-aaaaaaaaaa'))).status).toBe(410);
});
