// Every kind of page, as a browser sees it: not heavier than promised, and usable by everybody.

import { afterAll, beforeAll, expect, test } from 'bun:test';
import { newVisitor, type Visitor } from '#tests/support/browser';
import { type Shop, sharedShop } from '#tests/support/shop';
import { customerOf, type Template, templates } from './templates.ts';
import { printed, usableFaults } from './usable.ts';
import { tooHeavy, weigh } from './weigh.ts';

let shop: Shop;
let customer: Visitor;
let stranger: Visitor;
let all: [Visitor, Template][];
beforeAll(async () => {
  shop = await sharedShop();
  customer = await customerOf(shop);
  stranger = await newVisitor({ scripts: true });
  const { open, own } = await templates(shop, customer);
  all = [
    ...open.map((template): [Visitor, Template] => [stranger, template]),
    ...own.map((template): [Visitor, Template] => [customer, template]),
  ];
}, 120_000);
afterAll(() => Promise.all([customer?.context.close(), stranger?.context.close()]));

test('no kind of page is heavier than it may be, or asks for more', async () => {
  const heavy: string[] = [];
  for (const [{ context }, template] of all)
    heavy.push(...tooHeavy(template, await weigh(context, `${shop.url()}${template.path}`)));
  expect(heavy).toEqual([]);
}, 120_000);

test('every kind of page can be used narrow, enlarged, spaced, unstyled, in forced colours and without motion', async () => {
  const found: string[] = [];
  for (const [{ page }, { name, path }] of all)
    found.push(...(await usableFaults(page, `${shop.url()}${path}`)).map((fault) => `${name}: ${fault}`));
  expect(found).toEqual([]);
}, 180_000);

test('an order and its invoice print on one sheet, a book on one or two, without the shop around them', async () => {
  const paths = new Map(all.map(([, { name, path }]) => [name, path]));
  const order = paths.get('order') ?? '';
  const sheets = [
    [order, 1],
    [`${order}/invoice`, 1],
    [paths.get('book') ?? '', 2],
  ] as const;
  for (const [path, most] of sheets) {
    const { sheets: had, hasNavigation } = await printed(customer.page, `${shop.url()}${path}`);
    expect([path, hasNavigation, Math.min(had, most)]).toEqual([path, false, had]);
  }
}, 60_000);
