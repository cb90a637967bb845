// How rooms talk: NATS request-reply with deadlines, and nothing that must outlive the wire. The only file that knows `nats`.

import type { Static, TSchema } from '@sinclair/typebox';
import {
  connect,
  headers as createHeaders,
  JSONCodec,
  type Msg,
  type MsgHdrs,
  type NatsConnection,
  type Subscription,
} from 'nats';
import { createAdmission } from '#kit/admission';
import { type Breaker, createBreaker } from '#kit/breaker';
import { budgetMs, leastMs, readDeadline, remainingMs, tooLate, within } from '#kit/deadline';
import { overloaded } from '#kit/entrance';
import { failpoint } from '#kit/failpoint';
import type { Log } from '#kit/log';
import type { Delivery } from '#kit/outbox';
import { asHeard, internal, Problem, type ProblemBody, toProblem, unavailable } from '#kit/problem';
import type { WireStats } from '#kit/service';
import { sleep } from '#kit/time';
import { traced } from '#kit/tracing';
import { type Event, eventSubject, type Question } from './contract.ts';

/**
 * What travels beside a question: the request it belongs to, whose token asks, and how long the asker will wait at most. It
 * waits less where less is left of the request that is being worked on.
 */
export type Call = { requestId?: string; token?: string; timeoutMs?: number };
/** The same, as the answering room sees it. */
export type Caller = { requestId: string; token: string | null; remainingMs: number };
export type Fact<Body> = { id: string; type: string; at: string; sequence: number; body: Body };

export type Bus = {
  connected(): boolean;
  stats(): WireStats;
  /** @throws the Problem the other room threw, or 503 `<room>-unavailable` when it is silent. Never hangs. */
  ask<A extends TSchema, R extends TSchema>(question: Question<A, R>, body: Static<A>, call?: Call): Promise<Static<R>>;
  /** Answers a question, sharing the work with the other instances of this room. */
  answer<A extends TSchema, R extends TSchema>(
    question: Question<A, R>,
    reply: (body: Static<A>, caller: Caller) => Promise<Static<R>>,
  ): void;
  /** Hears an event addressed to this room. Resolving is the acknowledgement: it must mean "done and committed". */
  listen<B extends TSchema>(event: Event<B>, hear: (fact: Fact<Static<B>>) => Promise<void>): void;
  deliver(delivery: Delivery): Promise<void>;
  drain(): Promise<void>;
  close(): Promise<void>;
};

type Envelope = { ok: true; data?: unknown } | { ok: false; problem: ProblemBody; headers: Record<string, string> };
type Reply = (body: unknown, caller: Caller) => Promise<unknown>;

const codec = JSONCodec<unknown>();
export const askTimeoutMs = 2000;
const deliverTimeoutMs = 5000;
const places = 128;
const patienceMs = 1000;

/** Connects to one of the servers, waiting for a server that is not there yet, and reconnects for ever. @param room this process's name and queue group. */
export async function connectBus(url: string, room: string, log: Log): Promise<Bus> {
  const { servers, credentials } = readNatsUrl(url);
  const connection = await connect({
    servers,
    ...credentials,
    name: room,
    inboxPrefix: `_INBOX_${room}`,
    reconnectTimeWait: 100,
    reconnectJitter: 50,
    maxReconnectAttempts: -1,
    waitOnFirstConnect: true,
    pingInterval: 1000,
    maxPingOut: 2,
    noAsyncTraces: true,
  });
  const wire = new NatsWire(connection, room, log);
  void wire.watch();
  return wire;
}

/** The servers of `nats://user:password@host:4222,other:4222`; who we are stands in the first. */
export function readNatsUrl(url: string): { servers: string[]; credentials: { user?: string; pass?: string } } {
  const [first = '', ...others] = url
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
  const { username, password, host } = new URL(first);
  const hosts = others.map((one) => new URL(one.includes('://') ? one : `nats://${one}`).host);
  const credentials = username ? { user: decodeURIComponent(username), pass: decodeURIComponent(password) } : {};
  return { servers: [host, ...hosts], credentials };
}

class NatsWire implements Bus {
  readonly #subscriptions: Subscription[] = [];
  readonly #pending = new Set<Promise<void>>();
  readonly #breakers = new Map<string, Breaker>();
  readonly #admission = createAdmission(places, { 1: patienceMs, 2: patienceMs, 3: patienceMs, 4: patienceMs });
  #connected = true;
  readonly #counts = { asked: 0, unanswered: 0, answered: 0, reconnects: 0 };

  constructor(
    private readonly connection: NatsConnection,
    private readonly room: string,
    private readonly log: Log,
  ) {}

  connected = (): boolean => this.#connected && !this.connection.isClosed();

  stats = (): WireStats => ({ ...this.#counts, working: this.#pending.size });

  async watch(): Promise<void> {
    for await (const status of this.connection.status()) {
      if (status.type === 'disconnect') this.#connected = false;
      if (status.type === 'reconnect') {
        this.#connected = true;
        this.#counts.reconnects += 1;
      }
      if (status.type === 'disconnect' || status.type === 'reconnect') this.log.warn(`bus.${status.type}`);
    }
  }

  async ask<A extends TSchema, R extends TSchema>(
    question: Question<A, R>,
    body: Static<A>,
    call: Call = {},
  ): Promise<Static<R>> {
    if (!question.ask.passes(body)) throw internal();
    const data = await this.#request(question.subject, question.owner, body, call);
    if (question.answer.passes(data)) return data;
    this.log.warn('bus.answer-off-contract', { subject: question.subject });
    throw internal();
  }

  answer<A extends TSchema, R extends TSchema>(
    question: Question<A, R>,
    reply: (body: Static<A>, caller: Caller) => Promise<Static<R>>,
  ): void {
    this.#serve(question.subject, async (body, caller) => {
      if (!question.ask.passes(body))
        throw new Problem(422, 'off-contract', `The question ${question.subject} was not asked as agreed.`);
      return reply(body, caller);
    });
  }

  listen<B extends TSchema>(event: Event<B>, hear: (fact: Fact<Static<B>>) => Promise<void>): void {
    this.#serve(eventSubject(event.type, this.room), async (message) => {
      const fact = message as Fact<unknown>;
      if (!event.body.passes(fact.body))
        throw new Problem(422, 'unsupported-event', `The event ${event.type} is not one this room understands.`);
      await hear(fact as Fact<Static<B>>);
    });
  }

  async deliver({ subscriber, ...fact }: Delivery): Promise<void> {
    await this.#request(eventSubject(fact.type, subscriber), subscriber, fact, { timeoutMs: deliverTimeoutMs });
  }

  /** nats.js' own drain loses the replies of handlers still at work; so stop listening, await them, then flush. */
  async drain(): Promise<void> {
    await Promise.all(this.#subscriptions.map((subscription) => subscription.drain().catch(() => {})));
    while (this.#pending.size > 0) await Promise.race([Promise.allSettled(this.#pending), sleep(8000)]);
  }

  async close(): Promise<void> {
    if (this.connected()) await Promise.race([this.connection.flush(), sleep(1000)]).catch(() => {});
    await this.connection.close();
  }

  #request(subject: string, room: string, body: unknown, call: Call): Promise<unknown> {
    const kind = subject.startsWith('event.') ? 'producer' : 'client';
    return traced({ name: subject, kind, about: aboutWire(subject) }, (span) =>
      this.#send(subject, room, body, { ...call, traceparent: span?.traceparent }),
    );
  }

  async #send(subject: string, room: string, body: unknown, call: Call & { traceparent?: string }): Promise<unknown> {
    const timeout = Math.round(budgetMs(call.timeoutMs ?? askTimeoutMs));
    if (timeout < leastMs) throw unavailable(room);
    const breaker = this.#breakerOf(room);
    // While disconnected nats.js buffers a request and lets it burn its whole timeout: refuse at once instead.
    if (!this.connected() || !breaker.admits()) throw unavailable(room);
    const headers = createHeaders();
    headers.set('x-deadline', String(timeout));
    if (call.requestId) headers.set('x-request-id', call.requestId);
    if (call.token) headers.set('authorization', call.token);
    if (call.traceparent) headers.set('traceparent', call.traceparent);
    this.#counts.asked += 1;
    let message: Msg;
    try {
      message = await this.connection.request(subject, codec.encode(body), { timeout, headers });
    } catch (error) {
      // 503 is "no responders", TIMEOUT silence; whatever else it was, the neighbour did not answer.
      const code = String((error as { code?: unknown }).code ?? 'unknown');
      this.log.warn('bus.unanswered', { subject, code, request_id: call.requestId });
      breaker.failed(code);
      this.#counts.unanswered += 1;
      throw unavailable(room);
    }
    breaker.succeeded();
    const envelope = codec.decode(message.data) as Envelope;
    if (envelope.ok) return envelope.data;
    throw asHeard(Problem.from(envelope.problem, envelope.headers), room);
  }

  #breakerOf(room: string): Breaker {
    const known = this.#breakers.get(room);
    if (known) return known;
    const breaker = createBreaker({
      onOpen: (reason) => this.log.warn('bus.breaker-opened', { neighbour: room, reason }),
      onClose: () => this.log.info('bus.breaker-closed', { neighbour: room }),
    });
    this.#breakers.set(room, breaker);
    return breaker;
  }

  #serve(subject: string, reply: Reply): void {
    const subscription = this.connection.subscribe(subject, {
      queue: this.room,
      // A throw in here would end the connection's read loop silently; #handle never throws.
      callback: (error, message) => {
        if (error) return this.log.error('bus.subscription', error, { subject });
        const work = this.#handle(message, reply).finally(() => this.#pending.delete(work));
        this.#pending.add(work);
      },
    });
    this.#subscriptions.push(subscription);
  }

  async #handle(message: Msg, reply: Reply): Promise<void> {
    try {
      const answer = codec.encode(await this.#envelope(message, reply));
      await failpoint('bus.before_reply');
      message.respond(answer);
      this.#counts.answered += 1;
    } catch (error) {
      this.log.error('bus.reply-failed', error, { subject: message.subject });
    }
  }

  async #envelope(message: Msg, reply: Reply): Promise<Envelope> {
    const caller = callerOf(message.headers);
    try {
      const span = { name: message.subject, kind: 'server', about: aboutWire(message.subject) } as const;
      const parent = message.headers?.get('traceparent') || null;
      const data = await within(caller.remainingMs, () =>
        traced({ ...span, parent }, () => this.#admitted(message, reply, caller)),
      );
      return { ok: true, data };
    } catch (error) {
      const problem = toProblem(error);
      if (problem.status === 500)
        this.log.error('bus.fault', error, { subject: message.subject, request_id: caller.requestId });
      return { ok: false, problem: problem.body(), headers: problem.headers };
    }
  }

  async #admitted(message: Msg, reply: Reply, caller: Caller): Promise<unknown> {
    const leave = await this.#admission.enter(1);
    if (!leave) throw overloaded();
    try {
      if (remainingMs() < leastMs) throw tooLate();
      return await reply(message.data.length > 0 ? codec.decode(message.data) : undefined, caller);
    } finally {
      leave();
    }
  }
}

const aboutWire = (subject: string) => ({ 'messaging.system': 'nats', 'messaging.destination.name': subject });

function callerOf(headers: MsgHdrs | undefined): Caller {
  return {
    requestId: headers?.get('x-request-id') || 'unknown',
    token: headers?.get('authorization') || null,
    remainingMs: readDeadline(headers?.get('x-deadline')) ?? askTimeoutMs,
  };
}
