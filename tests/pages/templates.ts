// The pages of the shop that stand for all of their kind, each with what it may weigh.

import { customers, demoPassword } from '#sample/people';
import { newVisitor, type Visitor } from '#tests/support/browser';
import { addToBasket, findBook } from '#tests/support/purchase';
import type { Shop } from '#tests/support/shop';

/** Bytes as they come over the wire, brotli, kB = 1,000 bytes, and requests of a first visit. */
export type Limit = { html: number; text: number; fonts: number; images: number; requests: number };
export type Template = { name: string; path: string; limit: Limit };

const kB = 1000;
const list: Limit = { html: 8 * kB, text: 30 * kB, fonts: 65 * kB, images: 60 * kB, requests: 20 };
const form: Limit = { html: 5 * kB, text: 27 * kB, fonts: 45 * kB, images: 15 * kB, requests: 10 };
const limits = {
  home: { html: 6 * kB, text: 28 * kB, fonts: 65 * kB, images: 40 * kB, requests: 16 },
  list,
  book: { html: 7 * kB, text: 29 * kB, fonts: 65 * kB, images: 25 * kB, requests: 12 },
  form,
  error: { html: 2 * kB, text: 6 * kB, fonts: 0, images: 0, requests: 2 },
} satisfies Record<string, Limit>;

/** A customer of the sample shop, signed in, with a book in the basket and orders of earlier days. */
export async function customerOf(shop: Shop, options: { width?: number; dark?: boolean } = {}): Promise<Visitor> {
  const visitor = await newVisitor({ ...options, scripts: true });
  const { page } = visitor;
  await page.goto(`${shop.url()}/sign-in`);
  await page.getByLabel(/username/i).fill(customers[0]?.username ?? '');
  await page.getByLabel('Password', { exact: true }).fill(demoPassword);
  await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL((to) => !to.pathname.startsWith('/sign-in'));
  await findBook(page, shop.url(), 'middlemarch', 'Middlemarch');
  await addToBasket(page, shop.url());
  return visitor;
}

/** What anybody sees, and what `customerOf` sees. */
export async function templates(shop: Shop, { page }: Visitor): Promise<{ open: Template[]; own: Template[] }> {
  const found = await fetch(`${shop.url()}/api/books/search/?q=gatsby`);
  const { results } = (await found.json()) as { results: { isbn: string; slug: string }[] };
  const book = `/books/${results[0]?.isbn}/${results[0]?.slug}`;
  await page.goto(`${shop.url()}/orders`);
  const order = await page.locator('main a[href^="/orders/"]').first().getAttribute('href');
  const named = (name: string, path: string, limit: Limit): Template => ({ name, path, limit });
  return {
    open: [
      named('home', '/', limits.home),
      named('shelf', '/shelves/classics', limits.list),
      named('search', '/search?q=the+sea', limits.list),
      named('book', book, limits.book),
      named('reviews', `${book}/reviews`, limits.list),
      named('sign-in', '/sign-in', limits.form),
      named('sign-up', '/sign-up', limits.form),
      named('help', '/help/delivery', limits.form),
      named('contact', '/help/contact', limits.form),
      named('developers', '/developers', limits.form),
      named('error', '/nothing-here', limits.error),
    ],
    own: [
      named('basket', '/basket', limits.form),
      named('checkout', '/checkout/details', limits.form),
      named('account', '/account', limits.form),
      named('orders', '/orders', limits.form),
      named('order', order ?? '/orders', limits.form),
      named('settings', '/settings', limits.form),
    ],
  };
}
