// How many books of a list there are by format, language, price and availability. Each group is counted as if nothing were
// chosen in it, so that a visitor sees what another choice would give.

import { type SQL, sql } from 'drizzle-orm';
import { type Query, rows } from '#kit/database';
import { books, stock } from '../schema.ts';
import { condition, type Filter, type FilterName, matching, namesOf, tablesFor } from './filter.ts';

/** Where one price band ends and the next begins, in minor units. */
export const priceBands = [500, 1000, 2000, 3000] as const;

// Counting goes no further, so that it stays cheap whatever the catalogue holds.
const mostCounted = 20_000;

export type FacetCounts = {
  format: { value: string; count: number }[];
  language: { value: string; count: number }[];
  /** `value` is the number of the band, 0 below the first of {@link priceBands}. */
  price: { value: number; count: number }[];
  inStock: { value: boolean; count: number }[];
  exact: boolean;
};

const groups = {
  format: ['format'],
  language: ['language'],
  price: ['minPrice', 'maxPrice'],
  inStock: ['inStock'],
} as const satisfies Record<string, FilterName[]>;

type Row = {
  format: string | null;
  language: string | null;
  band: number | null;
  available: boolean | null;
  /** Which of the four this row counts by: the bit of its column is not set. */
  grouped: number;
  by_format: number;
  by_language: number;
  by_price: number;
  by_stock: number;
  total: number;
};

export async function countFacets(query: Query, filter: Filter): Promise<FacetCounts> {
  const chosen = Object.values(groups).flat();
  const chosenIn = (names: readonly FilterName[]): SQL => {
    const given = names.filter((name) => filter[name] !== undefined).map((name) => condition(filter, name));
    return given.length === 0 ? sql`true` : sql`coalesce(${sql.join(given, sql` and `)}, false)`;
  };
  const where = sql.join([sql`${books.discontinuedAt} is null`, ...matching(filter, chosen)], sql` and `);
  const found = await rows<Row>(
    query,
    sql`with counted as materialized (
        select ${books.format} as format, coalesce(${books.language}, '') as language,
          width_bucket(${books.priceMinor}::int, array[${sql.raw(priceBands.join())}]) as band,
          ${stock.onHand} > ${stock.reserved} as available,
          ${chosenIn(groups.format)} as f, ${chosenIn(groups.language)} as l, ${chosenIn(groups.price)} as p,
          ${chosenIn(groups.inStock)} as s
        from ${tablesFor(namesOf(filter), ['stock'])} where ${where} limit ${mostCounted + 1})
      select format, language, band, available, grouping(format, language, band, available) as grouped,
        count(*) filter (where l and p and s)::int as by_format,
        count(*) filter (where f and p and s)::int as by_language,
        count(*) filter (where f and l and s)::int as by_price,
        count(*) filter (where f and l and p)::int as by_stock,
        count(*)::int as total
      from counted group by grouping sets ((format), (language), (band), (available))
      order by format, language, band, available desc`,
  );
  return toCounts(found);
}

function toCounts(found: Row[]): FacetCounts {
  const of = (grouped: number) => found.filter((row) => row.grouped === grouped);
  const byStock = of(0b1110);
  return {
    format: of(0b0111).map((row) => ({ value: row.format ?? '', count: row.by_format })),
    language: of(0b1011).map((row) => ({ value: row.language ?? '', count: row.by_language })),
    price: of(0b1101).map((row) => ({ value: row.band ?? 0, count: row.by_price })),
    inStock: byStock.map((row) => ({ value: row.available ?? false, count: row.by_stock })),
    exact: byStock.reduce((sum, row) => sum + row.total, 0) <= mostCounted,
  };
}
