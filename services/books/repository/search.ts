// Search by relevance. Scores are whole numbers, so that a cursor can name a place among them exactly.

import { type SQL, sql } from 'drizzle-orm';
import { type Query, row, rows } from '#kit/database';
import type { Window } from '#kit/page';
import { books, figures, stock } from '../schema.ts';
import { endsInWord, plainOf, type SearchText, wantedOf, wordsOf } from '../search/parse.ts';
import { type BookRow, findBooks } from './books.ts';
import { type Filter, matching, namesOf, tablesFor } from './filter.ts';

/** A page of hits (one more than asked), how many there are, and the best of all. */
export type Hits = { rows: { book: BookRow; score: number }[]; count: number; best: number | null };

type Found = { count: number; best: number | null; ids: number[]; scores: number[] };

const queryOf = (text: SearchText): SQL => sql`search_query(${JSON.stringify(wantedOf(text))}::jsonb)`;

/** Where the words must stand: in titles, authors and series (an index of their own), or anywhere. */
const inNames = sql`ts_filter(${books.search}, '{a,b}')`;

const live = sql`${books.discontinuedAt} is null`;

// Folded once, in a row called `asked` that goes before: the planner would otherwise fold it anew wherever it stands.
const plain = sql`(select plain from asked)`;
const askedRow = (text: SearchText): SQL =>
  sql`asked as materialized (select fold(${plainOf(text)}::text) as plain, ${queryOf(text)} as query)`;

const isTitle = sql`${books.titleKey} in (${plain}, 'the ' || ${plain}, 'a ' || ${plain}, 'an ' || ${plain})`;

/**
 * The title itself comes first, then a title that begins so, then an author of that name; then as the words stand in title,
 * author and series, publisher, description. Among equals what is in stock comes first, and then what sells.
 */
const score = sql`(20 * (
    case
      when ${isTitle} then 6000
      when starts_with(${books.titleKey}, ${plain}) or starts_with(${books.titleKey}, 'the ' || ${plain}) then 4000
      when ${books.authorKey} = ${plain} then 3000
      else 0
    end + round(1000 * ts_rank('{0.05, 0.2, 0.6, 1}', ${books.search}, (select query from asked)))::int)
  + case when ${stock.onHand} > ${stock.reserved} then 10 else 0 end
  + least(9, floor(ln(1 + ${figures.unitsSold})))::int)`;

// No more hits are weighed, or a word that half the catalogue has would take seconds.
const mostWeighed = 12_000;
const mostNamed = 3000;

/**
 * Books that have the words, narrowed by the filter. Where there are more than can be weighed, those that have the words in
 * title, author or series are weighed too, and the title itself is never missed.
 */
export async function searchBooks(query: Query, text: SearchText, filter: Filter, window: Window): Promise<Hits> {
  const weighed = (condition: SQL, limit = mostWeighed) => sql`select ${books.id} as id, ${score} as score
    from ${tablesFor(namesOf(filter), ['stock', 'figures'])}
    where ${sql.join([live, condition, ...matching(filter)], sql` and `)} limit ${limit}`;
  const asked = askedRow(text);
  const found = weighed(sql`${books.search} @@ ${queryOf(text)}`);
  const hits = await pageOf(query, sql`with ${asked} ${found}`, window);
  if (hits.count < mostWeighed) return hits;
  const named = weighed(sql`${inNames} @@ ${queryOf(text)}`, mostNamed);
  return pageOf(query, sql`with ${asked} (${found}) union (${named}) union (${weighed(isTitle)})`, window);
}

const mostAlike = 200;

/** Books whose title and author resemble the text as a whole, narrowed by the filter. */
export function resemblingBooks(query: Query, text: SearchText, filter: Filter, window: Window): Promise<Hits> {
  const hits = sql`select ${books.id} as id, alike.score
    from nearest_books(fold(${plainOf(text)}::text), ${mostAlike}::int) alike
    join ${tablesFor(namesOf(filter))} on ${books.id} = alike.id
    where ${sql.join([live, ...matching(filter)], sql` and `)}`;
  return pageOf(query, hits, window);
}

async function pageOf(query: Query, hits: SQL, { cursor, limit }: Window): Promise<Hits> {
  const backwards = cursor?.backwards ?? false;
  const [than, order] = [sql.raw(backwards ? '>' : '<'), sql.raw(backwards ? 'asc' : 'desc')];
  const beyond = cursor
    ? sql`where (score, id) ${than} (${String(cursor.after[0])}::int, ${String(cursor.after[1])}::bigint)`
    : sql``;
  const found = await row<Found>(
    query,
    sql`with hits as materialized (${hits}),
        page as (select id, score from hits ${beyond} order by score ${order}, id ${order} limit ${limit + 1})
      select (select count(*)::int from hits) as count,
        (select id::int from hits order by score desc, id desc limit 1) as best,
        array(select id::int from page order by score ${order}, id ${order}) as ids,
        array(select score from page order by score ${order}, id ${order}) as scores`,
  );
  const { count, best, ids, scores } = found ?? { count: 0, best: null, ids: [], scores: [] };
  const scoreById = new Map(ids.map((id, at) => [id, scores[at] ?? 0]));
  const shown = (await findBooks(query, ids)).map((book) => ({ book, score: scoreById.get(book.id) ?? 0 }));
  return { rows: shown, count, best };
}

// Of a longer text whose words all exist, none is taken for a slip.
const mostRead = 6;

/**
 * Whether any book has each of the words as it was typed, and what else it may have meant: for words that no book has, and
 * for all of them where every one exists.
 */
export async function alternativesFor(
  query: Query,
  text: SearchText,
): Promise<{ known: boolean; others: { word: string; cost: number }[] }[]> {
  const asked = wordsOf(text).map((word, at, all) => {
    const unfinished = endsInWord(text) && at === all.length - 1;
    return {
      word,
      wanted: { words: unfinished ? [] : [word], phrases: [], without: [], prefix: unfinished ? word : '' },
    };
  });
  return rows(
    query,
    sql`with judged as materialized (
        select at, fold(given ->> 'word') as word,
          exists (select 1 from ${books} where ${live} and search @@ search_query(given -> 'wanted')) as known
        from jsonb_array_elements(${JSON.stringify(asked)}::jsonb) with ordinality asked (given, at))
      select known, case when not known or (select bool_and(known) and count(*) <= ${mostRead} from judged)
        then coalesce((select jsonb_agg(jsonb_build_object('word', near.word, 'cost', near.cost) order by near.cost, near.word)
          from similar_words(judged.word) near), '[]') else '[]' end as others
      from judged order by at`,
  );
}

/** The first of these texts whose words some book has, whatever a filter would say. */
export async function firstFound(
  query: Query,
  texts: SearchText[],
  where: 'anywhere' | 'in names' = 'anywhere',
): Promise<SearchText | null> {
  const searched = where === 'in names' ? inNames : sql`${books.search}`;
  const found = await row<{ at: number }>(
    query,
    sql`select asked.at::int as at
      from jsonb_array_elements(${JSON.stringify(texts.map(wantedOf))}::jsonb) with ordinality asked (wanted, at)
      where exists (select 1 from ${books} where ${live} and ${searched} @@ search_query(asked.wanted))
      order by at limit 1`,
  );
  return texts[(found?.at ?? 0) - 1] ?? null;
}

export async function titleOf(query: Query, id: number): Promise<string | null> {
  return (await row<{ title: string }>(query, sql`select title from ${books} where id = ${id}`))?.title ?? null;
}
