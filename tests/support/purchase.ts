// What a visitor does in the shop, step by step, by the words on the page. Each step works with scripts on and off.

import type { Page } from 'playwright-core';

export type Person = { username: string; email: string; password: string };

export function somebody(): Person {
  const suffix = Bun.randomUUIDv7().slice(-10);
  return { username: `reader-${suffix}`, email: `reader-${suffix}@example.com`, password: 'a long paperback' };
}

export async function signUp(page: Page, shop: string, person: Person): Promise<void> {
  await page.goto(`${shop}/sign-up`);
  await page.getByLabel('E-mail').fill(person.email);
  await page.getByLabel('Username').fill(person.username);
  await page.getByLabel('First name').fill('Robin');
  await page.getByLabel('Last name').fill('Reader');
  await page.getByLabel('Password', { exact: true }).fill(person.password);
  await page.getByLabel('Password again').fill(person.password);
  await page
    .getByRole('main')
    .getByRole('button', { name: /account/i })
    .click();
  await page
    .getByRole('button', { name: 'Sign out' })
    .or(page.getByRole('link', { name: /account/i }))
    .first()
    .waitFor();
}

/** On a page that asks to sign in. */
export async function signInHere(
  page: Page,
  { username, password }: Pick<Person, 'username' | 'password'>,
): Promise<void> {
  await page
    .getByLabel(/e-mail/i)
    .first()
    .fill(username);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click();
}

/** From the search box to the book's own page. */
export async function findBook(page: Page, shop: string, words: string, title: string): Promise<void> {
  await page.goto(shop);
  await page.getByRole('searchbox').fill(words);
  await page.getByRole('search').getByRole('button', { name: 'Search' }).click();
  await page.getByRole('main').getByRole('link', { name: title, exact: true }).first().click();
  await page.getByRole('heading', { level: 1, name: title, exact: true }).waitFor();
}

export async function addToBasket(page: Page, shop: string): Promise<void> {
  await page.getByRole('button', { name: 'Add to basket' }).click();
  // With scripts the answer comes in place; without them the basket page itself says it.
  await page
    .getByText(/added|is in your basket/i)
    .first()
    .waitFor();
  await page.goto(`${shop}/basket`);
}

/** From the basket to the page that shows everything once more. */
export async function toTheReview(page: Page, options: { guest?: string } = {}): Promise<void> {
  await page
    .getByRole('link', { name: /check ?out/i })
    .first()
    .click();
  await fillIn(page, options.guest);
}

/** The page that asks where it goes, a guest's address in front. */
export async function fillIn(page: Page, guest?: string): Promise<void> {
  if (guest) await page.getByLabel('E-mail').fill(guest);
  await page.getByLabel('Full name').fill('Robin Reader');
  await page.getByLabel('Address', { exact: true }).fill('12 Long Row');
  await page.getByLabel('Town or city').fill('Hay-on-Wye');
  await page.getByLabel('Postcode').fill('HR3 5AA');
  await page.getByLabel('Country').selectOption('GB');
  await page.getByRole('button', { name: /check your order/i }).click();
}

/** From the basket to the provider's page, which asks for the card. */
export async function checkOut(page: Page, options: { guest?: string } = {}): Promise<void> {
  await toTheReview(page, options);
  await page
    .getByRole('button', { name: /place order/i })
    .first()
    .click();
  await payButton(page).waitFor();
}

const payButton = (page: Page) => page.getByRole('button', { name: 'Pay', exact: true });

/**
 * Pays by card on the provider's page, from there or from the page that asks how to pay; `outcome` is the words beside its
 * button.
 */
export async function payByCard(page: Page, outcome = 'The payment succeeds'): Promise<void> {
  const onward = page.getByRole('button', { name: /go on to pay/i });
  await onward.or(payButton(page)).waitFor();
  if (await onward.isVisible()) {
    await page.getByLabel('Credit card').check();
    await onward.click();
  }
  await page.getByLabel(outcome).check();
  await payButton(page).click();
}

/** The order number on the page, CB-XXXX-XXXX. */
export async function orderNumber(page: Page): Promise<string> {
  const text = await page.getByRole('main').innerText();
  const found = /CB-[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(text)?.[0];
  if (!found) throw new Error(`no order number on the page:\n${text}`);
  return found;
}
