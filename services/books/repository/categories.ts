// Categories: the shelves of the shop.

import { eq, sql } from 'drizzle-orm';
import { type Query, row, rows } from '#kit/database';
import { countUpTo, keyset } from '#kit/keyset';
import type { Window } from '#kit/page';
import { type CategoryRecord, categories } from '../schema.ts';

export type CategoryRow = CategoryRecord & { bookCount: number };
export type CategoryFields = Pick<CategoryRecord, 'name' | 'slug' | 'description' | 'parentId'>;

const columns = {
  id: categories.id,
  parentId: categories.parentId,
  name: categories.name,
  slug: categories.slug,
  description: categories.description,
  colour: categories.colour,
  version: categories.version,
  bookCount: sql<number>`(select count(*)::int from book_categories held where held.category_id = ${categories.id})`,
};

const orderings = {
  id: null,
  name: { by: categories.name, cast: 'text' },
} as const;

/** One page of categories (one more than asked) and how many there are. */
export async function listCategories(
  query: Query,
  filter: { slug?: string; parentId?: number },
  window: Window,
): Promise<{ rows: CategoryRow[]; count: number }> {
  const where = sql`true ${filter.slug === undefined ? sql`` : sql`and ${categories.slug} = ${filter.slug}`}
    ${filter.parentId === undefined ? sql`` : sql`and ${categories.parentId} = ${filter.parentId}`}`;
  const page = keyset(window, categories.id, window.ordering.endsWith('name') ? orderings.name : orderings.id);
  const found = await query
    .select(columns)
    .from(categories)
    .where(page.where ? sql`${where} and ${page.where}` : where)
    .orderBy(...page.orderBy)
    .limit(page.limit);
  return { rows: found, count: await countUpTo(query, sql`${categories}`, where) };
}

export async function findCategory(query: Query, id: number): Promise<CategoryRow | null> {
  return (await query.select(columns).from(categories).where(eq(categories.id, id)))[0] ?? null;
}

export async function lockCategory(query: Query, id: number): Promise<CategoryRow | null> {
  return (await query.select(columns).from(categories).where(eq(categories.id, id)).for('update'))[0] ?? null;
}

/** Changes of who stands below whom go one after the other, so that two of them cannot make a circle. */
export async function lockTree(query: Query): Promise<void> {
  await query.execute(sql`select pg_advisory_xact_lock(hashtext('books.category-tree'))`);
}

/** A category and all above it, or null where it does not exist. */
export async function ancestorsOf(query: Query, id: number): Promise<number[] | null> {
  const found = await rows<{ id: number }>(
    query,
    sql`with recursive above as (
        select id, parent_id from ${categories} where id = ${id}
        union select c.id, c.parent_id from ${categories} c join above on c.id = above.parent_id)
      select id::int as id from above`,
  );
  return found.length === 0 ? null : found.map((category) => category.id);
}

export async function takenColours(query: Query): Promise<string[]> {
  return (await query.select({ colour: categories.colour }).from(categories).limit(10_000)).map(({ colour }) => colour);
}

/** @throws on one_category_a_slug. */
export async function insertCategory(query: Query, fields: CategoryFields & { colour: string }): Promise<number> {
  const inserted = await query.insert(categories).values(fields).returning({ id: categories.id });
  return inserted[0]?.id ?? 0;
}

/** @throws on one_category_a_slug. */
export async function updateCategory(query: Query, id: number, fields: Partial<CategoryFields>): Promise<void> {
  await query
    .update(categories)
    .set({ ...fields, version: sql`${categories.version} + 1` })
    .where(eq(categories.id, id));
}

/** @throws on a foreign key where books or other categories are in it. */
export async function deleteCategory(query: Query, id: number): Promise<void> {
  await query.delete(categories).where(eq(categories.id, id));
}

export const countBooksIn = async (query: Query, id: number): Promise<number> =>
  (await row<{ n: number }>(query, sql`select count(*)::int as n from book_categories where category_id = ${id}`))?.n ??
  0;
