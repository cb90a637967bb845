// The covers of a whole catalogue: every word in its place, none cut, every design about as often, light and quick to draw.

import { brotliCompressSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { contactSheet } from '#gateway/covers/contact-sheet';
import { type CoverBook, cover, type LayoutName, layoutOf, layouts, titleOn } from '#gateway/covers/cover';
import { misplacedOn, parseXml, wronglyCut } from '#gateway/covers/proof';
import { shelves } from '#sample/catalogue';
import type { Asked, Proof } from './proofs.ts';
import { table } from './table.ts';

/** Shares of the designs, and bytes on the wire, that are still right. */
const right = { least: 0.08, most: 0.18, meanBytes: 2500, mostBytes: 5000 };

/** Books of a CSV file with a column `title` and one `author` or `authors`, on the shop's shelves in turn. */
async function booksIn(file: string): Promise<CoverBook[]> {
  const rows = parse(await Bun.file(file).text(), { columns: true, bom: true, relax_quotes: true }) as Record<
    string,
    string
  >[];
  return rows.map((row, at) => ({
    key: String(at + 1),
    title: row.title ?? '',
    author: row.author ?? row.authors ?? '',
    shelf: shelves[at % shelves.length]?.slug ?? '',
  }));
}

type Figures = { faults: string[]; counts: Map<string, number>; sent: number[]; ms: number };

function draw(books: readonly CoverBook[]): Figures {
  const figures: Figures = { faults: [], counts: new Map(), sent: [], ms: 0 };
  // Once before, so that what is told is the time of drawing and not of opening fonts.
  for (const book of books) cover(book);
  for (const book of books) {
    const began = performance.now();
    const svg = cover(book);
    figures.ms += performance.now() - began;
    figures.sent.push(brotliCompressSync(svg).length);
    const layout = layoutOf(book);
    figures.counts.set(layout, (figures.counts.get(layout) ?? 0) + 1);
    const { outside, touching } = misplacedOn(parseXml(svg));
    const cut = wronglyCut(titleOn(book));
    const told = `${book.title.slice(0, 70)} (${layout})`;
    if (outside.length > 0) figures.faults.push(`outside: ${told}`);
    if (touching.length > 0) figures.faults.push(`touching: ${told}`);
    if (cut.length > 0) figures.faults.push(`cut: ${told}: ${cut.join(', ')}`);
  }
  return figures;
}

async function prove({ given, say }: Asked): Promise<number> {
  const file = given.get('titles');
  if (file === undefined) throw new Error('--titles names the CSV file of the books');
  const books = await booksIn(file);
  const { faults, counts, sent, ms } = draw(books);
  const mean = sent.reduce((sum, bytes) => sum + bytes, 0) / books.length;
  const heaviest = Math.max(...sent);
  const shares = (Object.keys(layouts) as LayoutName[]).map((name) => ({
    name,
    share: (counts.get(name) ?? 0) / books.length,
  }));
  for (const { name, share } of shares)
    if (share < right.least || share > right.most) faults.push(`${name} has ${(100 * share).toFixed(1)} % of all`);
  if (mean > right.meanBytes) faults.push(`${mean.toFixed(0)} bytes on average`);
  if (heaviest > right.mostBytes) faults.push(`${heaviest} bytes at most`);
  say(
    table(
      ['design', 'share'],
      shares.map(({ name, share }) => [name, `${(100 * share).toFixed(1)} %`]),
    ),
  );
  say(
    `${books.length} covers: ${mean.toFixed(0)} bytes brotli on average, ${heaviest} at most; ${(ms / books.length).toFixed(2)} ms each`,
  );
  for (const fault of faults.slice(0, 40)) say(`wrong: ${fault}`);
  const sheet = given.get('sheet');
  if (sheet !== undefined) await Bun.write(sheet, contactSheet(chosen(books, Number(given.get('covers') ?? 120))));
  return faults.length;
}

/** So many of the books, evenly. */
function chosen(books: readonly CoverBook[], count: number): CoverBook[] {
  const step = Math.max(1, books.length / count);
  return Array.from({ length: Math.min(count, books.length) }, (_, at) => books[Math.floor(at * step)]).filter(
    (book): book is CoverBook => book !== undefined,
  );
}

export const covers: Proof = {
  about: 'the generated covers of a whole catalogue: words in place, none cut, designs, weight',
  flags: {
    titles: 'a CSV file with columns title and author (or authors)',
    sheet: 'write a contact sheet there, an HTML file to look at',
    covers: 'how many on the sheet (120)',
  },
  run: prove,
};
