// Every view in every state, served by itself: what tests look at, and what people do.

import { sampleBooks } from '#gateway/covers/contact-sheet';
import { cover } from '#gateway/covers/cover';
import { specimens } from '#views/specimens/all.ts';
import { data } from '#views/specimens/data.ts';
import { draw } from '#views/specimens/specimen.ts';

const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
const root = new URL('../../', import.meta.url).pathname;
const fonts = `${root}node_modules/@fontsource/literata/files/`;
const assets = `${root}views/assets/`;

export type Gallery = {
  origin: string;
  /** Path → page. A test may hang up another. */
  pages: Map<string, string>;
  close(): void;
};

export const pathOf = (name: string): string => `/${encodeURIComponent(name)}`;

export function openGallery(): Gallery {
  const pages = new Map(
    specimens(data)
      .filter((specimen) => !specimen.isFragment)
      .map((specimen) => [pathOf(specimen.name), draw(specimen, data)]),
  );
  const fetch = (request: Request) => answer(pages, new URL(request.url).pathname);
  const server = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch });
  return { origin: server.url.origin, pages, close: () => void server.stop(true) };
}

async function answer(pages: Gallery['pages'], pathname: string): Promise<Response> {
  const page = pages.get(pathname);
  if (page !== undefined) {
    // A mail brings its style sheet along, and is shown by mail programs, never as a page of the shop.
    const own = pathname.startsWith('/mail%3A') ? "default-src 'none'; style-src 'unsafe-inline'" : policy;
    return as('text/html; charset=utf-8', page, { 'content-security-policy': own });
  }
  const name = pathname.slice(pathname.lastIndexOf('/') + 1);
  if (pathname.startsWith('/covers/')) return as('image/svg+xml', coverFor(name));
  if (name.endsWith('.woff2')) return new Response(Bun.file(fonts + name));
  if (name === 'shop.js') {
    const htmx = await Bun.file(Bun.resolveSync('htmx.org/dist/htmx.min.js', root)).text();
    return as('text/javascript', `${htmx};\n${await Bun.file(assets + name).text()}`);
  }
  if (name === 'shop.css')
    return as('text/css', `${await Bun.file(`${assets}frame.css`).text()}\n${await Bun.file(assets + name).text()}`);
  const file = Bun.file(assets + name);
  return (await file.exists()) ? new Response(file) : new Response('', { status: 404 });
}

/** The cover of some book: always the same one for an address. */
function coverFor(name: string): string {
  const book = sampleBooks[Number(Bun.hash(name) % BigInt(sampleBooks.length))];
  return book ? cover(book) : '';
}

const as = (type: string, body: string, headers: Record<string, string> = {}): Response =>
  new Response(body, { headers: { 'content-type': type, ...headers } });
