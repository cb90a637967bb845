// Every view in every state, drawn once with plain texts and again with hostile ones.

import { expect, test } from 'bun:test';
import { brotliCompressSync } from 'node:zlib';
import { htmlFaults } from '#tests/support/valid-html';
import { specimens } from './specimens/all.ts';
import { changed } from './specimens/changed.ts';
import { data } from './specimens/data.ts';
import { type Node, nodesOf } from './specimens/nodes.ts';
import { draw, type Specimen } from './specimens/specimen.ts';

const all = specimens(data);
const drawn = all.map((specimen) => ({ specimen, html: draw(specimen, data) }));
const pages = drawn.filter(({ specimen }) => !specimen.isFragment);

test('every page and fragment of the shop has a specimen', async () => {
  const files = [...new Bun.Glob('**/*.tsx').scanSync(import.meta.dir)].filter((file) => file !== 'layout.tsx');
  const shown = /export function (\w+Page|BasketAdded|Suggestions|InlineProblem)\b/g;
  const texts = await Promise.all(files.map((file) => Bun.file(`${import.meta.dir}/${file}`).text()));
  const names = texts.flatMap((text) => [...text.matchAll(shown)].map((match) => match[1]));
  const lists = await Promise.all(
    ['catalogue', 'book-pages', 'buying', 'people', 'mails'].map((list) =>
      Bun.file(`${import.meta.dir}/specimens/${list}.ts`).text(),
    ),
  );
  expect(names.length).toBeGreaterThan(25);
  expect(names.filter((name) => !lists.join().includes(`${name}(`))).toEqual([]);
});

test('every view is valid HTML, with labelled fields and unique ids', () => {
  const faults = drawn.flatMap(({ specimen, html }) => htmlFaults(html).map((fault) => `${specimen.name}: ${fault}`));
  expect(faults).toEqual([]);
}, 240_000);

test('every page has one main heading and one main part', () => {
  for (const { specimen, html } of pages) {
    const count = (name: string) => nodesOf(html).filter((node) => 'name' in node && node.name === name).length;
    expect([specimen.name, count('h1'), count('main')]).toEqual([specimen.name, 1, 1]);
  }
});

test('nothing inline runs or styles', () => {
  for (const { specimen, html } of drawn) {
    const faults = elementsOf(html).filter(({ name, attributes }) => {
      const names = Object.keys(attributes);
      const isCode = name === 'script' && !attributes.src && attributes.type !== 'application/ld+json';
      return (
        isCode ||
        (name === 'style' && !specimen.isMail) ||
        names.some((attribute) => /^(style|on|hx-on|srcdoc)/.test(attribute))
      );
    });
    expect([specimen.name, faults]).toEqual([specimen.name, []]);
  }
});

const mark = 'Zq7';
const payloads = [
  '<img/src=x/onerror=alert(1)>',
  '"\'><script>alert(1)</script>',
  '</textarea></title></script></noscript><b>',
  '&quot;&lt;b&gt;&amp;amp;&#60;&copy',
  '"onfocus="alert(1)"autofocus="',
  '--><svg/onload=alert(1)>',
  '<!--',
  'javascript:alert(1)',
  '\u202e\u0301\u{1f4d6}<a/b>{{ms}}$&%00',
];

for (const payload of payloads) {
  test(`text from people stays text: ${payload}`, () => {
    const benign = changed(data, (text) => text + mark);
    const hostile = changed(data, (text) => text + payload);
    const calm = specimens(benign);
    specimens(hostile).forEach((specimen, index) => {
      const expected = calm[index];
      if (!expected) throw new Error('both data draw the same specimens');
      compare(specimen, nodesOf(draw(specimen, hostile)), nodesOf(draw(expected, benign)), payload);
    });
  }, 60_000);
}

/** Same elements and attribute names in the same order, and every text says exactly what went in. */
function compare(specimen: Specimen, hostile: Node[], benign: Node[], payload: string): void {
  expect([specimen.name, hostile.map(shapeOf)]).toEqual([specimen.name, benign.map(shapeOf)]);
  benign.forEach((node, index) => {
    const other = hostile[index];
    if (isDataBlock(benign[index - 1])) return;
    if (!other) throw new Error('the shapes are alike');
    for (const [name, value] of Object.entries(valuesOf(node))) {
      const said = valuesOf(other)[name] ?? '';
      const meant = meanings(value, payload);
      if (!meant.includes(said)) expect(`${specimen.name}: ${said}`).toBe(`${specimen.name}: ${meant[0]}`);
    }
  });
}

const isDataBlock = (node: Node | undefined): boolean =>
  node !== undefined && 'name' in node && node.attributes.type === 'application/ld+json';
const shapeOf = (node: Node): string => ('text' in node ? '#text' : `${node.name} ${Object.keys(node.attributes)}`);

/** The text of a text, the values of an element but for its class: that is ours, and may depend on an address. */
function valuesOf(node: Node): Record<string, string> {
  if ('text' in node) return { text: node.text };
  const { class: _ours, ...values } = node.attributes;
  return values;
}

/** What a value with marks means with the payload in their place: as text, or as an address with a path and a query. */
function meanings(value: string, payload: string): string[] {
  const inQuery = new URLSearchParams({ '': payload }).toString().slice(1);
  const [path = '', ...query] = value.split('?');
  const address = [
    path.replaceAll(mark, () => encodeURIComponent(payload)),
    ...query.map((part) => part.replaceAll(mark, () => inQuery)),
  ];
  return [value.replaceAll(mark, () => payload), address.join('?')];
}

test.each(payloads)('the data block of a book stays JSON: %s', (payload) => {
  const hostile = changed(data, (text) => text + payload);
  const book = specimens(hostile).find(({ name }) => name === 'book');
  if (!book) throw new Error('there is a book');
  const nodes = nodesOf(draw(book, hostile));
  const at = nodes.findIndex(isDataBlock);
  const json = nodes[at + 1];
  expect(JSON.parse(json && 'text' in json ? json.text : '')).toMatchObject({ name: hostile.book.title });
});

test('a refused form tells what to put right, and where', () => {
  for (const { specimen, html } of drawn.filter(({ specimen }) => specimen.form)) {
    const elements = elementsOf(html);
    const ids = elements.map(({ attributes }) => attributes.id).filter((id) => id !== undefined);
    const alert = elements.findIndex(({ attributes }) => attributes.role === 'alert');
    expect([specimen.name, elements[alert]?.attributes]).toMatchObject([
      specimen.name,
      { autofocus: '', tabindex: '-1' },
    ]);
    expect(alert).toBeLessThan(elements.findIndex(({ name }) => name === 'h1'));
    const pointed = elements.filter(({ attributes }) => attributes.href?.match(/^#(?!main)/));
    expect(pointed.filter(({ attributes }) => !ids.includes(attributes.href?.slice(1) ?? ''))).toEqual([]);
    const wrong = elements.filter(({ attributes }) => attributes['aria-invalid'] === 'true');
    for (const { attributes } of wrong)
      for (const id of attributes['aria-describedby']?.split(' ') ?? ['']) expect(ids).toContain(id);
    expect(html).toContain('<title>Error: ');
  }
});

test('what was typed stands in the form again, but never a password', () => {
  const typed = { ...data.refusedForm, typed: { ...data.refusedForm.typed, password: 'secret', password2: 'secret' } };
  const again = { ...data, refusedForm: typed };
  const html = specimens(again).map((specimen) => draw(specimen, again));
  expect(html.filter((page) => page.includes('secret'))).toEqual([]);
  const details = elementsOf(draw(byName('details, refused'), data));
  expect(details.find(({ attributes }) => attributes.id === 'line2')?.attributes.value).toBe('Flat "B"');
  expect(draw(byName('new review, refused'), data)).toContain('>\n\nTwo lines\nof it</textarea>');
});

test('each form that posts carries the proof that it is ours', () => {
  for (const { specimen, html } of pages) {
    const elements = elementsOf(html);
    const forms = elements.filter(({ name, attributes }) => name === 'form' && attributes.method === 'post').length;
    const tokens = elements.filter(({ attributes }) => attributes.name === 'csrf').length;
    expect([specimen.name, tokens]).toEqual([specimen.name, forms]);
  }
});

test('pages stay light', async () => {
  const weight = (text: string) => brotliCompressSync(Buffer.from(text)).length;
  const asset = (name: string) => Bun.file(`${import.meta.dir}/assets/${name}`).text();
  const [frame, shop, script] = await Promise.all(['frame.css', 'shop.css', 'shop.js'].map(asset));
  expect(weight(`${frame}${shop}`)).toBeLessThan(9000);
  expect(weight(`${frame}`)).toBeLessThan(4000);
  expect(weight(`${script}`)).toBeLessThan(500);
  for (const { specimen, html } of drawn)
    expect([specimen.name, weight(html) < (specimen.name.startsWith('error') ? 2000 : 5000)]).toEqual([
      specimen.name,
      true,
    ]);
});

function byName(name: string): Specimen {
  const found = all.find((specimen) => specimen.name === name);
  if (!found) throw new Error(`there is no specimen "${name}"`);
  return found;
}

type Element = Extract<Node, { name: string }>;
const elementsOf = (html: string): Element[] => nodesOf(html).filter((node): node is Element => 'name' in node);
