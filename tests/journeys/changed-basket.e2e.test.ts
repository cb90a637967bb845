// The shop changes while a basket waits: a price moves, stock falls, a book is withdrawn. The visitor is told in words, sees it
// before ordering, and pays what was shown last and nothing else.

import { beforeAll, expect, test } from 'bun:test';
import type { Page } from 'playwright-core';
import { orderNumber, payByCard, toTheReview } from '#tests/support/purchase';
import { type Shop, sharedShop } from '#tests/support/shop';
import { type Staff, staffOf } from '#tests/support/staff';
import { visitorBy, ways } from '#tests/support/ways';

let shop: Shop;
let send: Staff;
beforeAll(async () => {
  shop = await sharedShop();
  send = await staffOf(shop);
}, 90_000);

type Titles = 'Dearer' | 'Scarcer' | 'Withdrawn';
type Three = Record<Titles, number>;

/** Three books of this test's own, so that nobody else buys them. */
async function threeBooks(): Promise<Three> {
  const entry = async (title: Titles, price: string) => {
    const book = { title, author: 'A. Change', price, stock: 9 };
    return [title, (await send('POST', 'books/', book)).id];
  };
  return Object.fromEntries(
    await Promise.all([entry('Dearer', '4.00'), entry('Scarcer', '3.00'), entry('Withdrawn', '2.00')]),
  );
}

async function intoBasket(page: Page, id: number, quantity: number): Promise<void> {
  await page.goto(`${shop.url()}/books/${id}`);
  await page.getByLabel('Quantity').selectOption(String(quantity));
  await page.getByRole('button', { name: 'Add to basket' }).click();
  await page
    .getByText(/added|is in your basket/)
    .first()
    .waitFor();
}

async function change({ Dearer, Scarcer, Withdrawn }: Three): Promise<void> {
  await send('PATCH', `books/${Dearer}/`, { price: '6.50' });
  await send('PATCH', `books/${Scarcer}/`, { stock: 2 });
  await send('DELETE', `books/${Withdrawn}/`);
}

/** What the page says of the three changes. */
async function toldOf(page: Page): Promise<void> {
  const words = (await page.getByRole('main').innerText()).replaceAll(/\s+/g, ' ');
  for (const sentence of [
    'The price has changed from $4.00 to $6.50.',
    'Only 2 left, so it is 2 now; you had put in 5.',
    'Withdrawn is no longer sold, so it was taken out of your basket.',
  ])
    expect([sentence, words.includes(sentence)]).toEqual([sentence, true]);
}

/** Pays, and looks at what was ordered and charged. */
async function paysExactly(page: Page, total: string): Promise<void> {
  expect(await page.getByRole('main').innerText()).toContain(`$${total}`);
  await page.getByRole('button', { name: 'Place order' }).click();
  await page.getByRole('heading', { name: `Pay $${total} to Colophon Books` }).waitFor();
  await payByCard(page);
  await page.getByText('Your payment is in').first().waitFor();
  const [order] = (await send('GET', `orders/?number=${await orderNumber(page)}`)).results;
  const lines = order.items.map(({ title, price, quantity }: Record<string, unknown>) => [title, price, quantity]);
  expect(lines.sort()).toEqual([
    ['Dearer', '6.50', 1],
    ['Scarcer', '3.00', 2],
  ]);
  const paid = (await send('GET', `payments/by_order/?order_id=${order.id}`)).results;
  expect([order.total_amount, paid.map(({ amount }: { amount: string }) => amount)]).toEqual([total, [total]]);
}

for (const way of ways) {
  const filled = async (page: Page): Promise<Three> => {
    const books = await threeBooks();
    await intoBasket(page, books.Dearer, 1);
    await intoBasket(page, books.Scarcer, 5);
    await intoBasket(page, books.Withdrawn, 1);
    return books;
  };

  test(`what changed before the basket is opened is told there, and once ${way.how}`, async () => {
    const { page, context, faults } = await visitorBy(way);
    const books = await filled(page);
    await change(books);
    // Whoever goes straight to the checkout is led to the basket first.
    await page.goto(`${shop.url()}/checkout/details`);
    expect(new URL(page.url()).pathname).toBe('/basket');
    await toldOf(page);
    expect(await page.getByRole('main').innerText()).toContain('$12.50');
    await toTheReview(page, { guest: `guest-${Bun.randomUUIDv7()}@example.com` });
    expect(await page.getByRole('main').innerText()).not.toContain('has changed');
    await paysExactly(page, '17.45');
    expect(faults).toEqual([]);
    await context.close();
  }, 90_000);

  test(`what changes between the look and the order is told before it is placed ${way.how}`, async () => {
    const { page, context, faults } = await visitorBy(way);
    const books = await filled(page);
    await page.goto(`${shop.url()}/basket`);
    await toTheReview(page, { guest: `guest-${Bun.randomUUIDv7()}@example.com` });
    const before = (await send('GET', 'orders/?limit=1')).count;
    await change(books);
    await page.getByRole('button', { name: 'Place order' }).click();
    await page.getByRole('alert').getByText('so nothing was ordered').waitFor();
    await toldOf(page);
    expect((await send('GET', 'orders/?limit=1')).count).toBe(before);
    await paysExactly(page, '17.45');
    // The browser itself reports the refused order on its console; nothing else may be there.
    expect(faults.filter((fault) => !/status of 409/.test(fault))).toEqual([]);
    await context.close();
  }, 90_000);
}
