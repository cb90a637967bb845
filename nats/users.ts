// What the users room answers and announces.

import { Type } from '@sinclair/typebox';
import { Id, Uid } from '#kit/id';
import { Instant } from '#kit/time';
import { event, question } from './contract.ts';

const Account = Type.Object({
  id: Id,
  username: Type.String(),
  display_name: Type.String({ description: 'First name and initial, or the username: what others may see.' }),
  role: Type.Union([Type.Literal('customer'), Type.Literal('staff'), Type.Literal('admin')]),
  is_guest: Type.Boolean(),
});

export const check = question('users', 'check', {
  about: 'Does this account exist and may it act?',
  askers: ['orders', 'payments', 'reviews'],
  ask: Type.Object({ user_id: Id }),
  answer: Type.Object({
    exists: Type.Boolean(),
    is_active: Type.Boolean(),
    account: Type.Union([Account, Type.Null()]),
  }),
});

export const keys = question('users', 'keys', {
  about: 'The public keys that verify access tokens (a JSON Web Key Set).',
  askers: ['books', 'orders', 'payments', 'reviews', 'gateway'],
  ask: Type.Object({}),
  answer: Type.Object({ keys: Type.Array(Type.Record(Type.String(), Type.Unknown())) }),
});

const Session = Type.Object({ access: Type.String(), expires_in: Type.Integer(), user: Account });

export const openSession = question('users', 'open_session', {
  about:
    "Trades a refresh token, used up by this, for a browser session with an opaque id. What a guest bought who held the earlier session becomes the account's.",
  askers: ['gateway'],
  ask: Type.Object({
    refresh: Type.String({ maxLength: 200 }),
    earlier_sid: Type.Optional(Type.String({ maxLength: 200, description: 'The session the browser held until now.' })),
    device: Type.Optional(Type.String({ maxLength: 60, description: 'Words for the list of sessions.' })),
  }),
  answer: Type.Intersect([
    Session,
    Type.Object({
      sid: Type.String(),
      adopted: Type.Optional(Type.Boolean({ description: "A guest's purchases came along." })),
    }),
  ]),
});

export const session = question('users', 'session', {
  about: 'A fresh access token for a browser session. 401 when the session has ended.',
  askers: ['gateway'],
  ask: Type.Object({ sid: Type.String({ maxLength: 200 }) }),
  answer: Session,
});

export const closeSession = question('users', 'close_session', {
  about: 'Ends a browser session; one that is gone already is fine.',
  askers: ['gateway'],
  ask: Type.Object({ sid: Type.String({ maxLength: 200 }) }),
  answer: Type.Object({}),
});

export const sessions = question('users', 'sessions', {
  about:
    'Where the account behind a browser session is signed in; the fifty last seen. 401 when the session has ended.',
  askers: ['gateway'],
  ask: Type.Object({ sid: Type.String({ maxLength: 200 }) }),
  answer: Type.Object({
    sessions: Type.Array(
      Type.Object({
        id: Uid,
        kind: Type.Union([Type.Literal('api'), Type.Literal('browser')]),
        device: Type.Union([Type.String(), Type.Null()]),
        created_at: Instant,
        seen_at: Instant,
        current: Type.Boolean(),
      }),
    ),
  }),
});

export const endSessions = question('users', 'end_sessions', {
  about:
    'Ends one session of the account behind a browser session, or all of them. One that is gone, or is of somebody else, is left.',
  askers: ['gateway'],
  ask: Type.Object({ sid: Type.String({ maxLength: 200 }), id: Type.Optional(Uid) }),
  answer: Type.Object({}),
});

export const mailbox = question('users', 'mailbox', {
  about: 'The development mailbox: the newest mails, or one of them with what it says. Nothing in production.',
  askers: ['gateway'],
  ask: Type.Object({ uid: Type.Optional(Uid) }),
  answer: Type.Object({
    mails: Type.Array(
      Type.Object({
        uid: Uid,
        recipient: Type.String(),
        subject: Type.String(),
        created_at: Instant,
        said: Type.Union([Type.Object({ text: Type.String(), html: Type.String() }), Type.Null()]),
      }),
    ),
  }),
});

const Topic = Type.Union([
  Type.Literal('order'),
  Type.Literal('return'),
  Type.Literal('book'),
  Type.Literal('account'),
  Type.Literal('other'),
]);

export const contact = question('users', 'contact', {
  about: 'Mails a visitor’s question to the shop, once for each uid.',
  askers: ['gateway'],
  ask: Type.Object({
    uid: Uid,
    topic: Topic,
    name: Type.String({ maxLength: 100 }),
    email: Type.String({ maxLength: 254 }),
    number: Type.String({ maxLength: 20, description: 'Of the order it is about, or empty.' }),
    message: Type.String({ minLength: 1, maxLength: 5000 }),
  }),
  answer: Type.Object({}),
});

export const hasAddress = question('users', 'has_address', {
  about:
    'Is this the e-mail address of the account, or the one a guest ordered with? Takes the same time for an account that is none (0).',
  askers: ['gateway'],
  ask: Type.Object({ user_id: Type.Integer({ minimum: 0 }), email: Type.String({ maxLength: 254 }) }),
  answer: Type.Object({ has: Type.Boolean() }),
});

export const deleted = event('users', 'deleted', {
  about: 'An account was closed and made anonymous.',
  to: ['orders', 'reviews'],
  body: Type.Object({ user_id: Id }),
});

export const guestAdopted = event('users', 'guest_adopted', {
  about:
    "A guest signed in to an account: what the guest ordered and paid is the account's from now on. Told once of a guest.",
  to: ['orders', 'payments'],
  body: Type.Object({ guest_id: Id, user_id: Id }),
});

export const sessionEnded = event('users', 'session_ended', {
  about:
    'A session ended before its time: signed out, password or duties changed, account closed. Its access tokens end too.',
  to: ['books', 'orders', 'payments', 'reviews'],
  body: Type.Object({ session: Type.String() }),
});
