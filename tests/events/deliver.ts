// The facts of an evening, told twice: to one set of rooms in order and once, to another shuffled, each one to five times, many
// at once. What is refused because it came too early is told again later, as a relay would.

import { Problem } from '#kit/problem';
import * as ofBooks from '#nats/books';
import type { Event } from '#nats/contract';
import * as ofOrders from '#nats/orders';
import * as ofPayments from '#nats/payments';
import * as ofReviews from '#nats/reviews';
import * as ofUsers from '#nats/users';
import { type Chance, chanceOf } from '#tests/prove/chance';
import { type Evening, evening } from './evening.ts';
import { type Listener, openRooms, type Rooms } from './rooms.ts';

export const everyEvent: readonly Event[] = [ofBooks, ofOrders, ofPayments, ofReviews, ofUsers].flatMap((contract) =>
  Object.values(contract).filter(
    (one): one is Event => typeof one === 'object' && 'kind' in one && one.kind === 'event',
  ),
);
const listenersOf = new Map(everyEvent.map(({ type, to }) => [type, to as Listener[]]));

export type Report = {
  facts: number;
  /** Of each kind of fact. */
  kinds: Map<string, number>;
  deliveries: number;
  tooEarly: number;
  /** Where the two sets of rooms differ; must be empty. */
  differences: string[];
};

type Errand = { fact: Evening['facts'][number]; to: Listener };

export async function tellTwice(seed: number, count: number): Promise<Report> {
  const chance = chanceOf(seed);
  const told = evening(chance, count);
  const errands = told.facts.flatMap((fact) => (listenersOf.get(fact.type) ?? []).map((to) => ({ fact, to })));
  const inOrder = await openRooms(told.size);
  const shuffled = await openRooms(told.size);
  try {
    const inTurn = async (mine: Errand[]) => {
      for (const errand of mine) await tell(inOrder, errand);
    };
    await Promise.all([...Map.groupBy(errands, ({ to }) => to).values()].map(inTurn));
    const many = chance.shuffled(
      errands.flatMap((errand) => Array.from({ length: 1 + chance.below(5) }, () => errand)),
    );
    const tooEarly = await tellAll(shuffled, many, chance);
    const [wanted, found] = await Promise.all([inOrder.state(), shuffled.state()]);
    const kinds = new Map([...Map.groupBy(told.facts, ({ type }) => type)].map(([type, { length }]) => [type, length]));
    const differences = differencesOf(wanted, found);
    return { facts: told.facts.length, kinds, deliveries: many.length + tooEarly, tooEarly, differences };
  } finally {
    await Promise.all([inOrder.close(), shuffled.close()]);
  }
}

async function tell({ rooms, orderUids }: Rooms, { fact, to }: Errand): Promise<void> {
  const { order, body, ...rest } = fact;
  const about = order === undefined ? body : { ...body, order_uid: orderUids.get(order) };
  await rooms[to].tell({ ...rest, at: '2026-11-24T18:00:00.000Z', body: about });
}

const atOnce = 6;

/** @returns how many came too early and were told again. */
async function tellAll(rooms: Rooms, errands: Errand[], chance: Chance): Promise<number> {
  const waiting = [...errands];
  let tooEarly = 0;
  const carry = async () => {
    for (let errand = waiting.pop(); errand; errand = waiting.pop()) {
      try {
        await tell(rooms, errand);
      } catch (error) {
        if (!(error instanceof Problem && error.slug === 'too-early')) throw error;
        tooEarly += 1;
        waiting.splice(chance.below(waiting.length + 1), 0, errand);
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, carry));
  return tooEarly;
}

function differencesOf(wanted: Record<string, string[]>, found: Record<string, string[]>): string[] {
  return [...new Set([...Object.keys(wanted), ...Object.keys(found)])].flatMap((what) => {
    const [all, here] = [new Set(wanted[what]), new Set(found[what])];
    const missing = [...all].filter((row) => !here.has(row)).map((row) => `${what}: missing ${row}`);
    const more = [...here].filter((row) => !all.has(row)).map((row) => `${what}: and not ${row}`);
    const counted = wanted[what]?.length === found[what]?.length ? [] : [`${what}: another number of rows`];
    return [...counted, ...missing, ...more];
  });
}
