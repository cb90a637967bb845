// A small case, wholly: every order in which its messages can arrive, its programs can take their steps and its times can run
// out, with a few faults to spend. Depth first; a world that was seen before is not entered again.

import { type Cores, realCores } from './cores.ts';
import { begin, happen } from './engine.ts';
import { broken, unfinished } from './invariants.ts';
import { booksRoom } from './rooms/books.ts';
import { ordersRoom } from './rooms/orders.ts';
import { paymentsRoom } from './rooms/payments.ts';
import { providerAndRelay } from './rooms/provider.ts';
import { signatureOf } from './signature.ts';
import { isBlocked } from './tables/facts.ts';
import { isDue } from './tables/orders.ts';
import { type Agent, copyTables, type Event, emptyTables, type Programs, Refused, type World } from './world.ts';

/** How many faults a path may hold: answers nobody waits for any longer, messages doubled, pieces of work that die, and looks of the sweepers. */
export type Faults = { timeouts: number; doubles: number; deaths: number; sweeps: number; retries: number };
export type Case = { copies: number; scripts: Programs; faults: Faults; cores?: Cores; flaws?: ReadonlySet<string> };
export type Found = {
  worlds: number;
  /** Ways taken from one world to another. */
  ways: number;
  ends: number;
  seen: Set<string>;
  fault: { what: string; path: string[] } | null;
  whole: boolean;
};

type Node = { world: World; pending: Event[]; left: Faults; from: Node | null; by: () => string };

/** @param limit worlds after which it gives up; `whole` says whether it came to an end before. */
export function exhaust(small: Case, limit: number): Found {
  const found: Found = { worlds: 0, ways: 0, ends: 0, seen: new Set(), fault: null, whole: true };
  const known = new Set<number | bigint>();
  const stack = [start(small, found.seen)];
  for (let node = stack.pop(); node && !found.fault; node = stack.pop()) {
    node.pending = node.pending.filter((event) => !isOver(node.world, event));
    const signature = signatureOf(node.world, node.pending, node.left);
    if (known.has(signature)) continue;
    known.add(signature);
    found.worlds += 1;
    if (found.worlds >= limit) return { ...found, whole: false };
    const futures = waysFrom(node);
    if (futures.every(({ free }) => !free)) {
      found.ends += 1;
      found.fault = judge(node, () => settleDown(copy(node, () => 'from here all goes well')));
    }
    for (const { what, take } of futures) {
      found.ways += 1;
      const next = copy(node, what);
      found.fault ??= judge(next, () => {
        take(next);
        return broken(next.world);
      });
      stack.push(next);
    }
  }
  return found;
}

function judge(node: Node, look: () => string | null): Found['fault'] {
  let what: string | null;
  try {
    what = look();
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    what = `refused by the database: ${error.message}`;
  }
  return what === null ? null : { what, path: pathTo(node) };
}

function pathTo(node: Node): string[] {
  const path: string[] = [];
  for (let at: Node | null = node; at; at = at.from) path.unshift(at.by());
  return path;
}

const longSettings = {
  orderTtlMs: 1,
  holdTtlMs: 1,
  graceMs: 1,
  giveUpMs: 1,
  patienceMs: 1,
  impatient: 0,
  moody: false,
};

function start({ copies, scripts, faults, cores = realCores, flaws = new Set() }: Case, seen: Set<string>): Node {
  const changes = { made: false };
  const tables = emptyTables(changes);
  tables.stock.set(1, { onHand: copies, reserved: 0, received: copies });
  const programs = { ...ordersRoom(cores), ...paymentsRoom(cores), ...booksRoom, ...providerAndRelay, ...scripts };
  const pending: Event[] = [];
  const world: World = {
    now: 0,
    tables,
    agents: new Map(),
    armed: new Set(),
    down: new Set(),
    settings: longSettings,
    programs,
    flaws,
    explorer: explorerInto(pending),
    seen,
    changes,
  };
  for (const program of Object.keys(scripts))
    begin(world, { id: program, actor: 'clients', program, input: null, answers: null });
  return { world, pending, left: faults, from: null, by: () => 'the beginning' };
}

/** Alarms of sweepers and relays are not kept: whoever is due can be looked at at any time. */
const explorerInto = (pending: Event[]): World['explorer'] => ({
  goesBack: true,
  roll: () => 0,
  post: (event) => {
    if (event.do !== 'wake order' && event.do !== 'wake payment' && event.do !== 'relay') pending.push(event);
  },
  send: (event) => pending.push(event),
});

function copy(node: Node, by: () => string): Node {
  const pending = [...node.pending];
  const changes = { made: false };
  const agents = new Map<string, Agent>();
  for (const [id, agent] of node.world.agents) agents.set(id, { ...agent });
  const tables = copyTables(node.world.tables, changes);
  const world: World = { ...node.world, tables, agents, armed: new Set(), changes, explorer: explorerInto(pending) };
  return { world, pending, left: { ...node.left }, from: node, by };
}

/**
 * A next step. `free`: it needs no fault. `about` is the piece of work or the message it concerns; `quiet`: nobody else's
 * step can tell whether it was taken before or after theirs.
 */
type Way = { what: () => string; about: string; free: boolean; quiet: boolean; take(node: Node): void };
type Spend = (fault: keyof Faults, way: Pick<Way, 'what' | 'about' | 'take'>) => void;

/**
 * Every next step that makes a difference. Where somebody only puts something on the wire, or something only arrives, it
 * does not matter what others do before: that alone is tried, with whatever could befall it.
 */
function waysFrom(node: Node): Way[] {
  const ways: Way[] = [];
  const spend: Spend = (fault, { what, about, take }) => {
    if (node.left[fault] === 0) return;
    const taken = (next: Node) => {
      next.left[fault] -= 1;
      take(next);
    };
    ways.push({ what, about, free: false, quiet: false, take: taken });
  };
  for (const [at, event] of node.pending.entries()) {
    // An order waits on while a payment is on its way, each time anew: how often is left to the end.
    if (event.do === 'order lapses' && event.term > 0) continue;
    const way = {
      what: () => inWords(node.world, event),
      about: aboutOf(event),
      take(next: Node) {
        next.pending.splice(at, 1);
        happen(next.world, event);
      },
    };
    if (event.do === 'timeout') spend('timeouts', way);
    else ways.push({ ...way, free: true, quiet: isQuiet(node.world, event) });
    if (event.do === 'request')
      spend('doubles', { ...way, what: () => `twice: ${way.what()}`, take: (next) => happen(next.world, event) });
  }
  deathsFrom(node.world, spend);
  sweepsFrom(node.world, spend);
  relaysFrom(node.world, spend, ways);
  const first = ways.find(({ quiet }) => quiet);
  return first ? ways.filter(({ about }) => about === first.about) : ways;
}

function aboutOf(event: Event): string {
  switch (event.do) {
    case 'step':
      return event.agent;
    case 'reply':
    case 'timeout':
      return event.asker;
    case 'request':
      return event.ask;
    default:
      return event.do;
  }
}

function isQuiet({ agents }: World, event: Event): boolean {
  if (event.do === 'step') return agents.get(event.agent)?.next.do !== 'db';
  return event.do === 'request' || event.do === 'reply';
}

function inWords({ agents }: World, event: Event): string {
  if (event.do !== 'step') return JSON.stringify(event);
  const next = agents.get(event.agent)?.next;
  return `${event.agent}: ${next?.do === 'db' ? next.run.toString().replace(/\s+/g, ' ').slice(0, 100) : next?.do}`;
}

function deathsFrom({ agents }: World, spend: Spend): void {
  for (const { id, actor } of agents.values())
    if (actor !== 'clients' && actor !== 'provider')
      spend('deaths', { what: () => `${id} dies`, about: id, take: ({ world }) => world.agents.delete(id) });
}

function sweepsFrom({ tables, agents }: World, spend: Spend): void {
  const ids = [...agents.keys()];
  const look = (room: 'orders' | 'payments', id: number) => {
    // Two sweepers at once at one row are two pieces of work too many for so small a case.
    if (ids.some((agent) => agent.startsWith(`${room}!${id}.`) && !agent.includes('/'))) return;
    const event = { do: room === 'orders' ? 'wake order' : 'wake payment', id, tries: 0 } as const;
    spend('sweeps', {
      what: () => `${room} looks at ${id}`,
      about: 'sweep',
      take: ({ world }) => happen(world, event),
    });
  };
  for (const order of tables.orders.values()) if (isDue(order)) look('orders', order.id);
  for (const { id, wake } of tables.payments.values()) if (wake) look('payments', id);
}

function relaysFrom(world: World, spend: Spend, ways: Way[]): void {
  const { facts, counts } = world.tables;
  for (const fact of facts.values()) {
    if (fact.delivered || isBlocked(world, fact)) continue;
    const take = (next: Node) => happen(next.world, { do: 'relay', fact: fact.id, tries: 0 });
    const way = { what: () => `relay ${fact.id}`, about: `relay ${fact.id}`, take };
    if (counts.has(`${fact.id}.`)) spend('retries', way);
    else ways.push({ ...way, free: true, quiet: true });
  }
}

/** What can do nothing any more. */
function isOver({ agents, tables }: World, event: Event): boolean {
  switch (event.do) {
    case 'step':
      return agents.get(event.agent)?.waitsFor !== null;
    case 'reply':
    case 'timeout':
      return agents.get(event.asker)?.waitsFor !== event.ask;
    case 'order lapses': {
      const order = tables.orders.get(event.id);
      return (
        order?.term !== event.term || !['pending_reservation', 'awaiting_payment', 'committing'].includes(order.state)
      );
    }
    case 'hold lapses':
      return tables.claims.get(event.id)?.state !== 'held' || tables.claims.get(event.id)?.expiresAt !== event.at;
    case 'payment ages':
      return !['initiated', 'unknown', 'authorized'].includes(tables.payments.get(event.id)?.state ?? '');
    default:
      return false;
  }
}

/** From here on nothing fails and the sweepers look as often as it takes. @returns what is not right in the end. */
function settleDown(node: Node): string | null {
  const { world, pending } = node;
  for (let hops = 0; hops < 5000; hops++) {
    const event = pending.shift();
    if (event) {
      if (event.do !== 'timeout' && !isOver(world, event)) happen(world, event);
      const fault = broken(world);
      if (fault) return fault;
    } else if (!lookAround(node)) return unfinished(world);
  }
  return 'it never comes to rest';
}

function lookAround(node: Node): boolean {
  const { world } = node;
  // Who waits for an answer that is lost gives up.
  const waiting = [...world.agents.values()].find(({ waitsFor }) => waitsFor !== null);
  if (waiting?.waitsFor) {
    happen(world, { do: 'timeout', ask: waiting.waitsFor, asker: waiting.id });
    return true;
  }
  const fact = [...world.tables.facts.values()].find((one) => !one.delivered && !isBlocked(world, one));
  if (fact) happen(world, { do: 'relay', fact: fact.id, tries: 0 });
  const order = [...world.tables.orders.values()].find(isDue);
  if (order) happen(world, { do: 'wake order', id: order.id, tries: 0 });
  const payment = [...world.tables.payments.values()].find(({ wake }) => wake);
  if (payment) happen(world, { do: 'wake payment', id: payment.id, tries: 0 });
  return Boolean(fact ?? order ?? payment);
}
