// A reader who browses with three filters and comes back to them, who knows an ISBN, and who thinks again about a review; each of
// the four ways.

import { beforeAll, expect, test } from 'bun:test';
import { addToBasket, checkOut, findBook, payByCard, signUp, somebody } from '#tests/support/purchase';
import { type Shop, sharedShop } from '#tests/support/shop';
import { visitorBy, ways } from '#tests/support/ways';

let shop: Shop;
beforeAll(async () => {
  shop = await sharedShop();
}, 90_000);

type Found = { results: { id: number; title: string; isbn: string; slug: string; review_count?: number }[] };
const api = async <T>(path: string): Promise<T> => (await fetch(`${shop.url()}/api/${path}`)).json() as Promise<T>;

for (const way of ways) {
  const { how } = way;

  test(`three filters, a second page, a book, and back: the filters are still there ${how}`, async () => {
    const { page, context, faults } = await visitorBy(way);
    await page.goto(`${shop.url()}/books`);
    for (const [box, name] of [
      ['#in_stock', 'in_stock'],
      ['[name=format]', 'format'],
      ['[name=language]', 'language'],
    ] as const) {
      await page.locator(box).first().setChecked(true);
      if (!way.enhanced) await page.getByRole('button', { name: 'Apply filters' }).click();
      await page.waitForURL((url) => url.searchParams.has(name));
    }
    const chosen = new URL(page.url()).searchParams;
    await page.getByRole('link', { name: 'Next page' }).click();
    await page.waitForURL((url) => url.searchParams.has('cursor'));
    const second = page.url();
    for (const [name, value] of chosen)
      if (value !== '') expect([name, new URL(second).searchParams.get(name)]).toEqual([name, value]);
    const book = page.getByRole('main').locator('.card a').first();
    await book.click();
    await page
      .getByRole('button', { name: /basket|told/i })
      .or(page.getByText(/out of stock/i))
      .first()
      .waitFor();
    await page.goBack();
    await page.waitForURL(second);
    await page.locator('#in_stock:checked').waitFor();
    await page.getByRole('link', { name: 'Previous page' }).click();
    await page.waitForURL((url) => !url.searchParams.has('cursor') || url.href !== second);
    await page.locator('#in_stock:checked').waitFor();
    await context.close();
    expect(faults).toEqual([]);
  }, 60_000);

  test(`an ISBN with hyphens or spaces leads straight to its book ${how}`, async () => {
    const { page, context, faults } = await visitorBy(way);
    const [book] = (await api<Found>('books/?ordering=-popularity&limit=1')).results;
    const isbn = book?.isbn ?? '';
    const hyphened = `${isbn.slice(0, 3)}-${isbn.slice(3, 4)}-${isbn.slice(4, 8)}-${isbn.slice(8, 12)}-${isbn.slice(12)}`;
    for (const spelled of [hyphened, ` ISBN ${hyphened.replaceAll('-', ' ')} `]) {
      await page.goto(shop.url());
      await page.getByRole('searchbox').fill(spelled);
      await page.getByRole('search').getByRole('button', { name: 'Search' }).click();
      await page.waitForURL(`**/books/${isbn}/${book?.slug}`);
      await page.getByRole('heading', { level: 1, name: book?.title ?? '', exact: true }).waitFor();
    }
    await context.close();
    expect(faults).toEqual([]);
  }, 60_000);

  test(`a review of a bought book is written, changed and taken back ${how}`, async () => {
    const { page, context, faults } = await visitorBy(way);
    await signUp(page, shop.url(), somebody());
    await findBook(page, shop.url(), 'walden', 'Walden');
    const address = page.url();
    await addToBasket(page, shop.url());
    await checkOut(page);
    await payByCard(page);
    await page.getByText('Your payment is in').first().waitFor();
    const words = `Slow and green, read ${how}.`;
    await page.goto(`${address}/reviews/new`);
    await page.getByLabel('2, did not like it').or(page.getByLabel(/^2,/)).first().check();
    await page.getByLabel('Your review').fill(words);
    await page
      .getByRole('main')
      .getByRole('button', { name: /review/i })
      .click();
    await page.waitForURL((url) => !url.pathname.endsWith('/reviews/new'));
    await page.goto(`${address}/reviews`);
    const mine = page.getByRole('article').filter({ hasText: words });
    expect(await mine.innerText()).toMatch(/bought here/i);
    await mine.getByRole('link', { name: /change|edit/i }).click();
    await page.getByLabel(/^5,/).check();
    await page.getByLabel('Your review').fill(`${words} Better the second time.`);
    await page.getByRole('button', { name: /save/i }).click();
    await page.waitForURL((url) => !url.pathname.endsWith('/edit'));
    await page.goto(`${address}/reviews`);
    await mine.getByText('Better the second time.').waitFor();
    await mine.getByRole('link', { name: /change|edit/i }).click();
    await page.getByRole('button', { name: /delete|take.*back/i }).click();
    await page.waitForURL((url) => !url.pathname.endsWith('/edit'));
    await page.goto(`${address}/reviews`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    expect(await mine.count()).toBe(0);
    await context.close();
    expect(faults).toEqual([]);
  }, 90_000);
}
