// Books put aside before anybody is signed in, kept by the account afterwards; and an address that the next checkout knows.

import { beforeAll, expect, test } from 'bun:test';
import { addToBasket, findBook, signInHere, signUp, somebody } from '#tests/support/purchase';
import { type Shop, sharedShop } from '#tests/support/shop';
import { visitorBy, ways } from '#tests/support/ways';

let shop: Shop;
beforeAll(async () => {
  shop = await sharedShop();
}, 90_000);

for (const way of ways) {
  test(`a list of this browser joins the account, with notes, and empties into the basket ${way.how}`, async () => {
    const first = await visitorBy(way);
    const person = somebody();
    await signUp(first.page, shop.url(), person);
    await first.context.close();

    const { page, context, faults } = await visitorBy(way);
    const list = `${shop.url()}/account/list`;
    for (const title of ['Emma', 'Dracula']) {
      await findBook(page, shop.url(), title.toLowerCase(), title);
      await page.getByRole('button', { name: 'Put on reading list' }).click();
      await page.getByText(`“${title}” is on your reading list.`).first().waitFor();
    }
    await page.goto(list);
    await page.getByText('Kept in this browser.').waitFor();
    await page.getByRole('button', { name: 'Take off: Dracula' }).click();
    await page.getByText('Taken off your reading list.').first().waitFor();
    expect(await page.getByRole('main').innerText()).not.toContain('Bram Stoker');

    await page.goto(`${shop.url()}/sign-in?next=/account/list`);
    await signInHere(page, person);
    await page.getByText('1 book from this browser joined your reading list.').first().waitFor();
    await page.getByLabel('Note on Emma', { exact: true }).fill('For <b>June</b>');
    await page.getByRole('button', { name: 'Save note on Emma' }).click();
    await page.getByText('Your note is saved.').first().waitFor();
    expect(await page.getByLabel('Note on Emma', { exact: true }).inputValue()).toBe('For <b>June</b>');
    await page.getByRole('button', { name: 'Into basket: Emma' }).click();
    await page.getByText('Nothing on it yet.').waitFor();
    await page.goto(`${shop.url()}/basket`);
    expect(await page.getByRole('main').innerText()).toContain('Emma');
    expect(faults).toEqual([]);
    await context.close();
  }, 120_000);

  test(`a list is shared by a link that others read, until it is switched off ${way.how}`, async () => {
    const { page, context, faults } = await visitorBy(way);
    await signUp(page, shop.url(), somebody());
    for (const [words, title] of [
      ['walden', 'Walden'],
      ['emma', 'Emma'],
    ] as const) {
      await findBook(page, shop.url(), words, title);
      await page.getByRole('button', { name: 'Put on reading list' }).click();
      await page.getByText(`“${title}” is on your reading list.`).first().waitFor();
    }
    await page.goto(`${shop.url()}/account/list`);
    await page.getByLabel('Sort by').selectOption('title');
    await page.getByRole('button', { name: 'Sort', exact: true }).click();
    await page.waitForURL(/ordering=title/);
    const titles = page.getByRole('main').getByLabel(/^Note on/);
    await page.getByRole('button', { name: 'Make a link' }).click();
    const link = page.getByRole('link', { name: `${shop.url()}/lists/` });
    await link.waitFor();
    const address = (await link.getAttribute('href')) ?? '';
    const friend = await visitorBy(way);
    await friend.page.goto(`${shop.url()}${address}`);
    await friend.page.getByRole('heading', { level: 1, name: 'What Robin R. wants to read' }).waitFor();
    expect(await friend.page.getByRole('main').innerText()).toMatch(/Emma[\s\S]*Walden/);
    await page.getByRole('button', { name: 'Switch the link off' }).click();
    await page.getByRole('button', { name: 'Make a link' }).waitFor();
    await friend.page.reload();
    await friend.page.getByRole('heading', { level: 1, name: 'Page not found' }).waitFor();
    expect([await titles.count(), faults]).toEqual([2, []]);
    await Promise.all([context.close(), friend.context.close()]);
  }, 120_000);

  test(`an address that is kept fills in the next checkout ${way.how}`, async () => {
    const { page, context, faults } = await visitorBy(way);
    await signUp(page, shop.url(), somebody());
    await page.goto(`${shop.url()}/account/addresses/new`);
    await page.getByLabel('Full name').fill('Robin Reader');
    await page.getByLabel('Address', { exact: true }).fill('3 Quay Street');
    await page.getByLabel('Postcode').fill('G1 1AA');
    await page.getByRole('button', { name: 'Save address' }).click();
    await page.getByRole('alert').waitFor();
    expect(await page.getByLabel('Address', { exact: true }).inputValue()).toBe('3 Quay Street');
    await page.getByLabel('Town or city').fill('Glasgow');
    await page.getByLabel('Country').selectOption('GB');
    await page.getByRole('button', { name: 'Save address' }).click();
    await page.getByText('The address is saved.').first().waitFor();

    await findBook(page, shop.url(), 'emma', 'Emma');
    await addToBasket(page, shop.url());
    await page.goto(`${shop.url()}/checkout/details`);
    expect(await page.getByLabel('Town or city').inputValue()).toBe('Glasgow');
    await page.getByLabel('Address', { exact: true }).fill('4 Quay Street');
    await page.getByLabel('Keep this address in my account').check();
    await page.getByRole('button', { name: /check your order/i }).click();
    await page.getByText('4 Quay Street').first().waitFor();
    await page.goto(`${shop.url()}/account/addresses`);
    expect(await page.getByRole('main').innerText()).toContain('4 Quay Street');
    await page.getByRole('button', { name: 'Remove 3 Quay Street' }).click();
    await page.getByText('The address is removed.').first().waitFor();
    expect(await page.getByRole('main').innerText()).not.toContain('3 Quay Street');
    expect(faults.filter((fault) => !/status of 422/.test(fault))).toEqual([]);
    await context.close();
  }, 120_000);
}
