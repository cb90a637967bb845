// What a first visit to a page brings over the wire, counted by the browser itself.

import type { BrowserContext } from 'playwright-core';
import type { Limit, Template } from './templates.ts';

export type Weight = { html: number; css: number; js: number; fonts: number; images: number; requests: number };
type Kind = Exclude<keyof Weight, 'requests'>;

const kinds: Record<string, Kind | undefined> = {
  Document: 'html',
  Stylesheet: 'css',
  Script: 'js',
  Font: 'fonts',
  Image: 'images',
};

/**
 * Opens the page on a telephone's screen with an empty cache, scripts on, and adds up `encodedDataLength`. Of the pictures
 * those of the first view count: the browser chooses how far ahead it fetches the others.
 */
export async function weigh(context: BrowserContext, url: string): Promise<Weight> {
  const page = await context.newPage();
  await page.setViewportSize({ width: 412, height: 900 });
  const devtools = await context.newCDPSession(page);
  const known = new Map<string, { kind: Kind | undefined; url: string }>();
  const loaded: { kind: Kind | undefined; url: string; bytes: number }[] = [];
  devtools.on('Network.responseReceived', ({ requestId, type, response }) =>
    known.set(requestId, { kind: kinds[type], url: response.url }),
  );
  devtools.on('Network.loadingFinished', ({ requestId, encodedDataLength: bytes }) =>
    loaded.push({ kind: undefined, url: '', ...known.get(requestId), bytes }),
  );
  await devtools.send('Network.enable');
  await devtools.send('Network.setCacheDisabled', { cacheDisabled: true });
  await page.goto(url, { waitUntil: 'networkidle' });
  const below = new Set(
    await page.evaluate(() =>
      [...document.images].filter((one) => one.getBoundingClientRect().top >= window.innerHeight).map((one) => one.src),
    ),
  );
  await page.close();
  const seen = loaded.filter((one) => !below.has(one.url));
  const sum = (wanted: Kind) => seen.reduce((total, { kind, bytes }) => total + (kind === wanted ? bytes : 0), 0);
  return {
    html: sum('html'),
    css: sum('css'),
    js: sum('js'),
    fonts: sum('fonts'),
    images: sum('images'),
    requests: seen.length,
  };
}

/** What is heavier than it may be. */
export function tooHeavy({ name, limit }: Template, weight: Weight): string[] {
  const { html, css, js, fonts, images, requests } = weight;
  const had: Limit = { html, text: html + css + js, fonts, images, requests };
  return (Object.keys(limit) as (keyof Limit)[])
    .filter((part) => had[part] > limit[part])
    .map((part) => `${name}: ${part} ${had[part]}, at most ${limit[part]}`);
}
