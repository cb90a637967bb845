// The sample reviews, written once into an empty database.

import type { Query } from '#kit/database';
import { isEmpty, loadReviews } from './repository.ts';

export async function seed(query: Query): Promise<void> {
  if (!(await isEmpty(query))) return;
  // Loaded only when wanted: a room that starts every day need not read the sample.
  const [{ customers }, { reviews }] = await Promise.all([import('#sample/people'), import('#sample/reviews')]);
  const names = new Map(
    customers.map((person) => [person.id, `${person.first_name} ${person.last_name.slice(0, 1)}.`]),
  );
  await loadReviews(
    query,
    reviews.map((review) => ({
      id: review.id,
      bookId: review.book_id,
      userId: review.user_id,
      reviewer: names.get(review.user_id) ?? 'A customer',
      rating: review.rating,
      title: review.title ?? '',
      comment: review.comment,
      verifiedPurchase: review.verified,
      createdAt: review.created_at,
      updatedAt: review.created_at,
    })),
  );
}
