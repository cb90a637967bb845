// Sitemaps: an index, and lists of at most 50,000 pages each, written while they are read, so that a shop with a million books
// takes no more memory than one with a hundred.

import { type Element, element, escapeXml, xmlDeclaration, xmlDocument } from './xml.ts';

const namespace = 'http://www.sitemaps.org/schemas/sitemap/0.9';

/** As many pages as the protocol lets one list have. */
export const mostPages = 50_000;

export type SitemapPage = { path: string; changedAt?: string };

/** @param parts addresses of the lists, absolute, with the moment of the last change where it is known */
export const sitemapIndex = (parts: readonly { address: string; changedAt?: string | undefined }[]): string =>
  xmlDocument(
    element(
      'sitemapindex',
      { xmlns: namespace },
      parts.map(({ address, changedAt }) =>
        element(
          'sitemap',
          {},
          element('loc', {}, address),
          changedAt === undefined ? null : element('lastmod', {}, changedAt),
        ),
      ),
    ),
  );

const entryOf = (origin: string, { path, changedAt }: SitemapPage): Element =>
  element(
    'url',
    {},
    element('loc', {}, origin + path),
    changedAt === undefined ? null : element('lastmod', {}, changedAt),
  );

/**
 * A list as it comes: `batches` is asked for more only as the reader takes what is there. The first batch is asked for before
 * anything is sent, so that a refusal still becomes an answer of its own; a later one breaks the list off, which a reader tells
 * from a whole one.
 * @param instead the page to name where there is none: a list must have one
 */
export async function sitemapStream(
  origin: string,
  batches: AsyncGenerator<SitemapPage[]>,
  instead: SitemapPage,
): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
  const encoder = new TextEncoder();
  const write = (pages: readonly SitemapPage[]) => pages.map((page) => entryOf(origin, page).markup).join('\n');
  const opening = `${xmlDeclaration}<urlset xmlns="${escapeXml(namespace)}">\n`;
  let batch = await batches.next();
  let written = 0;
  return new ReadableStream({
    start: (controller) => controller.enqueue(encoder.encode(opening)),
    async pull(controller) {
      while (!batch.done && batch.value.length === 0) batch = await batches.next();
      if (batch.done) {
        const last = written === 0 ? write([instead]) : '';
        controller.enqueue(encoder.encode(`${last}</urlset>\n`));
        controller.close();
        return;
      }
      written += batch.value.length;
      controller.enqueue(encoder.encode(`${write(batch.value)}\n`));
      batch = await batches.next();
    },
    async cancel() {
      await batches.return(undefined);
    },
  });
}
