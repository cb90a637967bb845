// What can go wrong in one schedule, all of it decided by a seed: a wire that loses, doubles and holds up, wires that are cut,
// one kind of message that is clogged, processes that stop for a while, and deaths between any two steps.

import type { Chance } from '#tests/prove/chance';
import { crash, restart } from './engine.ts';
import type { Actor, Event, World } from './world.ts';

export type Blow =
  | { do: 'crash' | 'restart'; actor: Actor }
  | { do: 'cut' | 'mend'; wire: string }
  | { do: 'kill one' };

export type Trouble = {
  chance: Chance;
  /** From then on nothing goes wrong any more. */
  endsAt: number;
  /** How likely a message is lost, doubled, or held up. */
  bad: number;
  /** How likely a process stops for a while before a step. */
  pauses: number;
  /** A kind of message that is held up half of the time. */
  clogged: string | null;
  cut: Set<string>;
  blows: ({ at: number } & Blow)[];
};

const blows: ReadonlySet<string> = new Set(['crash', 'restart', 'cut', 'mend', 'kill one'] satisfies Blow['do'][]);
export const isBlow = (event: Event | Blow): event is Blow => blows.has(event.do);

const mortal: readonly Actor[] = ['orders', 'payments', 'books'];
const wires = ['orders books', 'payments orders', 'payments provider', 'clients orders', 'clients payments'];
const kinds = [null, 'orders hear', 'orders settle', 'payments hear', 'books commit', 'provider'];

export function troubleOf(chance: Chance): Trouble {
  const endsAt = chance.pick([2000, 10_000, 40_000]);
  const bad = chance.pick([0, 0.02, 0.1, 0.25]);
  const pauses = chance.pick([0, 0.01, 0.1]) * bad * 4;
  const clogged = chance.pick(kinds);
  const trouble: Trouble = { chance, endsAt, bad, pauses, clogged, cut: new Set(), blows: [] };
  const some = (most: number, blow: (at: number) => Trouble['blows']) => {
    for (let left = chance.below(most + 1); left > 0; left--) trouble.blows.push(...blow(chance.next() * endsAt));
  };
  some(4, (at) => {
    const actor = chance.pick(mortal);
    return [
      { do: 'crash', actor, at },
      { do: 'restart', actor, at: at + chance.pick([10, 500, 5000]) },
    ];
  });
  some(6, (at) => [{ do: 'kill one', at }]);
  some(2, (at) => {
    const wire = chance.pick(wires);
    return [
      { do: 'cut', wire, at },
      { do: 'mend', wire, at: at + chance.pick([100, 2000, 15_000]) },
    ];
  });
  return trouble;
}

/** @returns how many died. */
export function suffer(world: World, { cut, chance }: Trouble, blow: Blow): number {
  switch (blow.do) {
    case 'crash':
      crash(world, blow.actor);
      return 1;
    case 'restart':
      restart(world, blow.actor);
      return 0;
    case 'cut':
      cut.add(blow.wire);
      return 0;
    case 'mend':
      cut.delete(blow.wire);
      return 0;
    case 'kill one': {
      // One piece of work alone: its connection died, before or after what it asked for was committed.
      const alive = [...world.agents.values()].filter(({ actor }) => mortal.includes(actor));
      if (alive.length === 0) return 0;
      world.agents.delete(chance.pick(alive).id);
      return 1;
    }
  }
}

/** How long it takes until what was meant for `inMs` comes. Now and then a process is held up between two steps. */
export function lasting({ chance, endsAt, pauses }: Trouble, { now }: World, inMs: number): number {
  if (inMs > 0) return inMs * (1 + 0.2 * chance.next());
  const heldUp = now < endsAt && chance.next() < pauses;
  return chance.next() * (heldUp ? chance.pick([100, 1000, 15_000]) : 3);
}

/** When a message arrives that was sent now: never, once, or twice. */
export function arrivals(trouble: Trouble, { now }: World, event: Extract<Event, { from: Actor }>): number[] {
  const { chance, cut, endsAt, bad, clogged } = trouble;
  const soon = () => now + 1 + chance.next() * 10;
  if (now >= endsAt) return [soon()];
  if (cut.has(`${event.from} ${event.to}`) || cut.has(`${event.to} ${event.from}`) || chance.next() < bad) return [];
  const slow = event.do === 'request' && clogged !== null && event.program.startsWith(clogged) ? 0.5 : bad;
  const late = () => (chance.next() < slow ? chance.pick([200, 2000, 20_000]) * chance.next() : 0);
  const once = soon() + late();
  return chance.next() < bad ? [once, soon() + late()] : [once];
}
