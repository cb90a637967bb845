// Identifiers: integers people and programs see, and sortable UUIDs that name events, sagas and keys.

import { type Static, type TUnsafe, Type } from '@sinclair/typebox';

/** Largest id the API takes: nine digits, so that no input overflows a Postgres integer. */
export const maxId = 999_999_999;

/** Positive integer in a JSON body. */
export const Id = Type.Integer({ minimum: 1, maximum: maxId, examples: [1] });
export type Id = Static<typeof Id>;

/** Positive integer in a path or query. Anything else is 422 and names the field; `1e3`, ` 1` and `01` are refused. */
export const IdText = numberText('^[1-9][0-9]{0,8}$', { minimum: 1, maximum: maxId, example: 1 });

/**
 * Text in a path or query that handlers get as a number, and which the document shows as the integer it stands for. The cast
 * tells Elysia, which types a transform by its input.
 */
export function numberText(
  pattern: string,
  integer: { minimum: number; maximum: number; example: number; description?: string },
): TUnsafe<number> {
  const text = Type.String({ pattern, 'x-integer': integer });
  return Type.Transform(text).Decode(Number).Encode(String) as unknown as TUnsafe<number>;
}

export const Uid = Type.String({
  pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$',
});

/** UUIDv7: sorts by the time it was made. */
export const newUid = (): string => Bun.randomUUIDv7();

const uidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
export const isUid = (text: string): boolean => uidPattern.test(text);

/** 256 random bits as 43 URL-safe characters: session ids, refresh and one-time tokens. */
export function newSecret(): string {
  return Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64url');
}

/** SHA-256 of a secret as hex: what we store instead of it. */
export const digest = (secret: string): string => new Bun.CryptoHasher('sha256').update(secret).digest('hex');
