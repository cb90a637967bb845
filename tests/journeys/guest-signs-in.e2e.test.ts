// Somebody buys as a guest and signs in afterwards: the order, the basket and the books put aside come along, and to nobody else.

import { beforeAll, expect, test } from 'bun:test';
import type { Page } from 'playwright-core';
import {
  addToBasket,
  checkOut,
  findBook,
  orderNumber,
  payByCard,
  signInHere,
  signUp,
  somebody,
} from '#tests/support/purchase';
import { type Shop, sharedShop } from '#tests/support/shop';
import { visitorBy, type Way, ways } from '#tests/support/ways';

let shop: Shop;
beforeAll(async () => {
  shop = await sharedShop();
}, 90_000);

/** A guest buys Emma; then Dracula waits in the basket and Persuasion on the list. */
async function buyAsGuest(page: Page, guest: string): Promise<string> {
  await findBook(page, shop.url(), 'emma', 'Emma');
  await addToBasket(page, shop.url());
  await checkOut(page, { guest });
  await payByCard(page);
  await page.getByText('Your payment is in').first().waitFor();
  const number = await orderNumber(page);
  await findBook(page, shop.url(), 'dracula', 'Dracula');
  await addToBasket(page, shop.url());
  await findBook(page, shop.url(), 'persuasion', 'Persuasion');
  await page.getByRole('button', { name: 'Put on reading list' }).click();
  await page.getByText('“Persuasion” is on your reading list.').first().waitFor();
  return number;
}

async function track(page: Page, number: string, email: string): Promise<void> {
  await page.goto(`${shop.url()}/track`);
  await page.getByLabel('Order number').fill(number);
  await page.getByLabel('E-mail').fill(email);
  await page.getByRole('button', { name: 'Find order' }).click();
}

const said = (page: Page): Promise<string> => page.getByRole('main').innerText();

/** Whoever knows number and address follows the order; whoever knows one of the two, or has the address too, learns nothing. */
async function checkStrangers(
  way: Way,
  number: string,
  { guest, mine }: { guest: string; mine: string },
): Promise<void> {
  const { page, context } = await visitorBy(way);
  await track(page, number, mine);
  await page.getByRole('alert').getByText('We find no order with this number and address.').waitFor();
  await track(page, number, guest);
  await page.getByRole('heading', { name: `Order ${number}` }).waitFor();
  expect(await said(page)).not.toContain('Long Row');
  await signUp(page, shop.url(), { ...somebody(), email: guest });
  await page.goto(`${shop.url()}/orders`);
  expect(await said(page)).not.toContain(number);
  expect((await page.goto(`${shop.url()}/orders/${number}`))?.status()).toBe(404);
  await context.close();
}

for (const way of ways) {
  test(`what a guest bought is in the account signed in to, and nobody else's ${way.how}`, async () => {
    const person = somebody();
    const before = await visitorBy(way);
    await signUp(before.page, shop.url(), person);
    await before.context.close();

    const guest = `guest-${Bun.randomUUIDv7()}@example.com`;
    const { page, context, faults } = await visitorBy(way);
    const number = await buyAsGuest(page, guest);
    await page.goto(`${shop.url()}/sign-in?next=/orders/${number}`);
    await page.getByText('joins the account you sign in to').waitFor();
    await signInHere(page, person);
    await page.getByText('The order you placed as a guest joined your account.').first().waitFor();
    await page.getByText('1 book from this browser joined your reading list.').first().waitFor();
    expect(await orderNumber(page)).toBe(number);

    await page.goto(`${shop.url()}/orders`);
    expect(await said(page)).toContain(number);
    await page.goto(`${shop.url()}/orders/${number}`);
    await page.getByRole('link', { name: 'Invoice', exact: true }).click();
    await page.getByRole('heading', { name: /Invoice/ }).waitFor();
    expect(await said(page)).toContain('Emma');
    await page.goto(`${shop.url()}/basket`);
    expect(await said(page)).toContain('Dracula');
    await page.goto(`${shop.url()}/account/list`);
    expect(await said(page)).toContain('Persuasion');

    await checkStrangers(way, number, { guest, mine: person.email });

    await page.goto(`${shop.url()}/orders/${number}`);
    await page.getByRole('link', { name: 'Cancel books' }).click();
    await page.getByLabel('How many of Emma').selectOption('1');
    await page.getByLabel('I changed my mind').check();
    await page.getByRole('button', { name: 'Go on: check it' }).click();
    await page.getByRole('button', { name: /^Cancel (these books|the order)$/ }).click();
    await page.getByText('cancelled').first().waitFor();
    expect(faults).toEqual([]);
    await context.close();
  }, 120_000);

  test(`what a guest bought is in the account opened right after ${way.how}`, async () => {
    const { page, context, faults } = await visitorBy(way);
    const number = await buyAsGuest(page, `guest-${Bun.randomUUIDv7()}@example.com`);
    await signUp(page, shop.url(), somebody());
    await page.getByText('The order you placed as a guest joined your account.').first().waitFor();
    await page.goto(`${shop.url()}/orders/${number}`);
    expect(await said(page)).toContain('Emma');
    expect(faults).toEqual([]);
    await context.close();
  }, 120_000);
}
