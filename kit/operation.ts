// What a route says of itself beside its shapes. The document adds what follows from it: statuses, headers, who may.

import { Type } from '@sinclair/typebox';

/** Statuses a client must be ready for, each with the stable name (`type` of the problem) it has unless a route names others. */
export const refusals = {
  400: ['unreadable-body', 'bad-idempotency-key'],
  401: ['sign-in-first'],
  402: [],
  403: ['not-allowed'],
  404: ['not-found'],
  409: ['busy'],
  410: [],
  412: ['changed-meanwhile'],
  413: ['too-large'],
  415: ['unsupported-media-type'],
  422: ['fields-refused'],
  429: ['too-many-tries'],
  503: ['unavailable'],
} as const satisfies Record<number, readonly string[]>;
export type Refusal = keyof typeof refusals;

export type About = {
  summary: string;
  description?: string;
  /** Only for the account it belongs to, or staff. */
  owned?: boolean;
  /** Carries an entity tag: a read heeds If-None-Match, a write If-Match. */
  tagged?: boolean;
  /** Takes an Idempotency-Key. */
  repeatable?: boolean;
  /** Counted by where it comes from: its answers say how much is left, and one too many is a 429. */
  limited?: boolean;
  /** The body may be left out. */
  bodyless?: boolean;
  /**
   * Refusals beyond those every route of its kind has: `true` for the usual name of that status, or names of its own, which
   * take the place of the usual one.
   */
  refuses?: Partial<Record<Refusal, true | readonly string[]>>;
};

/** Says what the routes of one tag are: `operations('Things')('listThings', { summary: 'List things' })` is a route's `detail`. */
export const operations =
  (tag: string) =>
  (operationId: string, { summary, description, ...marks }: About) => ({
    operationId,
    summary,
    ...(description === undefined ? {} : { description }),
    tags: [tag],
    'x-marks': marks,
  });

/** The answer of a 204. */
export const Nothing = Type.Void({ description: 'Done; there is nothing to show.' });
