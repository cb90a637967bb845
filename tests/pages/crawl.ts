// Walks the shop from the home page on, in a browser, and notes everything that is wrong on the way.

import { newVisitor } from '#tests/support/browser';
import { htmlFaults } from '#tests/support/valid-html';

export type Crawl = { pages: number; links: number; faults: string[] };

/** Addresses that do something, or are no page. */
const isLeftAlone = (path: string) =>
  /^\/(sign-out|basket\/lines|csp|assets|covers|api|dev|swagger)\b|\.(atom|xml|json)\b/.test(path);

/** Opens pages until there were `most` of them; every link seen on them is asked for. @returns what was wrong, with its page. */
export async function crawl(shop: string, most: number, say: (line: string) => void): Promise<Crawl> {
  const { page, context, faults: noted } = await newVisitor({ scripts: true });
  const queue = ['/'];
  const seen = new Set(queue);
  const faults: string[] = [];
  let pages = 0;
  for (let path = queue.shift(); path !== undefined && pages < most; path = queue.shift()) {
    const answer = await page.goto(`${shop}${path}`);
    if (!answer?.headers()['content-type']?.includes('text/html')) continue;
    pages += 1;
    if (pages % 50 === 0) say(`${pages} pages, ${queue.length} addresses ahead, ${faults.length} faults`);
    const html = await answer.text();
    faults.push(...htmlFaults(html).map((fault) => `${path}: ${fault}`));
    faults.push(...noted.splice(0).map((fault) => `${path}: ${fault}`));
    if (answer.status() >= 400) faults.push(`${path}: ${answer.status()}`);
    for (const link of await localLinks(page.url(), html, shop)) {
      if (seen.has(link) || isLeftAlone(link)) continue;
      seen.add(link);
      queue.push(link);
    }
  }
  faults.push(...(await brokenOf(shop, queue)));
  await context.close();
  return { pages, links: seen.size, faults };
}

async function localLinks(base: string, html: string, shop: string): Promise<string[]> {
  const links: string[] = [];
  const reader = new HTMLRewriter().on('a[href]', {
    element(anchor) {
      const target = new URL((anchor.getAttribute('href') ?? '').replaceAll('&amp;', '&'), base);
      if (target.origin === shop) links.push(`${target.pathname}${target.search}`);
    },
  });
  await reader.transform(new Response(html)).text();
  return links;
}

/** Those of the addresses not opened that lead nowhere. */
async function brokenOf(shop: string, paths: string[]): Promise<string[]> {
  const broken: string[] = [];
  for (let at = 0; at < paths.length; at += 8)
    await Promise.all(
      paths.slice(at, at + 8).map(async (path) => {
        const answer = await fetch(`${shop}${path}`, { redirect: 'manual' });
        await answer.body?.cancel();
        if (answer.status >= 400 && answer.status !== 429) broken.push(`${path}: ${answer.status}`);
      }),
    );
  return broken;
}
