// Which room owns which address under /api.

import type { RoomName } from './upstream.ts';

const owners: Record<string, RoomName> = {
  users: 'users',
  books: 'books',
  categories: 'books',
  authors: 'books',
  orders: 'orders',
  payments: 'payments',
  reviews: 'reviews',
};

/** The room behind `/api/<noun>/…`, null where there is none. */
export function ownerOf(path: string): RoomName | null {
  const noun = /^\/api\/([a-z]+)(?:\/|$)/.exec(path)?.[1];
  return (noun !== undefined && Object.hasOwn(owners, noun) && owners[noun]) || null;
}
