// What one event does to the world. Nothing here decides what happens next: an explorer does.

import { isBlocked } from './tables/facts.ts';
import { isDue, lapseOrder } from './tables/orders.ts';
import { agePayment } from './tables/payments.ts';
import { lapseHold } from './tables/stock.ts';
import { type Actor, type Agent, count, type Effect, type Event, get, type Program, type World } from './world.ts';

/** Makes one event true. @throws Refused where a program tried what its database forbids. */
export function happen(world: World, event: Event) {
  switch (event.do) {
    case 'step':
      return takeStep(world, event.agent);
    case 'request':
      return arrive(world, event);
    case 'reply':
    case 'timeout':
      return hearAnswer(world, event.asker, event.ask, event.do === 'reply' ? event.answer : null);
    case 'order lapses':
      return lapseOrder(world, event.id, event.term);
    case 'hold lapses':
      return lapseHold(world, event.id, event.at);
    case 'payment ages':
      return agePayment(world, event.id);
    case 'wake order':
      return sweep(world, event, 'orders', isDue(get(world.tables.orders, event.id)));
    case 'wake payment':
      return sweep(world, event, 'payments', get(world.tables.payments, event.id).wake);
    case 'relay':
      return relay(world, event);
    default:
      throw new Error(`unhandled ${event satisfies never}`);
  }
}

type Start = Pick<Agent, 'id' | 'actor' | 'program' | 'input' | 'answers'>;

/** Lets a program begin. It does nothing before its first step. */
export function begin(world: World, start: Start): void {
  const agent: Agent = { ...start, heard: [], next: { do: 'roll', of: 1 }, waitsFor: null, asked: 0, live: null };
  const program = programOf(world, agent);
  world.agents.set(agent.id, agent);
  proceed(world, agent, program, program.next());
}

function programOf(world: World, { program, input }: Pick<Agent, 'program' | 'input'>): Program {
  const make = world.programs[program];
  if (!make) throw new Error(`there is no program ${program}`);
  return make(input as never);
}

/** Gives a program what it waited for, and notes what it does next. */
function resume(world: World, agent: Agent, value: unknown) {
  const program = agent.live ?? replay(world, agent);
  if (world.explorer.goesBack) agent.heard = [...agent.heard, value];
  agent.waitsFor = null;
  proceed(world, agent, program, program.next(value));
}

function proceed(world: World, agent: Agent, program: Program, came: IteratorResult<Effect, unknown>): void {
  agent.next = came.done ? { do: 'end', answer: came.value } : came.value;
  agent.live = world.explorer.goesBack ? null : program;
  world.explorer.post({ do: 'step', agent: agent.id }, agent.next.do === 'sleep' ? agent.next.ms : 0);
}

/** The program where it was, from what it heard so far. */
function replay(world: World, agent: Agent): Program {
  const program = programOf(world, agent);
  program.next();
  for (const value of agent.heard) program.next(value);
  return program;
}

function takeStep(world: World, id: string) {
  const agent = world.agents.get(id);
  // It died before it came to that.
  if (!agent || agent.waitsFor !== null) return;
  const { next } = agent;
  switch (next.do) {
    case 'db':
      return resume(world, agent, next.run(world));
    case 'ask':
      return putQuestion(world, agent, next);
    case 'start': {
      agent.asked += 1;
      const { actor, program, input } = next;
      begin(world, { id: `${id}+${agent.asked}`, actor, program, input, answers: null });
      return resume(world, agent, undefined);
    }
    case 'sleep':
      return resume(world, agent, undefined);
    case 'roll':
      return resume(world, agent, world.explorer.roll(next.of));
    case 'end':
      world.agents.delete(id);
      return reply(world, agent, next.answer);
  }
}

function putQuestion(world: World, agent: Agent, { to, program, input, patience }: Effect & { do: 'ask' }) {
  agent.asked += 1;
  const ask = `${agent.id}/${agent.asked}`;
  agent.waitsFor = ask;
  world.explorer.send({ do: 'request', ask, asker: agent.id, from: agent.actor, to, program, input });
  world.explorer.post({ do: 'timeout', ask, asker: agent.id }, patience * world.settings.patienceMs);
}

function arrive(world: World, { ask, asker, from, to, program, input }: Event & { do: 'request' }) {
  if (world.down.has(to)) return;
  // A question that was doubled on the way is two questions to who hears it.
  begin(world, { id: named(world, `${ask}>`), actor: to, program, input, answers: { ask, asker, to: from } });
}

function reply(world: World, { actor, answers }: Agent, answer: unknown) {
  if (!answers) return;
  world.explorer.send({ do: 'reply', ask: answers.ask, asker: answers.asker, from: actor, to: answers.to, answer });
}

function hearAnswer(world: World, asker: string, ask: string, answer: unknown) {
  const agent = world.agents.get(asker);
  if (agent?.waitsFor === ask) resume(world, agent, answer);
}

/** A sweeper's look at one row: pushed if it is due, and looked at again after a pause that grows. */
function sweep(world: World, event: Event & { tries: number; id: number }, room: 'orders' | 'payments', due: boolean) {
  const name = `${room === 'orders' ? 'order' : 'payment'} ${event.id}`;
  if (!due) return void world.armed.delete(name);
  const again = { ...event, tries: event.tries + 1 };
  world.explorer.post(again, Math.min(10_000, 500 * 2 ** Math.min(event.tries, 5)));
  if (world.down.has(room) || world.flaws.has(`no sweeper of ${room}`)) return;
  const id = named(world, `${room}!${event.id}.`);
  begin(world, { id, actor: room, program: `${room} push`, input: event.id, answers: null });
}

/** A name nobody had before, and the same one whatever else happened: worlds that are alike must look alike. */
function named(world: World, stem: string): string {
  count(world, stem);
  return `${stem}${world.tables.counts.get(stem)}`;
}

function relay(world: World, event: Event & { do: 'relay' }) {
  const fact = get(world.tables.facts, event.fact);
  if (fact.delivered) return;
  const blocked = isBlocked(world, fact) && !world.flaws.has('facts out of order');
  const tries = blocked ? event.tries : event.tries + 1;
  world.explorer.post({ ...event, tries }, Math.min(10_000, 200 * 2 ** Math.min(event.tries, 6)));
  if (blocked || world.down.has(fact.from)) return;
  begin(world, {
    id: named(world, `${event.fact}.`),
    actor: fact.from,
    program: 'relay deliver',
    input: fact,
    answers: null,
  });
}

/** Everybody at work for this actor dies at once; what is on the wire stays there. */
export function crash(world: World, actor: Actor): void {
  world.down.add(actor);
  for (const agent of world.agents.values()) if (agent.actor === actor) world.agents.delete(agent.id);
}

export function restart(world: World, actor: Actor): void {
  world.down.delete(actor);
}
