// The files of a shop that never change, written to a folder as they are addressed: /assets with this version's style, script and
// fonts, /covers with the cover of every book of a shop that is open.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { perService } from '#deploy/local/rooms';
import { loadAssets } from '#gateway/assets';
import { type Asker, ok } from '#gateway/calls';
import { createCoverPictures } from '#gateway/cover-pictures';
import { unlimited } from '#gateway/limits';
import { createServices, type Services } from '#gateway/services';
import { createUpstream } from '#gateway/upstream';
import { silentLog } from '#kit/log';

export type Written = { assets: number; covers: number };

/** @param shop the address of the open shop, such as https://shop.example.com. @throws Problem where it does not answer */
export async function writeFiles(shop: string, folder: string): Promise<Written> {
  return { assets: await writeAssets(join(folder, 'assets')), covers: await writeCovers(shop, join(folder, 'covers')) };
}

async function writeAssets(folder: string): Promise<number> {
  const assets = await loadAssets();
  const names = assets.names();
  for (const name of names) await write(folder, name, assets.serve(name, plain));
  return names.length;
}

async function writeCovers(shop: string, folder: string): Promise<number> {
  const services = servicesOf(shop);
  const covers = createCoverPictures(services);
  const { results: categories } = await ok(services.books.categories(nobody()));
  const addressOf = covers.addresses(categories);
  let count = 0;
  for (let cursor: string | undefined; ; ) {
    const { results, next } = await ok(services.books.batch(nobody(), { limit: 100, cursor }));
    for (const book of results) {
      const file = /^\/covers\/(.+)$/.exec(addressOf(book))?.[1];
      if (!file) continue;
      await write(folder, file, await covers.serve(file, plain, nobody()));
      count += 1;
    }
    if (!next) return count;
    cursor = new URL(next, shop).searchParams.get('cursor') ?? undefined;
  }
}

/** Uncompressed: CloudFront compresses for whoever asks. */
const plain = new Request('http://localhost/', { headers: { 'accept-encoding': 'identity' } });

async function write(folder: string, name: string, answer: Response | null): Promise<void> {
  if (!answer?.ok) throw new Error(`There is no file ${name} (${answer?.status ?? 'unknown'}).`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, name), await answer.bytes());
}

/** All five are behind one address. */
function servicesOf(shop: string): Services {
  const upstreams = perService((name) => createUpstream(name, shop, silentLog));
  return createServices(upstreams, unlimited);
}

const patienceMs = 20_000;
const nobody = (): Asker => ({
  token: null,
  requestId: Bun.randomUUIDv7(),
  address: null,
  account: null,
  readBy: performance.now() + patienceMs,
  resting: new Set(),
});
