// Refusals. A Problem is thrown where it is known, carried unchanged by HTTP and by the bus, and caught only at a door.
// On the wire it is RFC 9457 application/problem+json.

import { type Static, Type } from '@sinclair/typebox';

export const FieldError = Type.Object({
  pointer: Type.String({
    description: 'RFC 6901 pointer into the body, or ?name for a query value, {name} for a path value.',
  }),
  detail: Type.String(),
});
export type FieldError = Static<typeof FieldError>;

export const ProblemBody = Type.Object(
  {
    type: Type.String({ description: 'Stable name of this kind of problem, as a relative URL.' }),
    title: Type.String(),
    status: Type.Integer(),
    detail: Type.String({ description: 'What happened and what to do, for a person.' }),
    instance: Type.Optional(Type.String()),
    request_id: Type.Optional(Type.String()),
    errors: Type.Optional(Type.Array(FieldError)),
  },
  {
    $id: 'Problem',
    additionalProperties: true,
    examples: [
      {
        type: '/problems/not-found',
        title: 'Not found',
        status: 404,
        detail: 'There is no such order.',
        instance: '/api/orders/1/',
        request_id: '0192f3a4-1c5e-7d44-9f0a-6a1b2c3d4e5f',
      },
    ],
  },
);
export type ProblemBody = Static<typeof ProblemBody> & Record<string, unknown>;

type Extra = { errors?: FieldError[]; headers?: Record<string, string>; [member: string]: unknown };

/** A refused wish: a status, a stable slug and a sentence for the person. `extra` members go into the body (not `headers`). */
export class Problem extends Error {
  readonly status: number;
  readonly slug: string;
  readonly extra: Extra;

  constructor(status: number, slug: string, detail: string, extra: Extra = {}) {
    super(detail);
    this.name = 'Problem';
    this.status = status;
    this.slug = slug;
    this.extra = extra;
  }

  body(): ProblemBody {
    const { headers: _, ...members } = this.extra;
    const title = titles[this.status] ?? 'Error';
    return { type: `/problems/${this.slug}`, title, status: this.status, detail: this.message, ...members };
  }

  get headers(): Record<string, string> {
    return this.extra.headers ?? {};
  }

  /** The Problem another room threw, as it came over the wire. */
  static from(body: ProblemBody, headers: Record<string, string> = {}): Problem {
    const { type, title: _title, status, detail, instance: _instance, request_id: _id, ...members } = body;
    return new Problem(status, type.replace(/^.*\/problems\//, ''), detail, { ...members, headers });
  }
}

const titles: Record<number, string> = {
  400: 'Bad request',
  401: 'Sign in first',
  402: 'Declined',
  403: 'Not allowed',
  404: 'Not found',
  405: 'Method not allowed',
  406: 'Not acceptable',
  409: 'Conflict',
  410: 'Gone',
  412: 'Changed meanwhile',
  413: 'Too large',
  415: 'Unsupported media type',
  421: 'Misdirected request',
  422: 'Fields refused',
  428: 'Precondition required',
  429: 'Too many requests',
  500: 'Our fault',
  503: 'Unavailable',
};

export const unauthorized = (detail = 'Send a valid access token: Authorization: Bearer …') =>
  new Problem(401, 'sign-in-first', detail, { headers: { 'www-authenticate': 'Bearer' } });

export const forbidden = (detail = 'Your account may not do this.') => new Problem(403, 'not-allowed', detail);

/** Absent, or not the caller's to see: both look the same. */
export const notFound = (what: string) => new Problem(404, 'not-found', `There is no such ${what}.`);

export const conflict = (slug: string, detail: string, extra: Extra = {}) => new Problem(409, slug, detail, extra);

export const changedMeanwhile = (etag: string) =>
  new Problem(
    412,
    'changed-meanwhile',
    'Somebody changed it after you read it. Read it again, then repeat your change.',
    {
      headers: { etag },
    },
  );

export const refuseFields = (errors: FieldError[]) =>
  new Problem(422, 'fields-refused', errors.map((error) => error.detail).join(' '), { errors });

export const refuseField = (pointer: string, detail: string) => refuseFields([{ pointer, detail }]);

/** A neighbour, database or NATS that does not answer. */
export const unavailable = (what: string, retryAfterSeconds = 2) =>
  new Problem(
    503,
    `${what}-unavailable`,
    `The ${what} service does not answer just now. Nothing was lost; try again shortly.`,
    {
      headers: { 'retry-after': String(retryAfterSeconds) },
    },
  );

const ownTroubles = ['database-unavailable', 'overloaded', 'too-late'];

/** What `room` cannot do for reasons of its own is, to whoever asked it, a room that does not answer. */
export const asHeard = (problem: Problem, room: string): Problem =>
  problem.status === 503 && ownTroubles.includes(problem.slug) ? unavailable(room) : problem;

export const internal = () =>
  new Problem(500, 'internal', 'The fault is ours and has been noted. Quote the request id if you write to us.');

type Faulty = { code?: unknown; name?: string; cause?: unknown; constraint_name?: unknown };

/** The Postgres error behind a failed query (Drizzle wraps it), or null. */
export function databaseError(error: unknown): { code: string; constraint: string | undefined } | null {
  const faulty = error as Faulty | null;
  const source = (faulty?.cause ?? faulty) as Faulty | null;
  if (typeof source?.code !== 'string') return null;
  const constraint = typeof source.constraint_name === 'string' ? source.constraint_name : undefined;
  return { code: source.code, constraint };
}

/** True where the insert or update broke the named unique constraint. */
export function breaks(error: unknown, constraint: string): boolean {
  return databaseError(error)?.constraint === constraint;
}

// A container that is dead has no name any more (ENOTFOUND, EAI_AGAIN); a machine that is away has no route (EHOST, ENET).
// 28, 3D000 and 55000 are a database that lets nobody in: a password that was changed, one being restored or closed.
const unreachable = /^(CONNECT|E(CONN|PIPE|TIMEDOUT|NOTFOUND|AI_|HOST|NET)|DEADLINE|57P0|55000|3D000|28|08|UNSAFE)/;
const overburdened = /^(POOL_TIMEOUT|57014|55P03|53)/;

/** True for a code that says the connection to Postgres is lost, or there was none to be had. */
export const saysUnreachable = (code: string): boolean => unreachable.test(code);

/** Anything thrown → the Problem to answer with. Unknown faults become a 500 that says nothing of the inside. */
export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const fault = databaseError(error);
  if (fault && (unreachable.test(fault.code) || overburdened.test(fault.code))) return unavailable('database');
  // Class 22 is bad data that passed the schema (a NUL byte, a number out of range): the sender's, not ours.
  if (fault && /^22/.test(fault.code))
    return new Problem(422, 'fields-refused', 'A value holds characters or digits we cannot store.');
  if (fault && /^(40001|40P01)$/.test(fault.code))
    return conflict('busy', 'Somebody else was changing the same thing. Try again.');
  return internal();
}
