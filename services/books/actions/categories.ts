// What changes a category.

import { checkIfMatch, etagOf } from '#kit/etag';
import { breaks, databaseError, notFound } from '#kit/problem';
import type { Deps } from '../deps.ts';
import type { CategoryChange, NewCategory } from '../model.ts';
import { presentCategory } from '../present.ts';
import {
  ancestorsOf,
  type CategoryFields,
  type CategoryRow,
  countBooksIn,
  deleteCategory,
  findCategory,
  insertCategory,
  lockCategory,
  lockTree,
  takenColours,
  updateCategory,
} from '../repository/categories.ts';
import { categoryInUse, checkParent, colourFor, duplicateSlug, unknownParent } from '../rules.ts';
import { slugOf } from '../slug.ts';

/** @throws Problem 409 for a slug that is taken, 422 for a parent that does not exist. */
export async function createCategory(deps: Deps, input: NewCategory): Promise<CategoryRow> {
  const { name, slug = slugOf(name), description = '', parent_id: parentId = null } = input;
  const created = deps.db.transaction(async (query) => {
    if (parentId !== null) checkParent(null, await ancestorsOf(query, parentId));
    const colour = colourFor(await takenColours(query));
    const id = await insertCategory(query, { name: name.trim(), slug, description, parentId, colour });
    return findCategory(query, id);
  });
  return existing(await refused(slug, created));
}

type Change<Input> = { id: number; input: Input; ifMatch: string | undefined };

/** PUT: what was left out goes back to its default, except the slug, which is an address. */
export const replaceCategory = (deps: Deps, change: Change<NewCategory>): Promise<CategoryRow> =>
  changeCategory(deps, { ...change, input: { description: '', parent_id: null, ...change.input } });

/** @throws Problem 404, 412, 409 for a slug that is taken, 422 for a parent that cannot be. */
export async function changeCategory(deps: Deps, { id, input, ifMatch }: Change<CategoryChange>): Promise<CategoryRow> {
  const { name, slug, description, parent_id: parentId } = input;
  const fields: Partial<CategoryFields> = {
    ...(name === undefined ? {} : { name: name.trim() }),
    ...(slug === undefined ? {} : { slug }),
    ...(description === undefined ? {} : { description }),
    ...(parentId === undefined ? {} : { parentId }),
  };
  const changed = deps.db.transaction(async (query) => {
    if (parentId) await lockTree(query);
    const before = existing(await lockCategory(query, id));
    checkIfMatch(ifMatch, before.version, categoryTag(before));
    if (parentId) checkParent(id, await ancestorsOf(query, parentId));
    await updateCategory(query, id, fields);
    return findCategory(query, id);
  });
  return existing(await refused(slug ?? '', changed));
}

/** @throws Problem 404, 412, 409 while books or other categories are in it. */
export async function removeCategory(deps: Deps, id: number, ifMatch: string | undefined): Promise<void> {
  try {
    await deps.db.transaction(async (query) => {
      const before = existing(await lockCategory(query, id));
      checkIfMatch(ifMatch, before.version, categoryTag(before));
      await deleteCategory(query, id);
    });
  } catch (error) {
    if (databaseError(error)?.code !== '23503' && databaseError(error)?.code !== '23001') throw error;
    throw categoryInUse(await deps.db.use((query) => countBooksIn(query, id)));
  }
}

export const categoryTag = (category: CategoryRow, shown = presentCategory(category)): string =>
  etagOf(category.version, shown);

function existing(category: CategoryRow | null): CategoryRow {
  if (!category) throw notFound('category');
  return category;
}

async function refused<Result>(slug: string, written: Promise<Result>): Promise<Result> {
  try {
    return await written;
  } catch (error) {
    // The category above can be deleted by somebody else after it was looked for.
    if (breaks(error, 'categories_parent_id_categories_id_fk')) throw unknownParent();
    throw breaks(error, 'one_category_a_slug') ? duplicateSlug(slug) : error;
  }
}
