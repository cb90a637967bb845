// Each process killed without warning under the hand of somebody who buys a book in the browser: as the order is placed, and
// as it is paid. The page says something readable meanwhile, the same button does it in the end, and it is done once.

import { afterAll, beforeAll, expect, test } from 'bun:test';
import type { Locator, Page } from 'playwright-core';
import { checkInvariants } from '#bin/invariants/check';
import { rooms } from '#deploy/local/rooms';
import { openStage, type Stage, until } from '#tests/prove/stage';
import { kill, type Victim } from '#tests/prove/victims';
import { newVisitor } from '#tests/support/browser';
import {
  addToBasket,
  findBook,
  orderNumber,
  type Person,
  signUp,
  somebody,
  toTheReview,
} from '#tests/support/purchase';

type Buyer = { page: Page; person: Person; book: string; orders: number };
let stage: Stage;
let [withScripts, without]: Buyer[] = [];
beforeAll(async () => {
  stage = await openStage();
  [withScripts, without] = await Promise.all([signedUp({ scripts: true }), signedUp({ scripts: false })]);
}, 180_000);
afterAll(() => stage?.close());

async function signedUp(options: { scripts: boolean }): Promise<Buyer> {
  const { page } = await newVisitor(options);
  page.setDefaultTimeout(30_000);
  const person = somebody();
  await signUp(page, stage.shop.url(), person);
  await findBook(page, stage.shop.url(), 'dracula', 'Dracula');
  return { page, person, book: page.url(), orders: 0 };
}

const victims: Victim[] = [...rooms, 'nats', 'postgres'];
const patienceMs = 60_000;

/** Presses until what was wanted is there, as people do: again, or where the browser itself has only an excuse, it reloads. */
async function pressUntil(page: Page, button: Locator, done: Locator, look: (words: string) => void): Promise<void> {
  const there = await until(
    async () => {
      await done
        .or(button)
        .first()
        .waitFor({ timeout: 5000 })
        .catch(() => page.reload({ timeout: 10_000 }));
      if (await done.first().isVisible()) return true;
      await button.click({ timeout: 3000 });
      await done
        .first()
        .waitFor({ timeout: 5000 })
        .catch(() => undefined);
      // Where the gateway itself is dead the browser has a page of its own.
      if (page.url().startsWith('http')) look(await page.locator('body').innerText());
      return done.first().isVisible();
    },
    patienceMs,
    200,
  );
  if (!there) throw new Error(`it never came to be; the page says:\n${await page.locator('body').innerText()}`);
}

async function toTheLastButton(page: Page): Promise<void> {
  await addToBasket(page, stage.shop.url());
  await toTheReview(page);
}

/** Killed, and the button pressed in the same moment. */
async function killedWhile(victim: Victim, page: Page, button: Locator, done: Locator): Promise<string[]> {
  const seen: string[] = [];
  await button.waitFor();
  await kill(stage, victim, { hard: true });
  await pressUntil(page, button, done, (words) => void seen.push(words));
  // Empty: just then the browser was between two pages.
  return seen.filter((words) => words !== '');
}

// biome-ignore lint/suspicious/noExplicitAny: tests look into answers freely
async function api(path: string, init?: RequestInit): Promise<any> {
  return (await fetch(`${stage.shop.url()}/api/${path}`, init)).json();
}

for (const [at, victim] of victims.entries()) {
  const scripts = at % 2 === 0;
  test(`${victim} dies under a buyer ${scripts ? 'with scripts' : 'without scripts'}; the page copes, and the order ends right`, async () => {
    expect(await stage.healthy(patienceMs)).toBeNull();
    const buyer = scripts ? withScripts : without;
    if (!buyer) throw new Error('nobody came in');
    const { page, book } = buyer;
    await page.goto(book);
    await toTheLastButton(page);
    const placing = page.getByRole('button', { name: /place order/i }).first();
    const paying = page.getByRole('button', { name: 'Pay', exact: true });
    const seen = await killedWhile(victim, page, placing, paying);
    expect(await stage.healthy(patienceMs)).toBeNull();
    // Who presses again after it was paid is led to the order, which says so too.
    const paid = page.getByText('Your payment is in').or(page.getByText('Paid.', { exact: true }));
    seen.push(...(await killedWhile(victim, page, paying, paid)));
    for (const words of seen) {
      expect(words).not.toMatch(/internal server error|undefined|\bat \w+ \(|Cannot (GET|POST)/i);
      expect(words.length).toBeGreaterThan(40);
    }
    buyer.orders += 1;
    await endsRight(buyer, await orderNumber(page));
  }, 240_000);
}

async function endsRight({ person, orders }: Buyer, number: string): Promise<void> {
  expect(await stage.healthy(patienceMs)).toBeNull();
  const { access } = await api('users/login/', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: person.username, password: person.password }),
  });
  const headers = { authorization: `Bearer ${access}` };
  const { count, results } = await api('orders/?ordering=-id', { headers });
  const [last] = results;
  expect([count, last.number, last.status, last.payment_status]).toEqual([orders, number, 'CONFIRMED', 'PAID']);
  const payments = await api(`payments/by_order/?order_id=${last.id}`, { headers });
  const taken = payments.results.filter(({ status }: { status: string }) => status === 'COMPLETED');
  expect([taken.length, taken[0].amount]).toEqual([1, last.total_amount]);
}

test('afterwards stock, orders, payments and messages agree', async () => {
  let broken: string[] = [];
  await until(
    async () => {
      const verdicts = await checkInvariants(stage.databases, true);
      broken = verdicts.flatMap(({ id, about, broken: rows }) => (rows.length > 0 ? [`${id} ${about}`] : []));
      return broken.length === 0;
    },
    patienceMs,
    250,
  );
  expect(broken).toEqual([]);
}, 120_000);
