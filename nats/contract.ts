// The two words rooms use: a question is asked and answered (request-reply), an event is announced and heard (outbox, then
// request-reply to each subscriber). A contract belongs to the room that answers or announces. Contracts grow by optional
// fields only; a breaking change is a new subject.

import type { Static, TSchema } from '@sinclair/typebox';
import { type TypeCheck, TypeCompiler } from '@sinclair/typebox/compiler';

export const rooms = ['users', 'books', 'orders', 'payments', 'reviews'] as const;
export type Room = (typeof rooms)[number];
export type Speaker = Room | 'gateway';

export type Question<Ask extends TSchema = TSchema, Answer extends TSchema = TSchema> = {
  kind: 'question';
  /** `ask.<owner>.<question>`; a constant, never made from input. */
  subject: string;
  owner: Room;
  askers: readonly Speaker[];
  about: string;
  ask: Check<Ask>;
  answer: Check<Answer>;
};

export type Event<Body extends TSchema = TSchema> = {
  kind: 'event';
  /** `<owner>.<past participle>`; delivered on `event.<type>.<subscriber>`. */
  type: string;
  owner: Room;
  to: readonly Room[];
  about: string;
  body: Check<Body>;
};

export type Check<T extends TSchema> = { schema: T; passes(value: unknown): value is Static<T> };

/** Compiles a schema at its first use, so that a process pays only for the messages it speaks. */
function check<T extends TSchema>(schema: T): Check<T> {
  let compiled: TypeCheck<T> | undefined;
  return {
    schema,
    passes: (value): value is Static<T> => {
      compiled ??= TypeCompiler.Compile(schema);
      return compiled.Check(value);
    },
  };
}

export function question<Ask extends TSchema, Answer extends TSchema>(
  owner: Room,
  name: string,
  of: { about: string; askers: readonly Speaker[]; ask: Ask; answer: Answer },
): Question<Ask, Answer> {
  const { about, askers } = of;
  return {
    kind: 'question',
    subject: `ask.${owner}.${name}`,
    owner,
    about,
    askers,
    ask: check(of.ask),
    answer: check(of.answer),
  };
}

export function event<Body extends TSchema>(
  owner: Room,
  name: string,
  of: { about: string; to: readonly Room[]; body: Body },
): Event<Body> {
  return { kind: 'event', type: `${owner}.${name}`, owner, to: of.to, about: of.about, body: check(of.body) };
}

export const eventSubject = (type: string, subscriber: string): string => `event.${type}.${subscriber}`;
