// The sample reviews, written once into an empty database.

import type { Query } from '#kit/database';
import { isEmpty, loadReviews } from './repository.ts';

export async function seed(query: Query): Promise<void> {
  if (!(await isEmpty(query))) return;
  await loadReviews(query, []);
}
