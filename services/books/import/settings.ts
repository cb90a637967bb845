// What an import goes by: what was asked for, what the file's header says, and what the shop has.

import { basename } from 'node:path';
import type { Database } from '#kit/database';
import { newArrivals } from './apply.ts';
import type { BatchOptions } from './batch.ts';
import type { Layout } from './columns.ts';
import { FileFault, WishFault } from './fault.ts';
import type { Header } from './read.ts';
import { allShelves, shopCurrency } from './repository.ts';
import type { RowOptions } from './row.ts';

export type ImportOptions = {
  path: string;
  /** Decimal text for books whose row gives no price; null makes one up for each. */
  price: string | null;
  /** Copies of a new book whose row gives no number. */
  stock: number;
  /** Slug of the shelf for new books whose row names none; null is "New arrivals", made if missing. */
  shelf: string | null;
  /** Author of books whose row names nobody; null refuses such rows. */
  author: string | null;
  keepBadIsbn: boolean;
  /** Of a shop that has no book yet; else its books' own currency counts. */
  currency: string;
  dryRun: boolean;
};

/** @throws FileFault where the header names no title or author. */
export function checkHeader({ path, author }: ImportOptions, { fields, layout }: Header): Layout {
  const shown = fields.slice(0, 8).map((name) => `"${name.trim().slice(0, 30)}"`);
  if (!layout) {
    throw new FileFault(
      `The first line of ${path} names no column "title"; it says ${shown.join(', ') || 'nothing'}. ` +
        'It must name the columns: title, author, isbn, price, stock …',
    );
  }
  if (!layout.at.author && author === null) {
    throw new FileFault(
      `${path} has no column "author". Name it in the first line, or say --author for all its books.`,
    );
  }
  return layout;
}

export type Settings = { row: RowOptions; batch: BatchOptions };

/** @throws WishFault where there is no such shelf. */
export async function settingsFor(db: Database, options: ImportOptions, layout: Layout): Promise<Settings> {
  const { shelves, priced } = await db.use(async (query) => ({
    shelves: await allShelves(query),
    priced: await shopCurrency(query),
  }));
  const currency = priced ?? options.currency;
  const slug = options.shelf ?? newArrivals.slug;
  if (options.shelf !== null && !shelves.some((shelf) => shelf.slug === slug)) {
    const known = shelves.slice(0, 40).map((shelf) => shelf.slug);
    throw new WishFault(`There is no shelf "${slug}". There are: ${known.join(', ') || 'none yet'}.`);
  }
  const { author, keepBadIsbn, price, stock, dryRun } = options;
  const byName = new Map(
    shelves.flatMap((shelf) => [shelf.name.toLowerCase(), shelf.slug].map((name) => [name, shelf.slug])),
  );
  return {
    row: { layout, currency, keepBadIsbn, shelves: byName, ...(author === null ? {} : { author }) },
    batch: {
      source: layout.kind,
      reason: `Import of ${basename(options.path)}`.slice(0, 200),
      currency,
      price,
      stock,
      shelf: slug,
      dryRun,
    },
  };
}
