// A visitor asks the shop something, and the shop has it in its mail; each of the four ways.

import { beforeAll, expect, test } from 'bun:test';
import { type Shop, sharedShop } from '#tests/support/shop';
import { visitorBy, ways } from '#tests/support/ways';

let shop: Shop;
beforeAll(async () => {
  shop = await sharedShop();
}, 90_000);

for (const way of ways) {
  const { how } = way;

  test(`a question is asked, put right and sent, and the shop has it ${how}`, async () => {
    const { page, context, faults } = await visitorBy(way);
    await page.goto(shop.url());
    await page.getByRole('contentinfo').getByRole('link', { name: 'Ask us' }).click();
    const words = `Do you buy old maps? Asked ${how}.`;
    await page.getByLabel('What is it about?').selectOption('other');
    await page.getByLabel('Your question').fill(words);
    await page.getByRole('button', { name: 'Send question' }).click();
    await page.getByRole('link', { name: /^Enter an e-mail address/ }).waitFor();
    await page.getByLabel('Your e-mail').fill('mapmaker@example.com');
    await page.getByRole('button', { name: 'Send question' }).click();
    await page.getByRole('heading', { level: 1, name: 'Your question is with us' }).waitFor();
    await page.getByText('goes to mapmaker@example.com').waitFor();
    await page.goto(`${shop.url()}/dev/mail`);
    const subject = 'About something else, from mapmaker@example.com';
    await page.getByRole('link', { name: subject }).first().click();
    await page.getByText(words).waitFor();
    await context.close();
    expect(faults.filter((fault) => !/422/.test(fault))).toEqual([]);
  }, 60_000);
}
