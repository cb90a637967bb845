// The reading list, as the users door takes and gives it.

import { type Static, Type } from '@sinclair/typebox';
import { strict } from '#kit/http';
import { Id } from '#kit/id';
import { OrderingOf, PageOf, pageQuery } from '#kit/page';
import { Instant } from '#kit/time';

export const ReadingNote = strict(
  { note: Type.Optional(Type.String({ maxLength: 1000, error: 'Use at most 1000 characters.' })) },
  { $id: 'ReadingNote', examples: [{ note: 'For the long train ride' }] },
);
export type ReadingNote = Static<typeof ReadingNote>;

export const ReadingBooks = strict(
  { book_ids: Type.Array(Id, { minItems: 1, maxItems: 100 }) },
  { $id: 'ReadingBooks', examples: [{ book_ids: [1, 2] }] },
);

export const ReadingEntry = Type.Object(
  { book_id: Id, note: Type.String(), added_at: Instant },
  { $id: 'ReadingEntry' },
);
export type ReadingEntry = Static<typeof ReadingEntry>;

export const ReadingMerged = Type.Object(
  { added: Type.Integer({ minimum: 0, description: 'How many were not on the list before.' }) },
  { $id: 'ReadingMerged' },
);

export const ReadingQuery = strict({ ...pageQuery, ordering: Type.Optional(OrderingOf(['added_at'])) });

export const Sharing = Type.Object(
  {
    secret: Type.Union([Type.String(), Type.Null()], {
      description: 'What stands in the link `/api/users/shared_lists/{secret}/`; null where the list is not shared.',
    }),
  },
  { $id: 'ReadingListSharing' },
);
export type Sharing = Static<typeof Sharing>;

export const SharedEntry = Type.Object({ book_id: Id, added_at: Instant }, { $id: 'SharedEntry' });
export type SharedEntry = Static<typeof SharedEntry>;

export const SharedList = Type.Object(
  {
    reader: Type.String({ description: 'A first name and initial, or "A reader".' }),
    ...PageOf(SharedEntry).properties,
  },
  { $id: 'SharedList' },
);
export type SharedList = Static<typeof SharedList>;
