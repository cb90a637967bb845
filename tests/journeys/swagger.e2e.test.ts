// A new client who has nothing but the Swagger page: from an account to a review of a bought book, every call made by clicking
// there, with the examples as they stand and only what earlier answers said put in their place.

import { beforeAll, expect, test } from 'bun:test';
import { mkdirSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { newVisitor } from '#tests/support/browser';
import { somebody } from '#tests/support/purchase';
import { type Shop, sharedShop } from '#tests/support/shop';

type Json = Record<string, unknown>;
type Answer = { status: number; json: Json };
type Wish = { body?: Json; fields?: Record<string, string> };

let shop: Shop;
beforeAll(async () => {
  shop = await sharedShop();
}, 90_000);

const patience = 30_000;
/** Set it to a folder to look at what the page showed. */
const pictures = process.env.SWAGGER_PICTURES;

/** Opens the page, and keeps a list of all it asked of others than `home` and of all it did against its own policy. */
async function openPage(home: string) {
  const { page, context, faults } = await newVisitor({ scripts: true });
  page.setDefaultTimeout(patience);
  const foreign: string[] = [];
  const reports: string[] = [];
  page.on('request', (request) => {
    const url = request.url();
    if (!/^(data|blob):/.test(url) && !url.startsWith(`${home}/`)) foreign.push(url);
  });
  await page.exposeFunction('noteViolation', (what: string) => reports.push(what));
  await page.addInitScript(
    "addEventListener('securitypolicyviolation', (event) => noteViolation(event.violatedDirective + ' ' + event.blockedURI))",
  );
  const opened = await page.goto(`${home}/swagger`);
  await page.locator('.opblock').first().waitFor();
  return { page, context, faults, foreign, reports, policy: opened?.headers()['content-security-policy'] ?? '' };
}

const operation = (page: Page, id: string) => page.locator(`.opblock[id$="-${id}"]`);

/** Opens the operation, puts `wish` into its form over what stands there, sends it and reads the answer the page shows. */
async function tryOut(page: Page, id: string, { body, fields = {} }: Wish = {}): Promise<Answer> {
  const block = operation(page, id);
  await block.locator('.opblock-summary-control').click();
  const send = block.getByRole('button', { name: 'Execute' });
  await send.waitFor();
  for (const [name, value] of Object.entries(fields))
    await block.locator(`tr[data-param-name="${name}"] input`).fill(value);
  if (body) {
    const text = block.locator('textarea.body-param__text');
    await text.fill(JSON.stringify({ ...JSON.parse(await text.inputValue()), ...body }, null, 2));
  }
  await send.click();
  const shown = block.locator('.live-responses-table');
  const status = Number.parseInt(await shown.locator('tbody .response-col_status').first().innerText(), 10);
  const json = JSON.parse(await shown.locator('.highlight-code code').first().innerText());
  if (pictures) await picture(page, id);
  // Else the next answer read here could be this one.
  await block.getByRole('button', { name: 'Clear' }).click();
  await shown.waitFor({ state: 'detached' });
  await block.locator('.opblock-summary-control').click();
  await send.waitFor({ state: 'detached' });
  return { status, json };
}

async function picture(page: Page, name: string): Promise<void> {
  mkdirSync(String(pictures), { recursive: true });
  await page.screenshot({ path: `${pictures}/${name}.png` });
}

async function authorise(page: Page, token: string): Promise<void> {
  await page.locator('.auth-wrapper').getByRole('button', { name: 'Authorize' }).click();
  const dialog = page.locator('.modal-ux');
  // The dialog says where a token comes from.
  await dialog.getByText('POST /api/users/register/').waitFor();
  await dialog.getByRole('textbox').fill(token);
  if (pictures) await picture(page, 'authorise');
  await dialog.getByRole('button', { name: 'Apply credentials' }).click();
  await dialog.getByRole('button', { name: 'Close' }).click();
  await dialog.waitFor({ state: 'detached' });
}

/** What the form of an operation has in it before anybody types, empty fields left out. */
async function filledIn(page: Page, id: string): Promise<Record<string, string>> {
  const block = operation(page, id);
  await block.locator('.opblock-summary-control').click();
  await block.getByRole('button', { name: 'Execute' }).waitFor();
  const found: Record<string, string> = {};
  for (const row of await block.locator('tr[data-param-name]').all()) {
    const value = await row.locator('input, select').first().inputValue();
    if (value !== '') found[(await row.getAttribute('data-param-name')) ?? ''] = value;
  }
  await block.locator('.opblock-summary-control').click();
  return found;
}

/** 202 says that a slow machine has not finished it yet. */
const made = ({ status }: Answer): boolean => status === 201 || status === 202;

/** Looks at the order on the page, again and again, until it is as said. @throws where it never is. */
async function lookUntil(page: Page, id: unknown, fits: (order: Json) => boolean): Promise<Json> {
  const until = performance.now() + patience;
  while (performance.now() < until) {
    const { status, json } = await tryOut(page, 'readOrder', { fields: { id: String(id) } });
    expect([status, json.id]).toEqual([200, id]);
    if (fits(json)) return json;
  }
  throw new Error(`order ${id} did not come so far`);
}

test('from the page alone: register, authorise, find a book, order, pay, review, look', async () => {
  const { page, context, faults, foreign, reports, policy } = await openPage(shop.url());
  expect(policy).toContain("default-src 'none'");
  await page.getByText('From nothing to a review of a bought book').waitFor();
  if (pictures) await picture(page, 'top');

  const { username, email } = somebody();
  const account = await tryOut(page, 'register', { body: { username, email } });
  expect([account.status, (account.json.user as Json).username]).toEqual([201, username]);
  const refused = await tryOut(page, 'placeOrder');
  expect([refused.status, refused.json.type]).toEqual([401, '/problems/sign-in-first']);
  await authorise(page, String(account.json.access));
  const me = await tryOut(page, 'readMe');
  expect([me.status, me.json.username]).toEqual([200, username]);

  const found = await tryOut(page, 'searchBooks');
  const [book] = found.json.results as Json[];
  expect([found.status, book?.title]).toEqual([200, 'The Great Gatsby']);
  const book_id = Number(book?.id);

  const order = await tryOut(page, 'placeOrder', { body: { items: [{ book_id, quantity: 2 }] } });
  expect([made(order), order.json.status, order.json.payment_status]).toEqual([true, 'PENDING', 'UNPAID']);
  const { id, total_amount: amount } = order.json;
  await lookUntil(page, id, ({ confirming }) => confirming === false);
  const payment = await tryOut(page, 'payOrder', { body: { order_id: id, amount } });
  expect([made(payment), payment.json.amount]).toEqual([true, amount]);
  const paid = await lookUntil(page, id, ({ payment_status }) => payment_status === 'PAID');
  expect(paid.status).toBe('CONFIRMED');
  const review = await tryOut(page, 'writeReview', { body: { book_id } });
  expect([review.status, review.json.rating, review.json.verified_purchase]).toEqual([201, 5, true]);

  // A second wish from the same form is a wish of its own, and not a repeat of the first.
  const second = await tryOut(page, 'placeOrder');
  expect([made(second), second.json.id === id]).toEqual([true, false]);
  await lookUntil(page, second.json.id, ({ confirming }) => confirming === false);
  const elsewhere = await tryOut(page, 'changeOrder', { fields: { id: String(second.json.id) } });
  expect([elsewhere.status, elsewhere.json.shipping_address]).toEqual([200, '456 Oak Ave, Boston, MA 02101']);

  expect({ foreign, reports }).toEqual({ foreign: [], reports: [] });
  // The one refusal above is the only thing the browser found wrong.
  expect(faults.filter((fault) => !fault.includes('401'))).toEqual([]);
  await context.close();
}, 300_000);

test('a form has nothing in it that need not be sent', async () => {
  const { page, context } = await openPage(shop.url());
  expect(await filledIn(page, 'searchBooks')).toEqual({ q: 'gatsby' });
  expect(await filledIn(page, 'listBooks')).toEqual({});
  expect(await filledIn(page, 'placeOrder')).toEqual({});
  expect(await filledIn(page, 'changeOrder')).toEqual({ id: '1' });
  expect(await filledIn(page, 'readAuthor')).toEqual({ slug: 'f-scott-fitzgerald' });
  await context.close();
}, 90_000);

test.each([
  ['users', 'readKeys'],
  ['books', 'listBooks'],
  ['orders', 'listOrders'],
  ['payments', 'listPayments'],
  ['reviews', 'listReviews'],
] as const)(
  'the page of %s opens by itself and answers',
  async (room, id) => {
    const { page, context, foreign, reports } = await openPage(shop.url(room));
    const { status } = await tryOut(page, id);
    expect(status).toBe(room === 'orders' || room === 'payments' ? 401 : 200);
    expect({ foreign, reports }).toEqual({ foreign: [], reports: [] });
    await context.close();
  },
  90_000,
);
