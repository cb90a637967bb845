// The same Bus in memory: one room is tested alone, its neighbours answered in three lines; or several rooms share one.

import type { Static, TSchema } from '@sinclair/typebox';
import type { Delivery } from '#kit/outbox';
import { Problem, toProblem, unavailable } from '#kit/problem';
import type { Bus, Call, Caller, Fact } from './bus.ts';
import { type Event, eventSubject, type Question } from './contract.ts';

type Reply = (body: unknown, caller: Caller) => Promise<unknown>;

/** What several {@link memoryBus}es of one test have in common. */
export type Exchange = Map<string, Reply>;

/** @param room whose bus it is; `exchange` is shared where rooms should hear each other. */
export function memoryBus(
  room: string,
  exchange: Exchange = new Map(),
): Bus & { asked: { subject: string; body: unknown }[] } {
  const asked: { subject: string; body: unknown }[] = [];
  const request = async (subject: string, owner: string, body: unknown, call: Call): Promise<unknown> => {
    asked.push({ subject, body });
    const reply = exchange.get(subject);
    if (!reply) throw unavailable(owner);
    try {
      // Through JSON and back, as on the wire.
      const answer = await reply(structured(body), {
        requestId: call.requestId ?? 'test',
        token: call.token ?? null,
        remainingMs: 2000,
      });
      return structured(answer);
    } catch (error) {
      const problem = toProblem(error);
      throw Problem.from(problem.body(), problem.headers);
    }
  };
  return {
    asked,
    connected: () => true,
    stats: () => ({ asked: asked.length, unanswered: 0, answered: 0, reconnects: 0, working: 0 }),
    async ask<A extends TSchema, R extends TSchema>(
      question: Question<A, R>,
      body: Static<A>,
      call: Call = {},
    ): Promise<Static<R>> {
      if (!question.ask.passes(body)) throw new Error(`${question.subject}: asked off contract`);
      const answer = await request(question.subject, question.owner, body, call);
      if (!question.answer.passes(answer)) throw new Error(`${question.subject}: answered off contract`);
      return answer;
    },
    answer(question, reply) {
      exchange.set(question.subject, (body, caller) => reply(body as never, caller));
    },
    listen<B extends TSchema>(event: Event<B>, hear: (fact: Fact<Static<B>>) => Promise<void>) {
      exchange.set(eventSubject(event.type, room), (fact) => hear(fact as Fact<Static<B>>));
    },
    async deliver({ subscriber, ...fact }: Delivery) {
      await request(eventSubject(fact.type, subscriber), subscriber, fact, {});
    },
    async drain() {},
    async close() {},
  };
}

const structured = (value: unknown): unknown => (value === undefined ? undefined : JSON.parse(JSON.stringify(value)));
