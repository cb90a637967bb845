// Pictures of every view in every state, and sheets of them to look at: no test can tell whether a page is beautiful.

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Proof } from '#tests/prove/proofs';
import { newVisitor } from '#tests/support/browser';
import { openGallery } from '#tests/support/gallery';

const looks = [
  { name: 'light', width: 1366, dark: false },
  { name: 'dark', width: 1366, dark: true },
  { name: 'narrow', width: 412, dark: false },
] as const;
type Look = (typeof looks)[number];
type Picture = { title: string; image: string };

const perSheet = 9;

/** Draws every view as `look` has it, as a visitor finds it who does not scroll far. */
async function picturesOf(look: Look, only: RegExp): Promise<Picture[]> {
  const gallery = openGallery();
  const { page, context } = await newVisitor({ scripts: true, ...look });
  const pictures: Picture[] = [];
  try {
    for (const path of gallery.pages.keys()) {
      const title = decodeURIComponent(path.slice(1));
      if (!only.test(title)) continue;
      await page.goto(gallery.origin + path);
      const height = Math.min(1800, await page.evaluate(() => document.documentElement.scrollHeight));
      const clip = { x: 0, y: 0, width: look.width, height };
      const image = await page.screenshot({ type: 'jpeg', quality: 80, fullPage: true, clip });
      pictures.push({ title, image: image.toString('base64') });
    }
  } finally {
    await context.close();
    gallery.close();
  }
  return pictures;
}

async function writeSheet(pictures: Picture[], file: string, columns: number): Promise<void> {
  const { page, context } = await newVisitor({ scripts: false, width: 1800 });
  const style =
    `body{margin:16px;columns:${columns};column-gap:16px;background:#888;font:14px sans-serif}` +
    'figure{margin:0 0 16px;break-inside:avoid}img{width:100%;display:block}figcaption{padding:2px 0;color:#fff}';
  const figures = pictures.map(
    ({ title, image }) =>
      `<figure><figcaption>${Bun.escapeHTML(title)}</figcaption><img alt="" src="data:image/jpeg;base64,${image}"></figure>`,
  );
  await page.setContent(`<!doctype html><title>Views</title><style>${style}</style>${figures.join('')}`);
  await page.screenshot({ path: file, fullPage: true });
  await context.close();
}

export const pictures: Proof = {
  about: 'sheets of pictures of every view in every state, to look at',
  flags: { to: 'the folder for them (pictures)', only: 'views that match' },
  async run({ given, say }) {
    const folder = given.get('to') ?? 'pictures';
    mkdirSync(folder, { recursive: true });
    let missing = 0;
    for (const look of looks) {
      const all = await picturesOf(look, new RegExp(given.get('only') ?? ''));
      const sheets = Math.ceil(all.length / perSheet);
      for (let at = 0; at < sheets; at += 1) {
        const file = join(folder, `${look.name}-${String(at + 1).padStart(2, '0')}.png`);
        await writeSheet(all.slice(at * perSheet, (at + 1) * perSheet), file, look.width > 1000 ? 3 : 5);
      }
      say(`${look.name}: ${all.length} pictures on ${sheets} sheets`);
      missing += Number(all.length === 0);
    }
    return missing;
  },
};
