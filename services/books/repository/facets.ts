// How many books of a list there are by format, language, price, availability, publisher, series, year and rating. Each group is
// counted as if nothing were chosen in it, so that a visitor sees what another choice would give.

import { type SQL, sql } from 'drizzle-orm';
import { type Query, rows } from '#kit/database';
import { books, figures, stock } from '../schema.ts';
import { condition, type Filter, type FilterName, matching, namesOf, tablesFor, yearOf } from './filter.ts';

/** Where one price band ends and the next begins, in minor units. */
export const priceBands = [500, 1000, 2000, 3000] as const;
/** The first years of the bands after the first. */
export const yearBands = [1900, 1950, 1980, 2000, 2010] as const;
/** In stars. */
export const ratingSteps = [3, 4] as const;

// Counting goes no further, so that it stays cheap whatever the catalogue holds.
const mostCounted = 20_000;
/** Of publishers and series there may be thousands; nobody reads on. */
const mostNames = 24;

type Counts<Value> = { value: Value; count: number }[];

export type FacetCounts = {
  format: Counts<string>;
  language: Counts<string>;
  /** `value` is the number of the band, 0 below the first of {@link priceBands}. */
  price: Counts<number>;
  inStock: Counts<boolean>;
  publisher: Counts<string>;
  series: Counts<string>;
  /** As with prices; books of no known year are in none. */
  year: Counts<number>;
  /** `value` is how many of {@link ratingSteps} the book reaches. */
  rating: Counts<number>;
  exact: boolean;
};

type Group = { filters: FilterName[]; by: SQL };

const bandOf = (value: SQL, bands: readonly number[]): SQL =>
  sql`width_bucket(${value}, array[${sql.raw(bands.join())}])`;

const groups = {
  format: { filters: ['format'], by: sql`${books.format}` },
  language: { filters: ['language'], by: sql`${books.language}` },
  price: { filters: ['minPrice', 'maxPrice'], by: bandOf(sql`${books.priceMinor}::int`, priceBands) },
  inStock: { filters: ['inStock'], by: sql`${stock.onHand} > ${stock.reserved}` },
  publisher: { filters: ['publisher'], by: sql`${books.publisher}` },
  series: { filters: ['series'], by: sql`${books.series}` },
  year: { filters: ['minYear', 'maxYear'], by: bandOf(yearOf, yearBands) },
  rating: {
    filters: ['minRating'],
    by: bandOf(
      sql`${figures.rating}`,
      ratingSteps.map((stars) => 100 * stars),
    ),
  },
} satisfies Record<string, Group>;

type GroupName = keyof typeof groups;
const names = Object.keys(groups) as GroupName[];

type Row = { grouped: GroupName; value: string | number | boolean | null; count: number; total: number };

/** One pass over the books that match all filters but those of the groups; a column says of each group whether its own hold too. */
export async function countFacets(query: Query, filter: Filter): Promise<FacetCounts> {
  const chosen = names.flatMap((name) => groups[name].filters);
  const where = sql.join([sql`${books.discontinuedAt} is null`, ...matching(filter, chosen)], sql` and `);
  const columns = names.map(
    (name) => sql`${groups[name].by} as ${as('by', name)}, ${holds(filter, name)} as ${as('ok', name)}`,
  );
  const counted = names.map((name) => {
    const others = names.filter((other) => other !== name).map((other) => as('ok', other));
    const most = name === 'publisher' || name === 'series' ? sql`limit ${mostNames}` : sql``;
    return sql`(select ${name}::text as grouped, to_jsonb(${as('by', name)}) as value,
        count(*) filter (where ${sql.join(others, sql` and `)})::int as count, count(*)::int as total
      from counted group by ${as('by', name)} order by count desc, value ${most})`;
  });
  const found = await rows<Row>(
    query,
    sql`with counted as materialized (select ${sql.join(columns, sql`, `)}
        from ${tablesFor(namesOf(filter), ['stock', 'figures'])} where ${where} limit ${mostCounted + 1})
      ${sql.join(counted, sql` union all `)}`,
  );
  return toCounts(found);
}

const as = (kind: 'by' | 'ok', name: GroupName): SQL => sql.raw(`${kind}_${name.toLowerCase()}`);

/** Whether a book is within what was chosen in this group. */
function holds(filter: Filter, name: GroupName): SQL {
  const given = groups[name].filters.filter((one) => filter[one] !== undefined).map((one) => condition(filter, one));
  return given.length === 0 ? sql`true` : sql`coalesce(${sql.join(given, sql` and `)}, false)`;
}

function toCounts(found: Row[]): FacetCounts {
  const of = <Value>(name: GroupName, isValue: (value: unknown) => value is Value): Counts<Value> =>
    found.flatMap(({ grouped, value, count }) => (grouped === name && isValue(value) ? [{ value, count }] : []));
  const inOrder = (list: Counts<number>) => list.toSorted((a, b) => a.value - b.value);
  const total = found.filter(({ grouped }) => grouped === 'inStock').reduce((sum, row) => sum + row.total, 0);
  return {
    format: of('format', isText),
    language: of('language', isText),
    price: inOrder(of('price', isNumber)),
    inStock: of('inStock', isYesOrNo).toSorted((a, b) => Number(b.value) - Number(a.value)),
    publisher: of('publisher', isText),
    series: of('series', isText),
    year: inOrder(of('year', isNumber)),
    rating: inOrder(of('rating', isNumber)),
    exact: total <= mostCounted,
  };
}

const isText = (value: unknown): value is string => typeof value === 'string';
const isNumber = (value: unknown): value is number => typeof value === 'number';
const isYesOrNo = (value: unknown): value is boolean => typeof value === 'boolean';
