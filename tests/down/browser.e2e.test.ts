// Some cells of the table in a real browser, with scripts on and off: what stays in the form, and that the same press of the same
// button does it once the part is back.

import { beforeAll, expect, test } from 'bun:test';
import type { Room } from '#deploy/local/rooms';
import { newVisitor, type Visitor } from '#tests/support/browser';
import { addToBasket, checkOut, findBook, type Person, signUp, somebody, toTheReview } from '#tests/support/purchase';
import { brokenAtLast } from './columns.ts';
import { call, type Shop, sharedShop } from './visit.ts';

let shop: Shop;
let home = '';
beforeAll(async () => {
  shop = await sharedShop();
  home = shop.parts.url();
}, 90_000);

/** Runs `meanwhile` with a room dead, and starts it again whatever came of that. */
async function without(room: Room, meanwhile: () => Promise<void>): Promise<void> {
  await shop.parts.kill(room);
  try {
    await meanwhile();
  } finally {
    await shop.parts.start(room);
    await reachable();
  }
}

/** Until the gateway has noticed that everybody is there. */
async function reachable(): Promise<void> {
  const paths = ['users/me/', 'books/?limit=1', 'orders/?limit=1', 'payments/?limit=1', 'reviews/?limit=1'];
  for (const end = performance.now() + 20_000; performance.now() < end; await Bun.sleep(100)) {
    const answers = await Promise.all(paths.map((path) => call(shop, path, { token: shop.staff }).catch(() => null)));
    if (answers.every((answer) => answer?.status === 200)) return;
  }
  throw new Error('the rooms are not reached again');
}

async function signedUp(visitor: Visitor): Promise<Person> {
  const person = somebody();
  await signUp(visitor.page, home, person);
  return person;
}

test('signing in while accounts rest keeps the name and not the password', async () => {
  const visitor = await newVisitor({ scripts: true });
  const person = await signedUp(visitor);
  await visitor.context.clearCookies();
  const { page } = visitor;
  await page.goto(`${home}/sign-in`);
  await page.getByLabel('E-mail or username').fill(person.username);
  await page.getByLabel('Password', { exact: true }).fill(person.password);
  const signIn = page.getByRole('main').getByRole('button', { name: 'Sign in' });
  await without('users', async () => {
    await signIn.click();
    await page.getByRole('heading', { name: 'There is a problem' }).waitFor();
    expect(await page.getByLabel('E-mail or username').inputValue()).toBe(person.username);
    expect(await page.getByLabel('Password', { exact: true }).inputValue()).toBe('');
  });
  await page.getByLabel('Password', { exact: true }).fill(person.password);
  await signIn.click();
  await page.getByRole('heading', { name: 'Your account' }).waitFor();
  await visitor.context.close();
}, 60_000);

test('the basket while the catalogue rests says what was seen', async () => {
  const { page, context } = await newVisitor({ scripts: true });
  await findBook(page, home, 'middlemarch', 'Middlemarch');
  await addToBasket(page, home);
  await without('books', async () => {
    await page.goto(`${home}/basket`);
    const main = await page.getByRole('main').innerText();
    expect(main).toContain('prices are not confirmed');
    expect(main).toContain('Middlemarch');
    expect(await page.getByRole('link', { name: 'Go to checkout' }).count()).toBe(0);
  });
  await page.goto(`${home}/basket`);
  await page.getByRole('link', { name: 'Go to checkout' }).first().waitFor();
  await context.close();
}, 60_000);

for (const scripts of [false, true]) {
  const how = scripts ? 'with scripts' : 'without scripts';

  test(`an order placed while orders rests is placed once by the same button later, ${how}`, async () => {
    const visitor = await newVisitor({ scripts });
    const person = await signedUp(visitor);
    const { page } = visitor;
    await findBook(page, home, 'dracula', 'Dracula');
    await addToBasket(page, home);
    await toTheReview(page);
    const placeIt = page.getByRole('button', { name: /place order/i }).first();
    await without('orders', async () => {
      await placeIt.click();
      await page.getByText('The orders service does not answer just now.').first().waitFor();
    });
    await placeIt.click();
    await page.getByRole('button', { name: 'Pay', exact: true }).waitFor();
    const login = { username: person.username, password: person.password };
    const { json } = await call(shop, 'users/login/', { method: 'POST', body: login });
    expect((await call(shop, 'orders/', { token: json.access })).json.count).toBe(1);
    await visitor.context.close();
  }, 60_000);

  test(`a payment sent while payments rests says what is not known, and is taken once later, ${how}`, async () => {
    const visitor = await newVisitor({ scripts });
    await signedUp(visitor);
    const { page } = visitor;
    await findBook(page, home, 'walden', 'Walden');
    await addToBasket(page, home);
    await checkOut(page);
    const payIt = page.getByRole('button', { name: 'Pay', exact: true });
    await payIt.waitFor();
    await without('payments', async () => {
      await payIt.click();
      await page.getByText('We do not know yet whether your payment went through.').waitFor();
      await page.getByRole('link', { name: 'Look at the order' }).waitFor();
    });
    await payIt.click();
    await page.getByText('Your payment is in').first().waitFor();
    await visitor.context.close();
  }, 60_000);

  test(`a review sent while reviews rests keeps its words, ${how}`, async () => {
    const visitor = await newVisitor({ scripts });
    await signedUp(visitor);
    const { page } = visitor;
    await findBook(page, home, 'frankenstein', 'Frankenstein');
    await page.goto(`${page.url().replace(/[?#].*$/, '')}/reviews/new`);
    await page.getByLabel('4, liked it').check();
    const words = `Not lost, ${how}.`;
    await page.getByLabel('Your review').fill(words);
    const publish = page.getByRole('main').getByRole('button', { name: 'Publish review' });
    await without('reviews', async () => {
      await publish.click();
      await page.getByRole('heading', { name: 'There is a problem' }).waitFor();
      expect(await page.getByLabel('Your review').inputValue()).toBe(words);
    });
    await publish.click();
    await page.getByText('Thank you. Your review is published.').waitFor();
    await visitor.context.close();
  }, 60_000);
}

test('afterwards stock, orders, payments and messages agree', async () => {
  expect(await brokenAtLast(shop)).toEqual([]);
}, 40_000);
