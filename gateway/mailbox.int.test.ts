// The development mailbox: seen where the shop is at home, and nowhere else.

import { afterAll, beforeAll, expect, test } from 'bun:test';
import { openTestShop, type TestShop } from './testing/shop.ts';

let shop: TestShop;
beforeAll(async () => {
  shop = await openTestShop();
}, 60_000);
afterAll(() => shop.rooms.stop());

const uid = '0198c0de-0000-7000-8000-000000000001';
const open = (path: string, where = shop) =>
  where.handle(new Request(`${new URL(where.origin).origin}${path}`, { headers: { accept: 'text/html' } }));

test('the list leads to a mail, its links can be followed, and its HTML can do nothing', async () => {
  const list = await (await open('/dev/mail')).text();
  expect(list).toContain(`href="/dev/mail/${uid}"`);
  const mail = await open(`/dev/mail/${uid}`);
  const text = await mail.text();
  expect(text).toContain('<a href="http://localhost/reset/abc?x=1&amp;y">');
  expect(text).toContain('&lt;b&gt;');
  const document = await open(`/dev/mail/${uid}/html`);
  expect(await document.text()).toBe('<!DOCTYPE html><p>Hello</p>');
  const policy = document.headers.get('content-security-policy') ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).toEndWith('sandbox');
  for (const path of ['/dev/mail/none', '/dev/mail/0198c0de-0000-7000-8000-000000000009'])
    expect([path, (await open(path)).status]).toEqual([path, 404]);
});

test('every view in every state can be looked at, in the colours asked for', async () => {
  const list = await (await open('/dev/views')).text();
  const links = [...list.matchAll(/href="(\/dev\/views\/[^"?]+)"/g)].map(([, path = '']) => path);
  expect(links.length).toBeGreaterThan(80);
  for (const path of links) {
    const view = await open(path);
    expect([path, view.status, (await view.text()).includes('{{')]).toEqual([path, 200, false]);
  }
  expect(await (await open('/dev/views/home?theme=dark')).text()).toContain('class="dark"');
  expect((await open('/dev/views/nothing')).status).toBe(404);
}, 60_000);

test('in production, or at an address in the world, there is no such page', async () => {
  for (const other of [{ nodeEnv: 'production' }, { publicUrl: 'https://shop.example' }]) {
    const proud = await openTestShop(other);
    for (const path of ['/dev/mail', `/dev/mail/${uid}`, `/dev/mail/${uid}/html`, '/dev/views', '/dev/views/home'])
      expect([path, (await open(path, proud)).status]).toEqual([path, 404]);
    await proud.rooms.stop();
  }
});
