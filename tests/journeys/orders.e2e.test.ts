// A customer looks for an order among many by year, status and title, and buys it again.

import { beforeAll, expect, test } from 'bun:test';
import type { Page } from 'playwright-core';
import { signUp, somebody } from '#tests/support/purchase';
import { type Shop, sharedShop } from '#tests/support/shop';
import { visitorBy, ways } from '#tests/support/ways';

let shop: Shop;
let staff: string;
beforeAll(async () => {
  shop = await sharedShop();
  staff = await tokenOf(shop.admin.username, shop.admin.password);
}, 90_000);

type Sent = { token?: string; json?: unknown };

// biome-ignore lint/suspicious/noExplicitAny: tests look into answers freely
async function send(method: string, path: string, { token = '', json }: Sent): Promise<any> {
  const answer = await fetch(`${shop.url()}/api/${path}`, {
    method,
    headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
    body: json === undefined ? null : JSON.stringify(json),
  });
  expect([path, answer.status < 300]).toEqual([path, true]);
  return answer.status === 204 ? null : answer.json();
}

const tokenOf = async (username: string, password: string): Promise<string> =>
  (await send('POST', 'users/login/', { json: { username, password } })).access;

const titles = ['Éloge du départ', 'Withdrawn since', 'Sold out since'] as const;

/** Three new books, and twelve orders: one with all of them, the others with the first, the last of which is called off. */
async function pastOrders(token: string): Promise<{ whole: string; cancelled: string }> {
  const ids: number[] = [];
  for (const title of titles) {
    const json = { title, author: 'A. Past', price: '4.00', stock: 40 };
    ids.push((await send('POST', 'books/', { token: staff, json })).id);
  }
  const [first = 0, withdrawn = 0, soldOut = 0] = ids;
  const place = async (books: number[]) => {
    const items = books.map((book_id) => ({ book_id, quantity: 2 }));
    return send('POST', 'orders/', { token, json: { shipping_address: '12 Long Row', items } });
  };
  const whole = await place(ids);
  let last = whole;
  for (let n = 0; n < 11; n++) last = await place([first]);
  await send('DELETE', `orders/${last.id}/`, { token });
  await send('DELETE', `books/${withdrawn}/`, { token: staff });
  await send('PATCH', `books/${soldOut}/`, { token: staff, json: { stock: 2 } });
  return { whole: whole.number, cancelled: last.number };
}

const numbersOn = (page: Page): Promise<string[]> => page.locator('table.orders .order-number').allInnerTexts();

async function show(page: Page, choice: { title?: string; status?: string; year?: string }): Promise<void> {
  const form = page.getByRole('form', { name: 'Which orders to show' });
  await form.getByLabel('Title').fill(choice.title ?? '');
  await form.getByLabel('Year').selectOption(choice.year ?? '');
  await form.getByLabel('Status').selectOption(choice.status ?? '');
  await form.getByRole('button', { name: 'Show' }).click();
  await page.waitForLoadState();
}

for (const way of ways) {
  test(`an order is found by year, status and title, and bought again ${way.how}`, async () => {
    const { page, context, faults } = await visitorBy(way);
    const person = somebody();
    await signUp(page, shop.url(), person);
    const { whole, cancelled } = await pastOrders(await tokenOf(person.username, person.password));
    await page.goto(`${shop.url()}/orders`);
    expect((await numbersOn(page)).length).toBe(10);
    await page.getByRole('link', { name: 'Next page' }).click();
    await page.getByRole('link', { name: 'Previous page' }).waitFor();
    expect((await numbersOn(page)).length).toBe(2);

    await show(page, { status: 'cancelled' });
    await page.waitForURL('**/orders?status=cancelled');
    expect(await numbersOn(page)).toEqual([cancelled]);
    await show(page, { title: 'SINCE withdrawn' });
    await page.waitForURL('**/orders?q=SINCE+withdrawn');
    expect(await numbersOn(page)).toEqual([whole]);
    const year = String(new Date().getUTCFullYear());
    await show(page, { title: 'eloge', year });
    await page.waitForURL(`**/orders?q=eloge&year=${year}`);
    expect(await page.getByRole('main').innerText()).toContain('12 orders.');
    // The next page of a narrowed list is as narrow.
    await page.getByRole('link', { name: 'Next page' }).click();
    await page.getByRole('link', { name: 'Previous page' }).waitFor();
    expect([(await numbersOn(page)).length, new URL(page.url()).searchParams.get('q')]).toEqual([2, 'eloge']);
    await show(page, { title: 'nothing of the kind', status: 'delivered' });
    await page.getByText('No order that is “Delivered” with nothing of the kind in a title.').waitFor();
    await page.getByRole('main').getByRole('link', { name: 'Show all your orders' }).click();
    await page.waitForURL('**/orders');

    await show(page, { title: 'withdrawn' });
    await page.waitForURL('**/orders?q=withdrawn');
    await page.getByRole('button', { name: `Buy again: order ${whole}` }).click();
    await page.getByRole('heading', { level: 1, name: 'Your basket' }).waitFor();
    const said = (await page.getByRole('main').innerText()).replaceAll(/\s+/g, ' ');
    expect(said).toContain(`In your basket: 2 books of order ${whole}.`);
    expect(said).toContain('No longer sold: “Withdrawn since”. Out of stock just now: “Sold out since”.');
    expect(await page.getByLabel(`Quantity of ${titles[0]}`).inputValue()).toBe('2');
    expect(faults).toEqual([]);
    await context.close();
  }, 120_000);
}
