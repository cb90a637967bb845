// What the reviews room announces. Nobody asks it anything.

import { Type } from '@sinclair/typebox';
import { Id } from '#kit/id';
import { event } from './contract.ts';

export const rated = event('reviews', 'rated', {
  about: "A book's ratings changed; the body holds the totals, so that only the newest counts.",
  to: ['books'],
  body: Type.Object({
    book_id: Id,
    rating_sum: Type.Integer({ minimum: 0 }),
    rating_count: Type.Integer({ minimum: 0 }),
  }),
});
