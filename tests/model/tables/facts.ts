// The outbox and the inbox: kit/outbox.ts as a model.

import { arm, type FactRow, type Room, type World } from '../world.ts';

type Announced = { from: Room; to: Room; type: string; aggregate: string; body: FactRow['body'] };

export function announce(world: World, { from, to, type, aggregate, body }: Announced): void {
  const { facts, counts } = world.tables;
  const counter = `sequence ${from} ${aggregate}`;
  const sequence = (counts.get(counter) ?? 0) + 1;
  counts.set(counter, sequence);
  const id = `${from}:${aggregate}:${sequence}`;
  facts.set(id, { id, from, to, type, aggregate, sequence, body, delivered: false });
  arm(world, `relay ${id}`, { do: 'relay', fact: id, tries: 0 }, 5);
}

/** An earlier fact of the same aggregate has not reached the same room yet. */
export function isBlocked({ tables }: World, fact: FactRow): boolean {
  for (let sequence = fact.sequence - 1; sequence > 0; sequence--) {
    const earlier = tables.facts.get(`${fact.from}:${fact.aggregate}:${sequence}`);
    if (earlier && earlier.to === fact.to && !earlier.delivered) return true;
  }
  return false;
}

export function markDelivered(world: World, id: string): void {
  const fact = world.tables.facts.get(id);
  if (fact) world.tables.facts.set(id, { ...fact, delivered: true });
}

/** Runs `effect` unless this room handled the fact before. `effect` answers false to take it all back. */
export function once(world: World, room: Room, fact: FactRow, effect: () => boolean): boolean {
  const entry = `${room} ${fact.id}`;
  if (world.tables.inbox.has(entry) && !world.flaws.has('no inbox')) return true;
  if (!effect()) return false;
  world.tables.inbox.set(entry, true);
  return true;
}
