// What the users door takes and gives.

import { type Static, Type } from '@sinclair/typebox';
import { roles } from '#kit/auth';
import { oneOf, strict } from '#kit/http';
import { Id } from '#kit/id';
import { OrderingOf, pageQuery } from '#kit/page';
import { Instant } from '#kit/time';
import {
  ReadingBooks,
  ReadingEntry,
  ReadingMerged,
  ReadingNote,
  ReadingQuery,
  SharedEntry,
  SharedList,
  Sharing,
} from './model/reading.ts';

export const Role = oneOf(roles);

export const User = Type.Object(
  {
    id: Id,
    username: Type.String(),
    email: Type.String(),
    first_name: Type.String(),
    last_name: Type.String(),
    role: Role,
    is_active: Type.Boolean(),
    is_guest: Type.Boolean(),
    email_verified: Type.Boolean(),
    date_joined: Instant,
    last_login: Type.Union([Instant, Type.Null()]),
  },
  { $id: 'User' },
);
export type User = Static<typeof User>;

export const Tokens = Type.Object(
  {
    user: User,
    access: Type.String({ description: 'JWT for the Authorization header, good for ten minutes.' }),
    refresh: Type.String({ description: 'Works once, for a new pair.' }),
    token_type: Type.Literal('Bearer'),
    expires_in: Type.Integer({ description: 'Seconds until the access token expires.' }),
  },
  { $id: 'Tokens' },
);
export type Tokens = Static<typeof Tokens>;

const Email = Type.String({
  maxLength: 254,
  pattern: '^[^\\s@<>(),;:"]{1,64}@[^\\s@<>(),;:"]{1,189}\\.[^\\s@<>(),;:".]{2,63}$',
  examples: ['john@example.com'],
  error: 'Enter an e-mail address such as name@example.com.',
});
// JSON Schema patterns know no letter classes: this one lets every letter beyond ASCII pass, the rules look closer.
const Username = Type.String({
  pattern: '^[A-Za-z0-9_.+\\u00AA-\\uFFFF-]{1,64}$',
  examples: ['john_doe'],
  error: 'Use letters, digits and . _ + - only, at most 64.',
});
const Password = Type.String({
  minLength: 8,
  maxLength: 128,
  examples: ['password123'],
  error: 'Use 8 to 128 characters.',
});
const twice = { password: Password, password2: Type.String({ maxLength: 128 }) };
const another = { password: 'horse battery staple', password2: 'horse battery staple' };
const PersonName = Type.String({ maxLength: 100, error: 'Use at most 100 characters.' });

export const Registration = strict(
  {
    username: Username,
    email: Email,
    ...twice,
    first_name: Type.Optional(PersonName),
    last_name: Type.Optional(PersonName),
  },
  {
    $id: 'Registration',
    examples: [
      {
        username: 'john_doe',
        email: 'john@example.com',
        password: 'password123',
        password2: 'password123',
        first_name: 'John',
        last_name: 'Doe',
      },
    ],
  },
);
export type Registration = Static<typeof Registration>;

export const Login = strict(
  {
    username: Type.Optional(Type.String({ maxLength: 254 })),
    email: Type.Optional(Type.String({ maxLength: 254 })),
    password: Type.String({ maxLength: 128 }),
  },
  { $id: 'Login', examples: [{ username: 'john_doe', password: 'password123' }] },
);
export type Login = Static<typeof Login>;

export const GuestRegistration = strict(
  {
    email: Email,
    first_name: Type.Optional(PersonName),
    last_name: Type.Optional(PersonName),
  },
  { $id: 'GuestRegistration', examples: [{ email: 'guest@example.com', first_name: 'Ada' }] },
);
export type GuestRegistration = Static<typeof GuestRegistration>;

export const Refresh = strict(
  { refresh: Type.String({ maxLength: 200 }) },
  { $id: 'Refresh', examples: [{ refresh: 'q3zJ8rPbWc0VnYt5sD1kLx7uHf2mGa9eRo4iTw6yBvE' }] },
);

/** PUT replaces the three; role and is_active are an administrator's alone. */
export const UserReplacement = strict(
  {
    email: Email,
    first_name: PersonName,
    last_name: PersonName,
    role: Type.Optional(Role),
    is_active: Type.Optional(Type.Boolean()),
  },
  { $id: 'UserReplacement', examples: [{ email: 'john@example.com', first_name: 'John', last_name: 'Doe' }] },
);
export const UserChange = Type.Partial(UserReplacement, {
  $id: 'UserChange',
  examples: [{ first_name: 'Johnny' }],
  additionalProperties: false,
});
export type UserChange = Static<typeof UserChange>;

export const PasswordChange = strict(
  {
    current_password: Type.String({ maxLength: 128 }),
    ...twice,
  },
  {
    $id: 'PasswordChange',
    examples: [{ current_password: 'password123', ...another }],
  },
);
export type PasswordChange = Static<typeof PasswordChange>;
export const PasswordForgotten = strict(
  { email: Email },
  { $id: 'PasswordForgotten', examples: [{ email: 'john@example.com' }] },
);
export const PasswordReset = strict(
  {
    token: Type.String({ maxLength: 200 }),
    ...twice,
  },
  {
    $id: 'PasswordReset',
    examples: [{ token: 'q3zJ8rPbWc0VnYt5sD1kLx7uHf2mGa9eRo4iTw6yBvE', ...another }],
  },
);
export type PasswordReset = Static<typeof PasswordReset>;

export const FirstPassword = strict(twice, {
  $id: 'FirstPassword',
  examples: [another],
});
export type FirstPassword = Static<typeof FirstPassword>;

export const AddressMove = strict(
  { email: Email, current_password: Type.String({ maxLength: 128 }) },
  { $id: 'AddressMove', examples: [{ email: 'john@elsewhere.example', current_password: 'password123' }] },
);
export type AddressMove = Static<typeof AddressMove>;
export const AddressConfirmation = strict(
  { token: Type.String({ maxLength: 200 }) },
  { $id: 'AddressConfirmation', examples: [{ token: 'q3zJ8rPbWc0VnYt5sD1kLx7uHf2mGa9eRo4iTw6yBvE' }] },
);

export const Accepted = Type.Object({ detail: Type.String() }, { $id: 'Accepted' });

export const userOrderings = ['id', 'username', 'date_joined'] as const;
export const UserQuery = strict({
  ...pageQuery,
  q: Type.Optional(Type.String({ minLength: 1, maxLength: 100, description: 'Part of a name, username or address.' })),
  role: Type.Optional(Role),
  is_active: Type.Optional(oneOf(['true', 'false'])),
  ordering: Type.Optional(OrderingOf(userOrderings)),
});
export type UserQuery = Static<typeof UserQuery>;

/** A public Ed25519 key as RFC 7517 and 8037 write it. */
export const PublicKey = Type.Object(
  {
    kid: Type.String(),
    kty: Type.String({ examples: ['OKP'] }),
    crv: Type.String({ examples: ['Ed25519'] }),
    x: Type.String(),
    alg: Type.String({ examples: ['EdDSA'] }),
    use: Type.String({ examples: ['sig'] }),
  },
  { $id: 'PublicKey' },
);
export type PublicKey = Static<typeof PublicKey>;
export const KeySet = Type.Object({ keys: Type.Array(PublicKey) }, { $id: 'KeySet' });
export type KeySet = Static<typeof KeySet>;

const Line = (label: string, maxLength: number) =>
  Type.String({ minLength: 1, maxLength, pattern: '\\S', error: `${label}, at most ${maxLength} characters.` });
const MoreLine = (maxLength: number) =>
  Type.Optional(Type.String({ maxLength, error: `Use at most ${maxLength} characters.` }));

export const NewAddress = strict(
  {
    name: Line('Enter the full name', 200),
    line1: Line('Enter the house number and street', 200),
    line2: MoreLine(200),
    city: Line('Enter the town or city', 100),
    region: MoreLine(100),
    postcode: Line('Enter the postcode', 20),
    country: Type.String({ pattern: '^[A-Z]{2}$', error: 'Choose a country: two capital letters (ISO 3166).' }),
  },
  {
    $id: 'NewAddress',
    examples: [{ name: 'Ada King', line1: '12 Long Row', city: 'Hay-on-Wye', postcode: 'HR3 5AA', country: 'GB' }],
  },
);
export type NewAddress = Static<typeof NewAddress>;

export const Address = Type.Object(
  {
    id: Id,
    name: Type.String(),
    line1: Type.String(),
    line2: Type.String(),
    city: Type.String(),
    region: Type.String(),
    postcode: Type.String(),
    country: Type.String(),
    created_at: Instant,
  },
  { $id: 'Address' },
);
export type Address = Static<typeof Address>;

export const KeptQuery = strict({ ...pageQuery });

/** Everything this room holds about an account, for its owner. */
export const AccountExport = Type.Object(
  {
    account: User,
    sessions: Type.Array(
      Type.Object({
        kind: Type.Union([Type.Literal('api'), Type.Literal('browser')]),
        device: Type.Union([Type.String({ examples: ['Firefox on Windows'] }), Type.Null()]),
        created_at: Instant,
        ends_at: Instant,
        ended_at: Type.Union([Instant, Type.Null()]),
      }),
    ),
    mails: Type.Array(
      Type.Object({
        kind: Type.String({ examples: ['order_paid'] }),
        recipient: Type.String(),
        written_at: Instant,
        sent_at: Type.Union([Instant, Type.Null()]),
      }),
    ),
    addresses: Type.Array(Address),
    reading_list: Type.Array(ReadingEntry),
    reading_list_shared: Type.Boolean({ description: 'Whether a link leads others to it.' }),
    guest_purchases: Type.Array(Type.Object({ email: Type.String(), joined_at: Instant }), {
      description: 'The addresses orders were made with as a guest, before they joined the account.',
    }),
    elsewhere: Type.Array(Type.String(), {
      description: 'Where the other services list what they hold about the account.',
      examples: [['/api/orders/by_user/?user_id=1']],
    }),
  },
  { $id: 'AccountExport' },
);
export type AccountExport = Static<typeof AccountExport>;

export { ReadingBooks, ReadingEntry, ReadingMerged, ReadingNote, ReadingQuery, SharedEntry, SharedList, Sharing };
