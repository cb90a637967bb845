// Every view in every state in a real browser: accessible, not wider than the window, and never made of somebody's text.

import { afterAll, expect, test } from 'bun:test';
import { axeFaults } from '#tests/support/axe';
import { browser, newVisitor } from '#tests/support/browser';
import { openGallery } from '#tests/support/gallery';
import { specimens } from './specimens/all.ts';
import { changed } from './specimens/changed.ts';
import { data } from './specimens/data.ts';
import { draw } from './specimens/specimen.ts';

const gallery = openGallery();
const { pages, origin } = gallery;
afterAll(gallery.close);

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

for (const { width, dark } of [1366, 412].flatMap((width) => [false, true].map((dark) => ({ width, dark })))) {
  test(`no accessibility fault and no error at ${width} pixels, ${dark ? 'dark' : 'light'}`, async () => {
    const { page, context, faults } = await newVisitor({ scripts: true, width, dark });
    const found: string[] = [];
    for (const path of pages.keys()) {
      await page.goto(origin + path);
      const broken = await axeFaults(page, { runOnly: tags, resultTypes: ['violations'], iframes: false });
      found.push(...[...broken, ...faults.splice(0)].map((fault) => `${decodeURIComponent(path)}: ${fault}`));
    }
    await context.close();
    expect(found).toEqual([]);
  }, 900_000);
}

test('no page is wider than a window of 320 pixels', async () => {
  const { page, context } = await newVisitor({ scripts: false, width: 320 });
  const wide: string[] = [];
  for (const path of pages.keys()) {
    await page.goto(origin + path);
    const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (over > 0) wide.push(`${decodeURIComponent(path)}: ${over} pixels`);
  }
  await context.close();
  expect(wide).toEqual([]);
}, 400_000);

test('what a real parser makes of hostile texts is the same page', async () => {
  const page = await (await browser()).newPage();
  const hostile = changed(data, (text) => `${text}"'><img src=x onerror=alert(1)></textarea></title></script><!--`);
  const benign = changed(data, (text) => `${text}Zq7 Zq8 Zq9`);
  const calm = specimens(benign);
  const different = await page.evaluate(
    (pairs) => {
      const shape = (html: string) =>
        [...new DOMParser().parseFromString(html, 'text/html').querySelectorAll('*')]
          .map((element) => `${element.tagName} ${element.getAttributeNames()} ${element.parentElement?.tagName}`)
          .join('\n');
      return pairs.filter(([, one, other]) => shape(one) !== shape(other)).map(([name]) => name);
    },
    specimens(hostile).map((specimen, index): [string, string, string] => {
      const twin = calm[index];
      return [specimen.name, draw(specimen, hostile), twin ? draw(twin, benign) : ''];
    }),
  );
  await page.close();
  expect(different).toEqual([]);
}, 400_000);

test('the refused form has the focus, scripts or not', async () => {
  for (const scripts of [true, false]) {
    const { page, context } = await newVisitor({ scripts });
    await page.goto(`${origin}/${encodeURIComponent('sign in, refused')}`);
    await page.waitForSelector('[role=alert]:focus');
    await context.close();
  }
}, 400_000);

test('a filter that is changed swaps the results, keeps the focus and leaves defaults out of the address', async () => {
  const { page, context, faults } = await newVisitor({ scripts: true });
  const shelf = pages.get('/shelf, empty') ?? pages.get(`/${encodeURIComponent('shelf, empty')}`) ?? '';
  pages.set('/shelves/history', shelf);
  await page.goto(`${origin}/shelves/history`);
  await page.check('#format-hardback');
  await page.waitForURL('**/shelves/history?format=hardback');
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('format-hardback');
  await context.close();
  pages.delete('/shelves/history');
  expect(faults).toEqual([]);
}, 400_000);

test('with larger letters and wider spacing nothing is cut off', async () => {
  const { page, context } = await newVisitor({ scripts: false, width: 412 });
  for (const name of ['home', 'book', 'basket', 'details, refused', 'order']) {
    await page.goto(`${origin}/${encodeURIComponent(name)}`);
    const over = await page.evaluate(() => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(
        '* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }',
      );
      document.adoptedStyleSheets = [sheet];
      return document.documentElement.scrollWidth - document.documentElement.clientWidth;
    });
    expect([name, over]).toEqual([name, 0]);
  }
  await context.close();
}, 400_000);
