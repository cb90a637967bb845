// Looking around: filters with their counts, a list that filters left empty, and saying that a review helped; each of the
// four ways.

import { beforeAll, expect, test } from 'bun:test';
import type { Page } from 'playwright-core';
import { axeFaults } from '#tests/support/axe';
import { newVisitor } from '#tests/support/browser';
import { signUp, somebody } from '#tests/support/purchase';
import { type Shop, sharedShop } from '#tests/support/shop';
import { visitorBy, ways } from '#tests/support/ways';

let shop: Shop;
beforeAll(async () => {
  shop = await sharedShop();
}, 90_000);

type Facets = { format: { value: string; count: number }[]; availability: { value: string; count: number }[] };
const api = async <T>(path: string): Promise<T> => (await fetch(`${shop.url()}/api/${path}`)).json() as Promise<T>;

/** The number told beside a choice. */
const told = async (page: Page, id: string): Promise<number> =>
  Number((await page.locator(`label:has(#${id}) .count span:not(.unseen)`).innerText()).replaceAll(',', ''));

const heading = (page: Page) => page.locator('#results-heading').innerText();

/** Ticks a box; without scripts the form is sent by its button. */
async function tick(page: Page, id: string, enhanced: boolean): Promise<void> {
  await page.locator(`#${id}`).setChecked(true);
  if (!enhanced) await page.getByRole('button', { name: 'Apply filters' }).click();
  await page.waitForURL((url) => url.search.includes(id.split('-').at(-1) ?? id));
}

for (const way of ways) {
  const { how, enhanced } = way;

  test(`what is told beside a filter is what it gives ${how}`, async () => {
    const { page, context, faults } = await visitorBy(way);
    await page.goto(`${shop.url()}/books`);
    const { format, availability } = await api<Facets>('books/facets/');
    const [first, second] = format.filter(({ count }) => count > 0);
    expect(await told(page, 'in_stock')).toBe(availability.find(({ value }) => value === 'in_stock')?.count ?? 0);
    const one = await told(page, `format-${first?.value}`);
    expect(one).toBe(first?.count ?? 0);
    await tick(page, `format-${first?.value}`, enhanced);
    await page.locator('#results-heading', { hasText: `${one.toLocaleString('en')} book` }).waitFor();
    if (enhanced) expect(await page.evaluate(() => document.activeElement?.id)).toBe(`format-${first?.value}`);
    if (second) {
      const other = await told(page, `format-${second.value}`);
      await tick(page, `format-${second.value}`, enhanced);
      await page.locator('#results-heading', { hasText: `${(one + other).toLocaleString('en')} book` }).waitFor();
      await page
        .getByRole('link', { name: /Remove filter/ })
        .first()
        .click();
      await page.locator('#results-heading', { hasText: 'book' }).waitFor();
    }
    // Counts beside other groups follow the choice, without a new page.
    const inStock = await told(page, 'in_stock');
    await tick(page, 'in_stock', enhanced);
    await page.locator('#results-heading', { hasText: `${inStock.toLocaleString('en')} book` }).waitFor();
    await page.goBack();
    // Back to the list as it was, and to its boxes.
    await page.locator('#in_stock:not(:checked)').waitFor();
    await page
      .locator('#results-heading', { hasText: `${one.toLocaleString('en')} book` })
      .or(page.locator('.chips a'))
      .first()
      .waitFor();
    await context.close();
    expect(faults).toEqual([]);
  }, 60_000);

  test(`a band of prices narrows, and a list left empty tells the way out ${how}`, async () => {
    const { page, context, faults } = await visitorBy(way);
    await page.goto(`${shop.url()}/shelves/classics`);
    const band = page.locator('.bands li:has(a)').first();
    const count = Number((await band.locator('.count span:not(.unseen)').innerText()).replaceAll(',', ''));
    await band.getByRole('link').click();
    expect(await heading(page)).toContain(`${count} book`);
    expect(await page.locator('.bands [aria-current]').count()).toBe(1);
    await page.goto(`${shop.url()}/shelves/classics?in_stock=true&max_price=0.01`);
    await page.getByText('No books match all of these.').waitFor();
    const out = page.getByRole('link', { name: /Remove filter: Up to \$0\.01/ });
    const promised = Number(/gives ([\d,]+) book/.exec((await out.textContent()) ?? '')?.[1]);
    await out.click();
    await page.getByRole('heading', { level: 1, name: 'Classics' }).waitFor();
    expect(promised).toBeGreaterThan(0);
    expect(await heading(page)).toContain(`${promised} books`);
    await context.close();
    expect(faults).toEqual([]);
  }, 60_000);

  test(`a reader signs in to say that a review helped, and takes it back ${how}`, async () => {
    const { page, context, faults } = await visitorBy(way);
    const person = somebody();
    await signUp(page, shop.url(), person);
    await page.getByRole('button', { name: 'Sign out' }).first().click();
    const { results } = await api<{ results: { id: number; helpful_count: number }[] }>('reviews/?ordering=id&limit=1');
    const review = results[0];
    await page.goto(`${shop.url()}/reviews/${review?.id}`);
    const before = (await api<{ helpful_count: number }>(`reviews/${review?.id}/`)).helpful_count;
    const button = page.getByRole('button', { name: /^Helpful/ });
    await button.click();
    await page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor();
    await page.getByLabel(/username/i).fill(person.username);
    await page.getByLabel('Password', { exact: true }).fill(person.password);
    await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL(`**/reviews/${review?.id}`);
    await page.locator(`#helpful-${review?.id}[aria-pressed=false]`).click();
    await page.locator(`#helpful-${review?.id}[aria-pressed=true]`).waitFor();
    expect(await button.innerText()).toBe(`Helpful (${before + 1})`);
    if (enhanced) expect(await page.evaluate(() => document.activeElement?.id)).toBe(`helpful-${review?.id}`);
    await page.reload();
    await page.locator(`#helpful-${review?.id}[aria-pressed=true]`).click();
    await page.locator(`#helpful-${review?.id}[aria-pressed=false]`).waitFor();
    expect((await api<{ helpful_count: number }>(`reviews/${review?.id}/`)).helpful_count).toBe(before);
    await context.close();
    expect(faults).toEqual([]);
  }, 60_000);
}

test('axe finds nothing on filtered, empty and reviewed pages, light and dark, wide and narrow', async () => {
  const [book] = (await api<{ results: { isbn: string; slug: string }[] }>('books/?ordering=-popularity&limit=1'))
    .results;
  const found: string[] = [];
  for (const [dark, width] of [
    [false, 1366],
    [true, 412],
  ] as const) {
    const { page, context } = await newVisitor({ scripts: true, dark, width });
    for (const path of [
      '/shelves/classics?format=paperback&in_stock=true',
      '/books?max_price=0.01&in_stock=true',
      '/search?q=sea&format=paperback',
      `/books/${book?.isbn}/${book?.slug}/reviews`,
    ]) {
      await page.goto(`${shop.url()}${path}`);
      if (width < 500 && (await page.locator('.facets').count()) > 0) await page.locator('.facets > summary').click();
      found.push(...(await axeFaults(page)).map((fault) => `${path} ${dark ? 'dark' : 'light'} ${width}: ${fault}`));
    }
    await context.close();
  }
  expect(found).toEqual([]);
}, 90_000);
