// A reader who browses with three filters and comes back to them, who knows an ISBN, and who thinks again about a review; each of
// the four ways.

import { beforeAll, expect, test } from 'bun:test';
import { demoPassword, staff } from '#sample/people';
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

  test(`a review is reported to the staff, who hide it: its reader no longer finds it ${how}`, async () => {
    const { page, context, faults } = await visitorBy(way);
    const { book, review, words } = await aReviewToReport(how);
    const address = `${shop.url()}/books/${book.isbn}/${book.slug}/reviews`;
    await signUp(page, shop.url(), somebody());
    await page.goto(address);
    const theirs = page.getByRole('article').filter({ hasText: words });
    await theirs.getByRole('link', { name: 'Report the review by' }).click();
    await page.getByText(words).waitFor();
    await page.getByRole('main').getByRole('button', { name: 'Send report' }).click();
    await page.getByRole('link', { name: 'Choose what is wrong with the review.' }).waitFor();
    await page.getByLabel(/^It is an advertisement/).check();
    await page.getByLabel('In your own words').fill('Nothing but shoes.');
    await page.getByRole('main').getByRole('button', { name: 'Send report' }).click();
    await page.getByText('Our staff will look at the review').waitFor();
    await page.goto(`${shop.url()}/reviews/${review}/report`);
    await page.getByText('You reported this review').waitFor();
    const token = await tokenOf(staff[0]?.username ?? '');
    const told = await as<{ results: object[] }>(token, 'GET', `reviews/reports/?review_id=${review}`);
    expect(told.results).toMatchObject([{ reason: 'spam', comment: 'Nothing but shoes.', status: 'open' }]);
    await as(token, 'PUT', `reviews/${review}/hiding/`, { reason: 'It advertises.' });
    await page.goto(`${shop.url()}/reviews/${review}/report`);
    await page.getByRole('heading', { level: 1, name: 'Page not found' }).waitFor();
    await page.goto(address);
    await page.getByRole('heading', { level: 1 }).waitFor();
    expect(await theirs.count()).toBe(0);
    await context.close();
    expect(faults.filter((fault) => !/40[34]|422/.test(fault))).toEqual([]);
  }, 90_000);
}

async function as<T>(token: string | null, method: string, path: string, json?: object): Promise<T> {
  const headers = { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) };
  const body = json === undefined ? undefined : JSON.stringify(json);
  const answer = await fetch(`${shop.url()}/api/${path}`, { method, headers, body });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as T;
}

const tokenOf = async (username: string): Promise<string> =>
  (await as<{ access: string }>(null, 'POST', 'users/login/', { username, password: demoPassword })).access;

/** Somebody new writes of a book that nobody else in this file looks at. */
async function aReviewToReport(how: string) {
  const [book] = (await api<Found>('books/search/?q=middlemarch')).results;
  if (!book) throw new Error('the sample has a Middlemarch');
  const name = somebody().username;
  const person = { username: name, email: `${name}@example.com`, password: demoPassword, password2: demoPassword };
  const { access } = await as<{ access: string }>(null, 'POST', 'users/register/', person);
  const words = `Buy my shoes, seen ${how}.`;
  const wish = { book_id: book.id, rating: 5, comment: words };
  const { id: review } = await as<{ id: number }>(access, 'POST', 'reviews/', wish);
  return { book, review, words };
}
