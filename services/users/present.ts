// Rows → what the doors show. Nothing of a password is in either.

import { instant, instantOrNull } from '#kit/time';
import type { Address, ReadingEntry, SharedEntry, User } from './model.ts';
import { displayName } from './rules.ts';
import type { AddressRow, ReadingRow, UserRow } from './schema.ts';

export const present = (user: UserRow): User => ({
  id: user.id,
  username: user.username,
  email: user.email,
  first_name: user.firstName,
  last_name: user.lastName,
  role: user.role,
  is_active: user.isActive,
  is_guest: user.isGuest,
  email_verified: user.emailVerified,
  date_joined: instant(user.dateJoined),
  last_login: instantOrNull(user.lastLogin),
});

/** What other rooms get to know. */
export const presentAccount = (user: UserRow) => ({
  id: user.id,
  username: user.username,
  display_name: displayName(user),
  role: user.role,
  is_guest: user.isGuest,
});

export const presentAddress = ({ userId: _, createdAt, ...address }: AddressRow): Address => ({
  ...address,
  created_at: instant(createdAt),
});

export const presentShared = ({ bookId, addedAt }: ReadingRow): SharedEntry => ({
  book_id: bookId,
  added_at: instant(addedAt),
});

export const presentReading = ({ bookId, note, addedAt }: ReadingRow): ReadingEntry => ({
  book_id: bookId,
  note,
  added_at: instant(addedAt),
});
