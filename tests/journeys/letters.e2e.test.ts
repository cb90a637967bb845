// What hangs on mail: an account confirmed by a letter, a forgotten password, an order followed by its number. All four ways; the
// letters are read in the development mailbox.

import { beforeAll, expect, test } from 'bun:test';
import type { Page } from 'playwright-core';
import {
  addToBasket,
  checkOut,
  findBook,
  orderNumber,
  type Person,
  payByCard,
  signUp,
  somebody,
} from '#tests/support/purchase';
import { type Shop, sharedShop } from '#tests/support/shop';
import { visitorBy, ways } from '#tests/support/ways';

let shop: Shop;
beforeAll(async () => {
  shop = await sharedShop();
}, 90_000);

/** Opens the newest mail to this address with this subject, as soon as it is there. */
async function openMail(page: Page, email: string, subject: RegExp): Promise<void> {
  for (;;) {
    await page.goto(`${shop.url()}/dev/mail`);
    const mail = page.getByRole('listitem').filter({ hasText: email }).getByRole('link', { name: subject }).first();
    if ((await mail.count()) > 0) {
      await mail.click();
      break;
    }
    await Bun.sleep(200);
  }
  await page.getByRole('heading', { level: 1, name: subject }).waitFor();
}

/** Follows the link in the opened mail whose address holds these words. */
const followLink = (page: Page, path: string) => page.locator(`main a[href*="${path}"]`).first().click();

async function signIn(page: Page, { email, password }: Pick<Person, 'email' | 'password'>): Promise<void> {
  await page.goto(`${shop.url()}/sign-in`);
  await page.getByLabel('E-mail or username').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Your account' }).waitFor();
}

async function signOut(page: Page): Promise<void> {
  await page.goto(`${shop.url()}/account`);
  await page.getByRole('main').getByRole('button', { name: 'Sign out' }).click();
  await page.getByText('You are signed out.').waitFor();
}

for (const way of ways) {
  const { how } = way;

  test(`somebody signs up, confirms the address, signs out and in again ${how}`, async () => {
    const { page, context, faults } = await visitorBy(way);
    const person = somebody();
    await signUp(page, shop.url(), person);
    await page.goto(`${shop.url()}/settings`);
    await page.getByText('is not confirmed yet').waitFor();
    await openMail(page, person.email, /Confirm your e-mail address/);
    await followLink(page, '/verify/');
    await page.getByRole('button', { name: 'Confirm this address' }).click();
    await page.getByText('Your e-mail address is confirmed.').waitFor();
    await signOut(page);
    await signIn(page, person);
    await page.goto(`${shop.url()}/account/email`);
    await page.getByText(/is confirmed\./).waitFor();
    await signOut(page);
    expect(faults).toEqual([]);
    await context.close();
  }, 120_000);

  test(`a forgotten password is replaced by the link in a letter ${how}`, async () => {
    const { page, context, faults } = await visitorBy(way);
    const person = somebody();
    await signUp(page, shop.url(), person);
    await signOut(page);
    await page.goto(`${shop.url()}/forgot`);
    await page.getByLabel('E-mail').fill(person.email);
    await page.getByRole('button', { name: 'Send link' }).click();
    await page.getByRole('heading', { name: 'Look in your mail' }).waitFor();
    await openMail(page, person.email, /Reset your password/);
    await followLink(page, '/reset/');
    const fresh = 'another long paperback';
    await page.getByLabel('New password', { exact: true }).fill(fresh);
    await page.getByLabel('New password again').fill(fresh);
    await page.getByRole('button', { name: 'Save password' }).click();
    await page.getByText('Your new password is saved.').waitFor();
    await signIn(page, { email: person.email, password: fresh });
    expect(faults).toEqual([]);
    await context.close();
  }, 120_000);

  test(`a guest follows an order from another browser, by the letter about it ${how}`, async () => {
    const buying = await visitorBy(way);
    const { email } = somebody();
    await findBook(buying.page, shop.url(), 'middlemarch', 'Middlemarch');
    await addToBasket(buying.page, shop.url());
    await checkOut(buying.page, { guest: email });
    await payByCard(buying.page);
    await buying.page.getByText('Your payment is in').first().waitFor();
    const number = await orderNumber(buying.page);
    expect(buying.faults).toEqual([]);
    await buying.context.close();

    const { page, context, faults } = await visitorBy(way);
    await openMail(page, email, new RegExp(`${number} is paid`));
    await followLink(page, '/track');
    expect(await page.getByLabel('Order number').inputValue()).toBe(number);
    await page.getByLabel('E-mail').fill(email);
    await page.getByRole('button', { name: 'Find order' }).click();
    await page.getByRole('heading', { name: `Order ${number}` }).waitFor({ timeout: 40_000 });
    const shown = await page.getByRole('main').innerText();
    expect(shown).toContain('Middlemarch');
    expect(shown).toContain('Confirmed');
    expect(shown).not.toContain('Long Row');
    expect(faults).toEqual([]);
    await context.close();
  }, 120_000);
}
