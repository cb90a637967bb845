// A guest calls off one of two books before the parcel is packed, sends the other back after it came, and sees the money go back.

import { beforeAll, expect, test } from 'bun:test';
import type { Page } from 'playwright-core';
import { addToBasket, checkOut, findBook, orderNumber, payByCard } from '#tests/support/purchase';
import { type Shop, sharedShop } from '#tests/support/shop';
import { type Staff, staffOf } from '#tests/support/staff';
import { visitorBy, ways } from '#tests/support/ways';

let shop: Shop;
let send: Staff;
beforeAll(async () => {
  shop = await sharedShop();
  send = await staffOf(shop);
}, 90_000);

/** Loads the page until it says so: money goes back by itself, in its own time. */
async function untilItSays(page: Page, text: RegExp): Promise<void> {
  for (let times = 0; times < 60; times++) {
    await page.reload();
    if (text.test(await page.getByRole('main').innerText())) return;
    await Bun.sleep(250);
  }
  throw new Error(`the page never says ${text}`);
}

for (const way of ways) {
  test(`one of two books is called off, the other sent back ${way.how}`, async () => {
    const { page, context, faults } = await visitorBy(way);
    await findBook(page, shop.url(), 'emma', 'Emma');
    await addToBasket(page, shop.url());
    await findBook(page, shop.url(), 'persuasion', 'Persuasion');
    await addToBasket(page, shop.url());
    await checkOut(page, { guest: `guest-${Bun.randomUUIDv7()}@example.com` });
    await payByCard(page);
    await page.getByText('Your payment is in').first().waitFor();
    const number = await orderNumber(page);
    await page.goto(`${shop.url()}/orders/${number}`);

    await page.getByRole('link', { name: 'Cancel books' }).click();
    await page.getByRole('button', { name: 'Go on: check it' }).click();
    await page.getByRole('alert').getByText('Choose at least one book.').waitFor();
    await page.getByLabel('How many of Emma').selectOption('1');
    await page.getByLabel('I changed my mind').check();
    await page.getByRole('button', { name: 'Go on: check it' }).click();
    expect(await page.getByRole('main').innerText()).not.toContain('Persuasion');
    await page.getByRole('button', { name: 'Cancel these books' }).click();
    await page.getByText('The books are cancelled.').first().waitFor();
    await untilItSays(page, /Given back/);

    const [order] = (await send('GET', `orders/?number=${number}`)).results;
    for (const status of ['PROCESSING', 'SHIPPED', 'DELIVERED'])
      await send('PATCH', `orders/${order.id}/update_status/`, { status });
    await page.reload();
    await page.getByRole('link', { name: 'Send books back' }).click();
    await page.getByLabel('How many of Persuasion').selectOption('1');
    await page.getByLabel('It arrived damaged').check();
    await page.getByRole('button', { name: 'Go on: check it' }).click();
    await page.getByLabel('Anything we should know?').fill('Wet <b>pages</b>');
    await page.getByRole('button', { name: 'Ask to send them back' }).click();
    await page.getByRole('heading', { name: 'Slip for the parcel' }).waitFor();
    const [asked] = (await send('GET', `orders/returns/?order_id=${order.id}&kind=RETURN`)).results;
    expect(asked).toMatchObject({ status: 'REQUESTED', reason: 'DAMAGED', note: 'Wet <b>pages</b>' });
    await send('PATCH', `orders/returns/${asked.id}/`, { status: 'GRANTED', note: 'They are here.' });
    await untilItSays(page, /Money given back/);
    await page.getByRole('link', { name: 'Back to the order' }).click();
    const notes = page.getByRole('link', { name: 'Credit note' });
    expect(await notes.count()).toBe(2);
    await notes.first().click();
    expect(await page.getByRole('main').innerText()).toContain('Cancelled: 1 × Emma');
    expect((await send('GET', `orders/${order.id}/`)).payment_status).toBe('REFUNDED');
    // The browser itself reports the refused choice on its console; nothing else may be there.
    expect(faults.filter((fault) => !/status of 422/.test(fault))).toEqual([]);
    await context.close();
  }, 120_000);
}
