// Asking the shop: every word arrives once, and none is lost while nobody takes it.

import { afterAll, afterEach, beforeAll, expect, test } from 'bun:test';
import { unescaped } from './testing/browser.ts';
import { openTestShop, type TestShop } from './testing/shop.ts';

let shop: TestShop;
beforeAll(async () => {
  shop = await openTestShop();
});
afterEach(() => {
  shop.asked.length = 0;
  shop.sessions.mode = 'known';
});
afterAll(() => shop.rooms.stop());

const page = '/help/contact';
const questionsOf = ({ asked }: TestShop) =>
  asked.filter(({ subject }) => subject === 'ask.users.contact').map(({ body }) => body);
const wish = {
  topic: 'order',
  number: 'cb-7f3k-29qx',
  message: 'Where is it?\r\n\r\nI moved.',
  name: ' Ada   Lovelace ',
  email: 'ada@example.com',
};

test('a question is handed over once, however often its form is sent', async () => {
  const visitor = shop.browser();
  const form = await visitor.get(page);
  const [first, second] = [await visitor.submit(form, page, wish), await visitor.submit(form, page, wish)];
  for (const seen of [first, second]) {
    expect([seen.path, seen.status, seen.text.includes('goes to ada@example.com')]).toEqual([
      `${page}/sent`,
      200,
      true,
    ]);
  }
  const [one, again] = questionsOf(shop);
  expect(one).toMatchObject({
    topic: 'order',
    number: 'CB-7F3K-29QX',
    message: 'Where is it?\n\nI moved.',
    name: 'Ada Lovelace',
    email: 'ada@example.com',
  });
  expect(again).toEqual(one);
  expect((await visitor.get(`${page}/sent`)).text).not.toContain('ada@example.com');
});

test('what is wrong is told at its field, and what was typed stays', async () => {
  const visitor = shop.browser();
  const bad = {
    topic: 'x',
    number: '12',
    message: ' ',
    name: 'n'.repeat(101),
    email: 'ada<x>@example.com\r\nBcc: b@c.de',
  };
  const answer = await visitor.submit(await visitor.get(page), page, bad);
  expect(answer.status).toBe(422);
  for (const name of Object.keys(bad)) expect([name, answer.text.includes(`href="#${name}"`)]).toEqual([name, true]);
  const long = await visitor.submit(answer, page, { ...wish, message: 'ä'.repeat(5001) });
  expect([long.status, long.text.includes('there are 5,001')]).toEqual([422, true]);
  expect(questionsOf(shop)).toEqual([]);
});

test('a link and an account fill in what they know', async () => {
  const reader = await shop.signedIn();
  const { text } = await reader.get(`${page}?topic=return&number=CB-7F3K-29QX`);
  expect(text).toMatch(/value="return" selected/);
  expect(text).toContain('value="CB-7F3K-29QX"');
  expect(text).toContain('value="ada@example.com"');
  expect((await reader.get(`${page}?topic=constructor`)).status).toBe(200);
});

test('while nobody takes it the page says so with every word on it, and a later visit finds them again', async () => {
  const visitor = shop.browser();
  const form = await visitor.get(page);
  shop.sessions.mode = 'silent';
  const answer = await visitor.submit(form, page, wish);
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, expect.any(String)]);
  const later = await visitor.get(page);
  for (const { text } of [answer, later]) {
    expect(unescaped(text)).toContain('Where is it?');
    expect(text).toContain('value="ada@example.com"');
  }
  shop.sessions.mode = 'known';
  expect((await visitor.submit(answer, page)).path).toBe(`${page}/sent`);
  const [kept, sent] = questionsOf(shop);
  expect(sent).toEqual(kept);
  expect((await visitor.get(page)).text).not.toContain('Where is it?');
});

test('the sixth question within an hour is asked to wait, and kept', async () => {
  const busy = await openTestShop({ rateLimits: '1' });
  const visitor = busy.browser();
  for (let n = 0; n < 5; n++) {
    const sent = await visitor.submit(await visitor.get(page), page, wish);
    expect([n, sent.path]).toEqual([n, `${page}/sent`]);
  }
  const refused = await visitor.submit(await visitor.get(page), page, wish);
  expect([refused.status, Number(refused.headers.get('retry-after')) > 0]).toEqual([429, true]);
  expect(unescaped((await visitor.get(page)).text)).toContain('Where is it?');
  expect(questionsOf(busy)).toHaveLength(5);
  await busy.rooms.stop();
});
