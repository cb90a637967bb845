// Following an order by its number and address: found or not, in the same words, and not often.

import { afterEach, beforeEach, expect, test } from 'bun:test';
import { limits } from './limits.ts';
import type { Seen } from './testing/browser.ts';
import { openTestShop, type TestShop } from './testing/shop.ts';

let shop: TestShop;
// Each test counts from nothing, as far as limits go.
beforeEach(async () => {
  shop = await openTestShop({ rateLimits: '1' });
});
afterEach(() => shop.rooms.stop());

const find = async (number: string, email: string): Promise<Seen> => {
  const visitor = shop.browser();
  return visitor.submit(await visitor.get('/track'), '/track', { number, email });
};

test('number and address together show how the order stands, and nothing of where it goes', async () => {
  const found = await find(' cb-7f3k-29qx ', 'ada@example.com');
  expect(found.status).toBe(200);
  expect(found.path).toMatch(/^\/track\/[\w-]+$/);
  for (const words of ['CB-7F3K-29QX', 'On its way', '2 × Emma, Jane Austen']) expect(found.text).toContain(words);
  for (const words of ['Mill Lane', 'ada@example.com', 'RM123']) expect(found.text).not.toContain(words);
});

test('a wrong number, a wrong address and both are refused in the same words, after the same questions', async () => {
  const wrong: [string, string][] = [
    ['CB-0000-0000', 'ada@example.com'],
    ['CB-7F3K-29QX', 'eve@example.com'],
    ['CB-0000-0000', 'eve@example.com'],
  ];
  const answers = [];
  for (const [number, email] of wrong) {
    shop.asked.length = 0;
    const { status, text } = await find(number, email);
    const said = /<div class="summary"[\s\S]*?<\/div>/.exec(text)?.[0];
    answers.push(JSON.stringify([status, said, shop.asked.map(({ subject }) => subject)]));
  }
  expect(new Set(answers).size).toBe(1);
  expect(answers[0]).toContain('422');
  expect(answers[0]).toContain('ask.users.has_address');
});

test('what is no number or no address is said at once', async () => {
  const answer = await find('?', 'nowhere');
  expect([answer.status, answer.text.includes('Enter the number'), answer.text.includes('Enter the e-mail')]).toEqual([
    422,
    true,
    true,
  ]);
  expect(shop.asked.filter(({ subject }) => subject.includes('track'))).toEqual([]);
});

test('who tries many is told to wait, and so are many who try for one order', async () => {
  const statuses = [];
  for (let n = 0; n <= limits.track.quota; n++) statuses.push((await find(`CB-0000-00${n}`, 'a@b.test')).status);
  expect(statuses).toEqual([...Array(limits.track.quota).fill(422), 429]);
});

test('a seal that is none, or of another purpose, leads back to the form', async () => {
  const visitor = shop.browser();
  for (const seal of ['none', 'A'.repeat(80)]) {
    const seen = await visitor.get(`/track/${seal}`);
    expect([seen.status, seen.path]).toEqual([200, '/track']);
  }
  expect((await visitor.get('/track?number=CB-7F3K-29QX')).text).toContain('value="CB-7F3K-29QX"');
});
