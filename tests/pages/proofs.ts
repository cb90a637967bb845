// What the storefront promises, measured in the long form: weights, how pages feel, a walk through all of it, Lighthouse.

import type { Asked, Proof } from '#tests/prove/proofs';
import { table } from '#tests/prove/table';
import { chromiumPath, newVisitor } from '#tests/support/browser';
import { openShop, type Shop } from '#tests/support/shop';
import { crawl } from './crawl.ts';
import { lighthouse, median, type Score } from './lighthouse.ts';
import { type Deed, feel, percentile } from './speed.ts';
import { customerOf, templates } from './templates.ts';
import { tooHeavy, weigh } from './weigh.ts';

const kB = (bytes: number) => (bytes / 1000).toFixed(1);

async function inShop(asked: Asked, work: (shop: Shop) => Promise<number>): Promise<number> {
  const shop = await openShop();
  try {
    await importInto(shop, asked);
    return await work(shop);
  } finally {
    await shop.close();
  }
}

/** Fills the shop with the books of a file, for a walk through a large catalogue. */
async function importInto(shop: Shop, { given, say }: Asked): Promise<void> {
  const file = given.get('import');
  if (file === undefined) return;
  const child = Bun.spawn([process.execPath, 'bin/import.ts', file], {
    env: { ...process.env, DATA_DIR: shop.dataDir },
    stdout: 'pipe',
    stderr: 'inherit',
  });
  say((await new Response(child.stdout).text()).trim().split('\n').slice(-3).join('\n'));
  await child.exited;
}

export const weights: Proof = {
  about: 'what each kind of page weighs in the browser',
  flags: {},
  run: (asked) =>
    inShop(asked, async (shop) => {
      const customer = await customerOf(shop);
      const stranger = await newVisitor({ scripts: true });
      const { open, own } = await templates(shop, customer);
      const heavy: string[] = [];
      const rows: string[][] = [];
      for (const [{ context }, template] of [
        ...open.map((one) => [stranger, one] as const),
        ...own.map((one) => [customer, one] as const),
      ]) {
        const had = await weigh(context, `${shop.url()}${template.path}`);
        heavy.push(...tooHeavy(template, had));
        const { html, css, js, fonts, images, requests } = had;
        rows.push([template.name, ...[html, css, js, html + css + js, fonts, images].map(kB), String(requests)]);
      }
      asked.say(table(['page, kB', 'HTML', 'CSS', 'JS', 'sum', 'fonts', 'images', 'requests'], rows));
      for (const fault of heavy) asked.say(`too heavy: ${fault}`);
      return heavy.length;
    }),
};

export const walk: Proof = {
  about: 'every page is walked to: links, console, policy, valid HTML',
  flags: { pages: 'how many (500)', import: 'a CSV file of books, imported first' },
  run: (asked) =>
    inShop(asked, async (shop) => {
      const { pages, links, faults } = await crawl(shop.url(), Number(asked.given.get('pages') ?? 500), asked.say);
      for (const fault of faults.slice(0, 50)) asked.say(`wrong: ${fault}`);
      asked.say(`${pages} pages opened, ${links} addresses asked for, ${faults.length} faults`);
      return faults.length;
    }),
};

const deeds: Record<string, Deed> = {
  home: async (page) => page.getByRole('searchbox').first().pressSequentially('dick'),
  shelf: async (page) => {
    await page.locator('.facets > summary').click();
    await page.locator('#in_stock').setChecked(true);
    await page.waitForURL(/in_stock/);
  },
  book: async (page) => {
    await page.getByRole('button', { name: 'Add to basket' }).click();
    await page.getByText(/added/i).first().waitFor();
  },
};

export const feels: Proof = {
  about: 'when pages are painted, whether they jump, how soon they answer',
  flags: { runs: 'visits of each page (10)' },
  run: (asked) =>
    inShop(asked, async (shop) => {
      const { open } = await templates(shop, await customerOf(shop));
      const rows: string[][] = [];
      let wrong = 0;
      for (const { name, path } of open.filter((template) => template.name in deeds)) {
        const runs = [];
        for (let n = 0; n < Number(asked.given.get('runs') ?? 10); n++)
          runs.push(await feel(`${shop.url()}${path}`, deeds[name] ?? (async () => {})));
        const lcp = percentile(
          runs.map((run) => run.lcp),
          0.75,
        );
        const cls = Math.max(...runs.map((run) => run.cls));
        const interaction = percentile(
          runs.map((run) => run.interaction),
          0.98,
        );
        rows.push([name, `${lcp.toFixed(0)} ms`, cls.toFixed(3), `${interaction.toFixed(0)} ms`]);
        wrong += Number(lcp > 1000) + Number(cls > 0.005) + Number(interaction > 100);
      }
      asked.say(table(['page, CPU ÷ 4', 'LCP p75', 'CLS', 'interaction p98'], rows));
      return wrong;
    }),
};

const enough = { performance: 98, accessibility: 100, 'best-practices': 100, seo: 100 } as const;

export const lighthouseScores: Proof = {
  about: 'Lighthouse on a telephone, the middle of several runs',
  flags: { runs: 'of each page (5)' },
  run: (asked) =>
    inShop(asked, async (shop) => {
      const { open } = await templates(shop, await customerOf(shop));
      const chromium = await chromiumPath();
      const rows: string[][] = [];
      let wrong = 0;
      for (const { name, path } of open.filter((one) => ['home', 'shelf', 'book', 'search'].includes(one.name))) {
        const scores: Score[] = [];
        for (let n = 0; n < Number(asked.given.get('runs') ?? 5); n++) {
          const { score, short } = await lighthouse(`${shop.url()}${path}`, chromium);
          scores.push(score);
          if (n === 0) for (const title of short) asked.say(`${name}: ${title}`);
        }
        const { lcp, tbt, cls, ...points } = median(scores);
        const names = Object.keys(enough) as (keyof typeof enough)[];
        wrong += names.filter((one) => points[one] < enough[one]).length;
        rows.push([
          name,
          ...names.map((one) => String(points[one])),
          `${lcp.toFixed(0)} ms`,
          `${tbt.toFixed(0)} ms`,
          cls.toFixed(3),
        ]);
      }
      asked.say(table(['page', 'performance', 'accessibility', 'practices', 'SEO', 'LCP', 'TBT', 'CLS'], rows));
      return wrong;
    }),
};
