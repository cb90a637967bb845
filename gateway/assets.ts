// Our own files: the style sheet, htmx with our script, the fonts, icons. Each has a name with a hash of its content, so a
// browser keeps it for ever, and is compressed as far as it goes, once, after the shop has opened.

import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { type Bytes, compress, type Encoding, encodingsFor } from './compress.ts';
import { pictureHeaders } from './headers.ts';

export type PageAssets = { css: string; js: string | null; fonts: string[]; icon: string };

export type Assets = {
  /** What pages link to. */
  addresses: PageAssets;
  /** The same for pages that must be light above all: the frame's style alone, no script, no font. */
  light: PageAssets;
  /** Bytes of style sheet and script as sent in this encoding; for the colophon line. */
  weight(encoding: Encoding, used: Pick<PageAssets, 'css' | 'js'>): number;
  /** The file of this name, or null. */
  serve(name: string, request: Request): Response | null;
  /** The names of all files there are. */
  names(): string[];
  /** Compresses every file; resolves when all are as small as they get. */
  settle(): Promise<void>;
};

type Asset = { name: string; type: string; etag: string; variants: Map<Encoding, Bytes> };

const folder = join(import.meta.dir, '../views/assets');
const types: Record<string, string> = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
  woff2: 'font/woff2',
};
/** Needed for the first words on the page; the others load when a text asks for them. */
const firstFonts = /^literata-latin-(400|600)-normal\./;

export async function loadAssets(): Promise<Assets> {
  const assets = new Map<string, Asset>();
  const keep = (file: string, bytes: Bytes): string => {
    const asset = assetOf(file, bytes);
    assets.set(asset.name, asset);
    return asset.name;
  };
  const [sheets, script, icons] = await Promise.all([readStyles(), readScript(), readFolder('*.svg')]);
  const styles = [...sheets.values()].join('\n');
  const fonts = new Map<string, string>();
  for (const [file, bytes] of await readFonts(styles)) fonts.set(file, keep(file, bytes));
  const css = keep('shop.css', Buffer.from(withHashedFonts(styles, fonts)));
  const frame = keep('frame.css', Buffer.from(withoutFonts(sheets.get('frame.css') ?? '')));
  const js = keep('shop.js', script);
  const iconNames = icons.map(([file, bytes]) => [file, keep(file, bytes)] as const);
  const iconName = iconNames.find(([file]) => file === 'icon.svg')?.[1];
  const icon = iconName ? addressOf(iconName) : '/favicon.ico';
  const urgent = [...fonts].filter(([file]) => firstFonts.test(file)).map(([, name]) => addressOf(name));
  const linked = (address: string | null) => assets.get(address?.replace(addressOf(''), '') ?? '');
  return {
    addresses: { css: addressOf(css), js: addressOf(js), fonts: urgent, icon },
    light: { css: addressOf(frame), js: null, fonts: [], icon },
    weight: (encoding, used) => sizeOf(linked(used.css), encoding) + sizeOf(linked(used.js), encoding),
    serve(name, request) {
      const asset = assets.get(name);
      return asset ? answer(asset, request) : null;
    },
    names: () => [...assets.keys()],
    async settle() {
      for (const asset of assets.values()) if (isText(asset)) await compressFully(asset);
    },
  };
}

const addressOf = (name: string): string => `/assets/${name}`;
const isText = (asset: Asset): boolean => !asset.name.endsWith('.woff2');

function assetOf(file: string, bytes: Bytes): Asset {
  const hash = new Bun.CryptoHasher('sha256').update(bytes).digest('hex').slice(0, 10);
  const [, stem = file, extension = ''] = /^(.*)\.(\w+)$/.exec(file) ?? [];
  const type = types[extension] ?? 'application/octet-stream';
  return { name: `${stem}.${hash}.${extension}`, type, etag: hash, variants: new Map([['identity', bytes]]) };
}

/** Comments are for us, not for the wire. */
async function readStyles(): Promise<Map<string, string>> {
  const sheets = await readFolder('*.css');
  const stripped = (text: string) => text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s+/gm, '');
  return new Map(sheets.map(([file, bytes]) => [file, stripped(bytes.toString())]));
}

/** A font named is a font fetched. */
const withoutFonts = (styles: string): string => styles.replace(/@font-face\s*\{[^}]*\}/g, '');

/** One file: a script that arrived after htmx had started would miss what htmx tells at its start. */
async function readScript(): Promise<Buffer<ArrayBuffer>> {
  const htmx = Bun.file(Bun.resolveSync('htmx.org/dist/htmx.min.js', import.meta.dir));
  const own = await readFolder('*.js');
  const parts = [await htmx.text(), ...own.map(([, bytes]) => bytes.toString())];
  return Buffer.from(parts.join(';\n').replace(/^\/\/# sourceMappingURL=.*$/gm, ''));
}

async function readFolder(pattern: string): Promise<[file: string, bytes: Buffer<ArrayBuffer>][]> {
  const files = [...new Bun.Glob(pattern).scanSync({ cwd: folder })].sort();
  return Promise.all(
    files.map(async (file) => [file, Buffer.from(await Bun.file(join(folder, file)).arrayBuffer())] as const),
  ).then((found) => found.map(([file, bytes]) => [file, bytes]));
}

const fontUrl = /url\(\s*["']?(?:[^"')]*\/)?([\w-]+\.woff2)["']?\s*\)/g;

/** The fonts a style sheet names by file, `literata-latin-400-normal.woff2`, from their packages. */
async function readFonts(styles: string): Promise<[file: string, bytes: Buffer<ArrayBuffer>][]> {
  const files = [...new Set([...styles.matchAll(fontUrl)].map((match) => match[1] ?? ''))];
  return Promise.all(
    files.map(async (file): Promise<[string, Buffer<ArrayBuffer>]> => {
      const family = file.replace(/-(latin|cyrillic|greek|vietnamese)(-ext)?-.*$/, '');
      const path = Bun.resolveSync(`@fontsource/${family}/files/${file}`, import.meta.dir);
      return [file, Buffer.from(await Bun.file(path).arrayBuffer())];
    }),
  );
}

const withHashedFonts = (styles: string, fonts: Map<string, string>): string =>
  styles.replace(fontUrl, (_, file: string) => `url(${addressOf(fonts.get(file) ?? file)})`);

const brotliAsync = promisify(brotliCompress);
const gzipAsync = promisify(gzip);

async function compressFully(asset: Asset): Promise<void> {
  const bytes = variant(asset, 'identity');
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  const [br, gz] = await Promise.all([brotliAsync(bytes, { params }), gzipAsync(bytes, { level: 9 })]);
  asset.variants.set('br', br);
  asset.variants.set('gzip', gz);
}

/** Until the thorough compression is there, a quick one serves. */
function variant(asset: Asset, encoding: Encoding): Bytes {
  const known = asset.variants.get(encoding);
  if (known) return known;
  const quick = compress(variant(asset, 'identity'), encoding);
  asset.variants.set(encoding, quick);
  return quick;
}

const sizeOf = (asset: Asset | undefined, encoding: Encoding): number => (asset ? variant(asset, encoding).length : 0);

export const foreverCached = 'public, max-age=31536000, immutable';

function answer(asset: Asset, request: Request): Response {
  const encoding = isText(asset) ? encodingsFor(request.headers.get('accept-encoding')).file : 'identity';
  const etag = `"${asset.etag}-${encoding}"`;
  const headers: Record<string, string> = {
    ...pictureHeaders,
    'content-type': asset.type,
    'cache-control': foreverCached,
    etag,
  };
  if (isText(asset)) headers.vary = 'Accept-Encoding';
  if (request.headers.get('if-none-match') === etag) return new Response(null, { status: 304, headers });
  if (encoding !== 'identity') headers['content-encoding'] = encoding;
  return new Response(variant(asset, encoding), { headers });
}
