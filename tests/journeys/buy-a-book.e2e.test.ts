// The main job of the shop: find a book by a half-remembered title, buy it, pay and review it, all four ways.

import { beforeAll, expect, test } from 'bun:test';
import {
  addToBasket,
  checkOut,
  findBook,
  orderNumber,
  payByCard,
  signUp,
  somebody,
  toTheReview,
} from '#tests/support/purchase';
import { type Shop, sharedShop } from '#tests/support/shop';
import { visitorBy, ways } from '#tests/support/ways';

let shop: Shop;
beforeAll(async () => {
  shop = await sharedShop();
}, 90_000);

// biome-ignore lint/suspicious/noExplicitAny: tests look into answers freely
const api = async (path: string, token?: string): Promise<any> =>
  (await fetch(`${shop.url()}/api/${path}`, { headers: token ? { authorization: `Bearer ${token}` } : {} })).json();

async function tokenOf(username: string, password: string): Promise<string> {
  const answer = await fetch(`${shop.url()}/api/users/login/`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username, password }),
  });
  return ((await answer.json()) as { access: string }).access;
}

for (const way of ways) {
  const { how } = way;

  test(`a visitor finds a book by a mistyped title, buys, pays and reviews it ${how}`, async () => {
    const { page, context, faults } = await visitorBy(way);
    const person = somebody();
    await signUp(page, shop.url(), person);
    await findBook(page, shop.url(), 'frankenstien', 'Frankenstein');
    const book = (await api(`books/search/?q=frankenstein&in_stock=true`)).results[0];
    await addToBasket(page, shop.url());
    await checkOut(page);
    await payByCard(page);
    await page.getByText('Your payment is in').first().waitFor();
    const number = await orderNumber(page);
    const token = await tokenOf(person.username, person.password);
    const order = (await api(`orders/?number=${number}`, token)).results[0];
    expect([order.status, order.payment_status, order.items[0].book_id]).toEqual(['CONFIRMED', 'PAID', book.id]);
    const payments = await api(`payments/by_order/?order_id=${order.id}`, token);
    expect(payments.results.map(({ status, amount }: { status: string; amount: string }) => [status, amount])).toEqual([
      ['COMPLETED', order.total_amount],
    ]);
    expect((await api(`books/${book.id}/`)).stock).toBe(book.stock - 1);

    await page.goto(`${shop.url()}/books/${book.isbn ?? book.id}/${book.slug}/reviews/new`);
    await page.getByLabel('4, liked it').check();
    await page.getByLabel('Your review').fill(`Colder and sadder than the films, and better <b>written</b>, ${how}.`);
    await page
      .getByRole('main')
      .getByRole('button', { name: /review/i })
      .click();
    await page.goto(`${shop.url()}/books/${book.isbn ?? book.id}/${book.slug}/reviews`);
    const mine = page.getByRole('article').filter({ hasText: `<b>written</b>, ${how}` });
    expect(await mine.innerText()).toContain('better <b>written</b>');
    expect(await mine.innerText()).toMatch(/bought here/i);
    expect(faults).toEqual([]);
    await context.close();
  }, 60_000);

  test(`a guest buys without an account; a declined card can be tried again ${how}`, async () => {
    const { page, context, faults } = await visitorBy(way);
    await findBook(page, shop.url(), 'middlemarch', 'Middlemarch');
    await addToBasket(page, shop.url());
    await checkOut(page, { guest: 'guest@example.com' });
    await payByCard(page, 'The card is declined');
    await page
      .getByText(/declined/i)
      .first()
      .waitFor();
    await payByCard(page);
    await page.getByText('Your payment is in').first().waitFor();
    const number = await orderNumber(page);
    const stranger = await visitorBy(way);
    const answer = await stranger.page.goto(`${shop.url()}/orders/${number}`);
    expect(await stranger.page.getByRole('main').innerText()).not.toContain('Long Row');
    expect([200, 303, 404]).toContain(answer?.status() ?? 0);
    // The browser itself reports the refused payment (402 or 422) on its console; nothing else may be there.
    expect(faults.filter((fault) => !/status of 4(02|22)/.test(fault))).toEqual([]);
    await stranger.context.close();
    await context.close();
  }, 60_000);

  test(`pressing the button twice places one order ${how}`, async () => {
    const { page, context } = await visitorBy(way);
    const person = somebody();
    await signUp(page, shop.url(), person);
    await findBook(page, shop.url(), 'dracula', 'Dracula');
    await addToBasket(page, shop.url());
    await toTheReview(page);
    await page
      .getByRole('button', { name: /place order/i })
      .first()
      .dblclick();
    await page.getByRole('button', { name: /go on to pay/i }).waitFor();
    const orders = await api('orders/', await tokenOf(person.username, person.password));
    expect(orders.count).toBe(1);
    await context.close();
  }, 60_000);
}
