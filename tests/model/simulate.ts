// One schedule: a seed decides how long everything takes, what goes wrong and when, and what everybody wishes. After a while
// the trouble ends; then everything must come to rest, and to the right end.

import { type Chance, chanceOf } from '#tests/prove/chance';
import { type Cores, realCores } from './cores.ts';
import { begin, happen } from './engine.ts';
import { broken, unfinished } from './invariants.ts';
import { people } from './people.ts';
import { Queue } from './queue.ts';
import { booksRoom } from './rooms/books.ts';
import { ordersRoom } from './rooms/orders.ts';
import { paymentsRoom } from './rooms/payments.ts';
import { providerAndRelay } from './rooms/provider.ts';
import { arrivals, type Blow, isBlow, lasting, suffer, type Trouble, troubleOf } from './trouble.ts';
import { type Event, emptyTables, Refused, type Settings, type World } from './world.ts';

/** What is not as in the real shop: another core, or a part of the databases that is switched off. */
export type Changed = { cores?: Cores; flaws?: ReadonlySet<string> };
export type Schedule = {
  seed: number;
  steps: number;
  deaths: number;
  /** What was wrong; null where nothing was. */
  fault: string | null;
  /** Steps of the state machines that were taken. */
  seen: Set<string>;
  told: string[];
};

const longestRun = 60_000;

/** Plays the schedule of a seed. `tell` keeps an account of every step, for whoever looks for a fault. */
export function simulate(seed: number, changed: Changed = {}, tell = false): Schedule {
  const chance = chanceOf(seed);
  const trouble = troubleOf(chance);
  const queue = new Queue<Event | Blow>();
  const world = openWorld(chance, queue, trouble, changed);
  const schedule: Schedule = { seed, steps: 0, deaths: 0, fault: null, seen: world.seen, told: [] };
  for (const { at, ...blow } of trouble.blows) queue.add(at, blow);
  try {
    for (let next = queue.take(); next && schedule.fault === null; next = queue.take()) {
      world.now = next.at;
      schedule.steps += 1;
      if (tell) schedule.told.push(account(world, next.item));
      if (isBlow(next.item)) schedule.deaths += suffer(world, trouble, next.item);
      else happen(world, next.item);
      if (world.changes.made) schedule.fault = broken(world);
      world.changes.made = false;
      if (schedule.steps > longestRun) schedule.fault = 'it never comes to rest';
    }
    schedule.fault ??= unfinished(world);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    schedule.fault = `refused by the database: ${error.message}`;
  }
  return schedule;
}

function account({ now, agents }: World, event: Event | Blow): string {
  const at = `${Math.round(now)}`.padStart(7);
  if (event.do !== 'step') return `${at} ${JSON.stringify(event)}`;
  const { program, next } = agents.get(event.agent) ?? {};
  const does = next?.do === 'db' ? next.run.toString().replace(/\s+/g, ' ').slice(0, 120) : JSON.stringify(next);
  return `${at} ${event.agent} (${program}): ${does}`;
}

function openWorld(chance: Chance, queue: Queue<Event | Blow>, trouble: Trouble, changed: Changed): World {
  const { cores = realCores, flaws = new Set() } = changed;
  const changes = { made: false };
  const tables = emptyTables(changes);
  const copies = chance.pick([1, 1, 2, 3]);
  tables.stock.set(1, { onHand: copies, reserved: 0, received: copies });
  tables.stock.set(2, { onHand: 1, reserved: 0, received: 1 });
  const world: World = {
    now: 0,
    tables,
    agents: new Map(),
    armed: new Set(),
    down: new Set(),
    settings: settingsOf(chance),
    programs: { ...ordersRoom(cores), ...paymentsRoom(cores), ...booksRoom, ...providerAndRelay, ...people },
    flaws,
    seen: new Set(),
    changes,
    explorer: {
      goesBack: false,
      roll: (of) => chance.below(of),
      post: (event, inMs) => queue.add(world.now + lasting(trouble, world, inMs), event),
      send: (event) => {
        for (const at of arrivals(trouble, world, event)) queue.add(at, event);
      },
    },
  };
  const buyers = 1 + chance.below(4);
  for (let name = 1; name <= buyers; name++) arrive(world, 'buyer', { name });
  arrive(world, 'clerk', { deeds: chance.below(13) });
  return world;
}

const arrive = (world: World, program: string, input: Record<string, number>): void =>
  begin(world, { id: `${program}${input.name ?? ''}`, actor: 'clients', program, input, answers: null });

function settingsOf(chance: Chance): Settings {
  const orderTtlMs = chance.pick([300, 3000, 30_000]);
  return {
    orderTtlMs,
    // Nothing may depend on it that a hold outlives the time to pay.
    holdTtlMs: orderTtlMs * chance.pick([0.1, 0.5, 1.1, 3]),
    graceMs: chance.pick([200, 5000]),
    giveUpMs: chance.pick([300, 1500, 60_000]),
    patienceMs: chance.pick([100, 1000]),
    impatient: chance.pick([0, 0, 1, 2]),
    moody: chance.next() < 0.5,
  };
}
