// Tables of the users room; private to it.

import { type SQL, sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { roles } from '#kit/auth';
import type { PublicKey } from './model.ts';
import { linkPurposes } from './rules.ts';

const moment = (name: string) => timestamp(name, { withTimezone: true, mode: 'string' });
const instant = (name: string) => moment(name).notNull().defaultNow();

export const users = pgTable(
  'users',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedByDefaultAsIdentity(),
    username: text().notNull(),
    email: text().notNull(),
    firstName: text('first_name').notNull().default(''),
    lastName: text('last_name').notNull().default(''),
    /** Argon2id; null for guests and closed accounts. */
    passwordHash: text('password_hash'),
    role: text({ enum: roles }).notNull().default('customer'),
    isActive: boolean('is_active').notNull().default(true),
    isGuest: boolean('is_guest').notNull().default(false),
    emailVerified: boolean('email_verified').notNull().default(false),
    version: integer().notNull().default(1),
    dateJoined: instant('date_joined'),
    lastLogin: moment('last_login'),
    deletedAt: moment('deleted_at'),
  },
  (table) => [
    uniqueIndex('users_username_taken').on(sql`lower(${table.username})`),
    // Guests may share an address with each other and with a full account.
    uniqueIndex('users_email_taken').on(sql`lower(${table.email})`).where(sql`not ${table.isGuest}`),
    index('users_guests_by_email').on(sql`lower(${table.email})`, table.id).where(sql`${table.isGuest}`),
    index('users_by_joined').on(table.dateJoined, table.id),
    index('users_with_duties').on(table.role, table.id).where(sql`${table.role} <> 'customer'`),
    index('users_by_words').using('gin', sql`(${searchable(table)}) gin_trgm_ops`),
    check('users_role_known', sql`${table.role} in ('customer', 'staff', 'admin')`),
    check(
      'users_guests_lack_password',
      sql`${table.deletedAt} is not null or ${table.isGuest} = (${table.passwordHash} is null)`,
    ),
  ],
);
export type UserRow = typeof users.$inferSelect;

/** What the staff's search looks through; the index holds the very same expression. */
export function searchable(table: { username: unknown; email: unknown; firstName: unknown; lastName: unknown }): SQL {
  return sql`lower(${table.username} || ' ' || ${table.email} || ' ' || ${table.firstName} || ' ' || ${table.lastName})`;
}

/** A sign-in. Its id is the `sid` of access tokens; it is also the family of its refresh tokens. */
export const sessions = pgTable(
  'sessions',
  {
    id: uuid().primaryKey(),
    userId: bigint('user_id', { mode: 'number' })
      .notNull()
      .references(() => users.id),
    kind: text({ enum: ['api', 'browser'] })
      .notNull()
      .default('api'),
    createdAt: instant('created_at'),
    /** Moves on with use; the session ends there or at `endsAt`, whichever comes first. */
    idleUntil: moment('idle_until').notNull(),
    endsAt: moment('ends_at').notNull(),
    revokedAt: moment('revoked_at'),
    /** SHA-256 of the browser's session id; the id itself is kept nowhere. */
    browserDigest: text('browser_digest'),
    /** What the browser calls itself, in words for its owner. */
    device: text(),
  },
  (table) => [
    index('sessions_by_user').on(table.userId),
    index('sessions_by_end').on(table.idleUntil),
    uniqueIndex('sessions_by_browser').on(table.browserDigest).where(sql`${table.browserDigest} is not null`),
    check('sessions_kind_known', sql`${table.kind} in ('api', 'browser')`),
  ],
);
export type SessionRow = typeof sessions.$inferSelect;

export const refreshTokens = pgTable(
  'refresh_tokens',
  {
    digest: text().primaryKey(),
    sessionId: uuid('session_id')
      .notNull()
      .references(() => sessions.id, { onDelete: 'cascade' }),
    createdAt: instant('created_at'),
    usedAt: moment('used_at'),
    usedFor: text('used_for', { enum: ['pair', 'browser'] }),
    /** With the token itself this gives its successor again, for a client that lost the answer. Alone it is worth nothing. */
    successorSalt: text('successor_salt'),
  },
  (table) => [index('refresh_tokens_by_session').on(table.sessionId)],
);

/** Links sent by mail. One without an account notes that somebody asked for an address nobody has, which counts alike. */
export const oneTimeTokens = pgTable(
  'one_time_tokens',
  {
    digest: text().primaryKey(),
    userId: bigint('user_id', { mode: 'number' }).references(() => users.id),
    purpose: text({ enum: linkPurposes }).notNull().default('password'),
    addressDigest: text('address_digest').notNull(),
    /** The address that the link was sent to, where following it says something of that address. */
    address: text(),
    createdAt: instant('created_at'),
    expiresAt: moment('expires_at').notNull(),
    usedAt: moment('used_at'),
  },
  (table) => [
    index('one_time_tokens_by_address').on(table.addressDigest, table.createdAt),
    check('one_time_token_purpose_known', sql`${table.purpose} in ('password', 'verify', 'move')`),
    index('one_time_tokens_by_user').on(table.userId),
  ],
);

export const mailKinds = [
  'password_reset',
  'password_changed',
  'account_exists',
  'verification',
  'address_change',
  'address_changed',
  'order_placed',
  'order_paid',
  'order_shipped',
  'order_cancelled',
  'order_refunded',
  'contact',
] as const;
export type MailKind = (typeof mailKinds)[number];

/** `kept`: where no SMTP server is set, the development mailbox is as far as a mail goes. */
export const mailStates = ['waiting', 'sent', 'kept', 'parked'] as const;
export type MailState = (typeof mailStates)[number];

/** The post: written in the transaction of its cause, sent afterwards. What is worth nothing after `expiresAt` is thrown away then. */
export const mail = pgTable(
  'mail',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedByDefaultAsIdentity(),
    /** Makes the Message-ID, which stays the same however often it is sent. */
    uid: uuid().notNull().default(sql`uuidv7()`),
    /** Whom it is written to; null for what a visitor asks the shop. */
    userId: bigint('user_id', { mode: 'number' }).references(() => users.id),
    /** As it was when the mail was written: who gives up an address is still told there. */
    recipient: text().notNull(),
    kind: text({ enum: mailKinds }).notNull(),
    /** What the mail says, and the secret of its link. Emptied when it is sent. */
    data: jsonb().$type<Record<string, unknown>>().notNull(),
    state: text({ enum: mailStates }).notNull().default('waiting'),
    attempts: integer().notNull().default(0),
    nextAt: instant('next_at'),
    /** Codes only: what a mail server says often quotes the address. */
    lastError: text('last_error'),
    createdAt: instant('created_at'),
    sentAt: moment('sent_at'),
    expiresAt: moment('expires_at'),
  },
  (table) => [
    uniqueIndex('mail_by_uid').on(table.uid),
    index('mail_by_user').on(table.userId),
    check('mail_to_somebody', sql`(${table.userId} is null) = (${table.kind} = 'contact')`),
    index('mail_due').on(table.nextAt).where(sql`${table.state} = 'waiting'`),
    check('mail_state_known', sql`${table.state} in ('waiting', 'sent', 'kept', 'parked')`),
  ],
);
export type MailRow = typeof mail.$inferSelect;

/** Ed25519 keys. The private half leaves this table only into the process that signs with it. */
export const signingKeys = pgTable('signing_keys', {
  kid: text().primaryKey(),
  publicJwk: jsonb('public_jwk').$type<PublicKey>().notNull(),
  privateJwk: jsonb('private_jwk').$type<Record<string, unknown>>().notNull(),
  createdAt: instant('created_at'),
  /** Published at once, signed with from here on. */
  activatesAt: moment('activates_at').notNull(),
  /** Verifies no more from here on; null while no other key replaces it. */
  retiresAt: moment('retires_at'),
});

/** What was asked lately, by whom (`register:203.0.113.9`), counted within a window that ends at `endsAt`. */
export const requestCounts = pgTable(
  'request_counts',
  {
    bucket: text().primaryKey(),
    taken: integer().notNull(),
    endsAt: moment('ends_at').notNull(),
  },
  (table) => [index('request_counts_by_end').on(table.endsAt)],
);

/** Attempts to sign in that have not succeeded, by whom they were aimed at (`account:7`). */
export const loginFailures = pgTable('login_failures', {
  bucket: text().primaryKey(),
  failures: integer().notNull(),
  lastAt: instant('last_at'),
});

/** Where somebody has parcels sent. Gone with the account. */
export const addresses = pgTable(
  'addresses',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedByDefaultAsIdentity(),
    userId: bigint('user_id', { mode: 'number' })
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    name: text().notNull(),
    line1: text().notNull(),
    line2: text().notNull().default(''),
    city: text().notNull(),
    region: text().notNull().default(''),
    postcode: text().notNull(),
    country: text().notNull(),
    createdAt: instant('created_at'),
  },
  (table) => [index('addresses_by_user').on(table.userId, table.id)],
);
export type AddressRow = typeof addresses.$inferSelect;

/** Books somebody wants to remember, each with a note. Gone with the account. */
export const readingList = pgTable(
  'reading_list',
  {
    userId: bigint('user_id', { mode: 'number' })
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    bookId: bigint('book_id', { mode: 'number' }).notNull(),
    note: text().notNull().default(''),
    addedAt: instant('added_at'),
  },
  (table) => [
    primaryKey({ columns: [table.userId, table.bookId] }),
    index('reading_list_by_time').on(table.userId, table.addedAt, table.bookId),
  ],
);
export type ReadingRow = typeof readingList.$inferSelect;

/** Who shares the reading list, and the secret in its link; the owner is shown the link again, so it is kept as it is. */
export const readingShares = pgTable('reading_shares', {
  userId: bigint('user_id', { mode: 'number' })
    .primaryKey()
    .references(() => users.id, { onDelete: 'cascade' }),
  secret: text().notNull().unique('one_list_a_secret'),
  createdAt: instant('created_at'),
});

/** Guests who signed in to an account: whose their purchases are since, and the address those were made with. */
export const adoptions = pgTable(
  'adoptions',
  {
    guestId: bigint('guest_id', { mode: 'number' })
      .primaryKey()
      .references(() => users.id),
    userId: bigint('user_id', { mode: 'number' })
      .notNull()
      .references(() => users.id),
    /** Null once the account has closed. */
    email: text(),
    at: instant('at'),
  },
  (table) => [
    index('adoptions_by_user').on(table.userId, table.at),
    check('adopted_by_another', sql`${table.guestId} <> ${table.userId}`),
  ],
);
export type AdoptionRow = typeof adoptions.$inferSelect;
