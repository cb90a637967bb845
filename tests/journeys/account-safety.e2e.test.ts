// Somebody sees where they are signed in, signs the other device out, chooses another password with a look at it, and signs out
// everywhere.

import { beforeAll, expect, test } from 'bun:test';
import type { Page } from 'playwright-core';
import { signInHere, signUp, somebody } from '#tests/support/purchase';
import { type Shop, sharedShop } from '#tests/support/shop';
import { visitorBy, ways } from '#tests/support/ways';

let shop: Shop;
beforeAll(async () => {
  shop = await sharedShop();
}, 90_000);

async function signIn(page: Page, username: string, password: string): Promise<void> {
  await page.goto(`${shop.url()}/sign-in`);
  await signInHere(page, { username, password });
}

const isSignedIn = async (page: Page): Promise<boolean> => {
  await page.goto(`${shop.url()}/account`);
  return page.getByRole('heading', { name: 'Your account' }).isVisible();
};

/** The session has ended at once; what the page shows of it may be a moment older. */
async function untilSignedOut(page: Page): Promise<void> {
  const end = Date.now() + 70_000;
  while (await isSignedIn(page)) {
    if (Date.now() > end) throw new Error('the session goes on');
    await Bun.sleep(250);
  }
}

for (const way of ways) {
  test(`another device is signed out, the password changed, then everything ended ${way.how}`, async () => {
    const person = somebody();
    const other = await visitorBy(way);
    await signUp(other.page, shop.url(), person);
    const { page, context, faults } = await visitorBy(way);
    await signIn(page, person.username, person.password);
    await page.getByRole('heading', { name: 'Your account' }).waitFor();

    await page.getByRole('link', { name: 'See where you are signed in' }).click();
    await page.getByText('This is the one you are looking at.').waitFor();
    await page.getByRole('button', { name: /^Sign out: / }).click();
    await page.getByText('That device is signed out.').first().waitFor();
    expect(await page.getByRole('button', { name: /^Sign out: / }).count()).toBe(0);
    await untilSignedOut(other.page);
    await other.context.close();

    await page.goto(`${shop.url()}/account/password`);
    await page.getByLabel('Your present password').fill(person.password);
    await page.getByLabel('New password', { exact: true }).fill('a second <paperback>');
    await page.getByLabel('New password again').fill('a second <paperback>');
    await page.getByRole('button', { name: 'Show password' }).click();
    await page.getByRole('button', { name: 'Hide password' }).waitFor();
    const field = page.getByLabel('New password', { exact: true });
    expect([await field.getAttribute('type'), await field.inputValue()]).toEqual(['text', 'a second <paperback>']);
    await page.getByRole('button', { name: 'Save password' }).click();
    await page.getByText('Your new password is saved.').first().waitFor();

    await page.getByRole('link', { name: 'See where you are signed in' }).click();
    await page.getByRole('button', { name: 'Sign out everywhere' }).click();
    await page.getByText('You are signed out everywhere.').first().waitFor();
    expect(await isSignedIn(page)).toBe(false);
    await signIn(page, person.username, 'a second <paperback>');
    await page.getByRole('heading', { name: 'Your account' }).waitFor();
    expect(faults).toEqual([]);
    await context.close();
  }, 180_000);
}
