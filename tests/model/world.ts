// The world of the model: what the three databases and the provider hold, who is at work, and what is on its way. All of it is
// plain data (rows are replaced, never changed), so that an explorer can copy a world and try another future from it.

import type { Saga as OrderSaga } from '#services/orders/saga';
import type { Saga as PaymentSaga, RefundState } from '#services/payments/saga';

/** Who runs somewhere by itself: each crashes alone, and a wire can be cut between any two. */
export type Actor = 'clients' | 'orders' | 'payments' | 'books' | 'provider';
export type Room = 'orders' | 'payments' | 'books';

export type Line = { book: number; copies: number };
export type OrderRow = OrderSaga & {
  id: number;
  key: string;
  lines: readonly Line[];
  revision: number;
  expiresAt: number;
  /** How often the time to pay was set: an older alarm is none. */
  term: number;
};
export type PaymentRow = Omit<PaymentSaga, 'openRefund' | 'leftMinor'> & {
  id: number;
  order: number;
  key: string;
  amountMinor: number;
  refundedMinor: number;
  /** What the provider will say to it. */
  refusal: string | null;
  /** The resolver has to look at it. */
  wake: boolean;
};
export type RefundRow = { id: number; payment: number; key: string | null; amountMinor: number; state: RefundState };
export type StockRow = { onHand: number; reserved: number; received: number };
export type ClaimState = 'held' | 'committed' | 'released' | 'expired' | 'lost' | 'returned' | 'short';
export type ClaimRow = { state: ClaimState; lines: readonly Line[]; expiresAt: number };
export type ChargeRow = {
  order: number;
  state: 'authorised' | 'declined' | 'captured' | 'voided';
  amountMinor: number;
  refundedMinor: number;
};
export type FactRow = {
  id: string;
  from: Room;
  to: Room;
  type: string;
  aggregate: string;
  sequence: number;
  body: Record<string, number | string>;
  delivered: boolean;
};

export type Tables = {
  orders: Map<number, OrderRow>;
  payments: Map<number, PaymentRow>;
  refunds: Map<number, RefundRow>;
  stock: Map<number, StockRow>;
  /** By order: in the database by its uid. */
  claims: Map<number, ClaimRow>;
  /** The provider's books, by payment and by refund. */
  charges: Map<number, ChargeRow>;
  givenBack: Map<number, boolean>;
  ledger: Map<string, number>;
  facts: Map<string, FactRow>;
  inbox: Map<string, true>;
  /** How often something that may happen once happened. */
  counts: Map<string, number>;
};

export type Event =
  | { do: 'step'; agent: string }
  | { do: 'request'; ask: string; asker: string; from: Actor; to: Actor; program: string; input: unknown }
  | { do: 'reply'; ask: string; asker: string; from: Actor; to: Actor; answer: unknown }
  | { do: 'timeout'; ask: string; asker: string }
  | { do: 'order lapses'; id: number; term: number }
  | { do: 'hold lapses'; id: number; at: number }
  | { do: 'payment ages'; id: number }
  | { do: 'wake order'; id: number; tries: number }
  | { do: 'wake payment'; id: number; tries: number }
  | { do: 'relay'; fact: string; tries: number };

/** Decides when, in which order and whether at all what was posted happens. */
export type Explorer = {
  post(event: Event, inMs: number): void;
  /** The wire: may lose, double or hold up what is put on it. */
  send(event: Extract<Event, { from: Actor }>): void;
  /** A whole number below `of`. */
  roll(of: number): number;
  /** It returns to worlds it left, so that programs must be rebuilt from what they heard. */
  goesBack: boolean;
};

export type Effect =
  | { do: 'db'; run: (world: World) => unknown }
  | { do: 'ask'; to: Actor; program: string; input: unknown; patience: number }
  | { do: 'start'; actor: Actor; program: string; input: unknown }
  | { do: 'sleep'; ms: number }
  | { do: 'roll'; of: number };
export type Program<R = unknown> = Generator<Effect, R, unknown>;
export type Programs = Record<string, (input: never) => Program>;

/** One program at work. All it knows is what it was given and what it heard since. */
export type Agent = {
  id: string;
  actor: Actor;
  program: string;
  input: unknown;
  heard: readonly unknown[];
  /** What it does next; `end` is its last act: it answers whoever asked. */
  next: Effect | { do: 'end'; answer: unknown };
  waitsFor: string | null;
  asked: number;
  answers: { ask: string; asker: string; to: Actor } | null;
  /** The running generator, where the explorer never goes back. */
  live: Program | null;
};

export type Settings = {
  orderTtlMs: number;
  holdTtlMs: number;
  graceMs: number;
  giveUpMs: number;
  /** How many other buttons a buyer presses to pay the same order. */
  impatient: number;
  /** The provider may lose what it holds and refuse a refund. */
  moody: boolean;
  /** How long anybody waits for an answer. */
  patienceMs: number;
};

export type World = {
  now: number;
  tables: Tables;
  agents: Map<string, Agent>;
  /** Alarms that are set, so that none is set twice. */
  armed: Set<string>;
  down: Set<Actor>;
  settings: Settings;
  programs: Programs;
  /** Parts of the model that are switched off, to see whether somebody notices. */
  flaws: ReadonlySet<string>;
  explorer: Explorer;
  /** Steps of the state machines that were taken. */
  seen: Set<string>;
  /** Set by every change of a table that an invariant looks at. */
  changes: Changes;
};

/** Tells when it was written to, so that what must hold is looked at only then. */
class Table<Key, Row> extends Map<Key, Row> {
  #changes: Changes | undefined;

  constructor(changes: Changes, rows?: Iterable<[Key, Row]>) {
    super(rows);
    this.#changes = changes;
  }

  override set(key: Key, row: Row): this {
    // Map's own constructor comes by here before there is anything to tell.
    if (#changes in this && this.#changes) this.#changes.made = true;
    return super.set(key, row);
  }
}
export type Changes = { made: boolean };

export const emptyTables = (changes: Changes): Tables => ({
  orders: new Table(changes),
  payments: new Table(changes),
  refunds: new Map(),
  stock: new Table(changes),
  claims: new Table(changes),
  charges: new Table(changes),
  givenBack: new Map(),
  ledger: new Map(),
  facts: new Map(),
  inbox: new Map(),
  counts: new Map(),
});

/** The same rows in tables of their own. */
export const copyTables = (tables: Tables, changes: Changes): Tables => ({
  orders: new Table(changes, tables.orders),
  payments: new Table(changes, tables.payments),
  refunds: new Map(tables.refunds),
  stock: new Table(changes, tables.stock),
  claims: new Table(changes, tables.claims),
  charges: new Table(changes, tables.charges),
  givenBack: new Map(tables.givenBack),
  ledger: new Map(tables.ledger),
  facts: new Map(tables.facts),
  inbox: new Map(tables.inbox),
  counts: new Map(tables.counts),
});

/** A fault of the model's own guards: something proposed a step that the database would refuse. */
export class Refused extends Error {
  override name = 'Refused';
}

/** The row; it must be there. */
export function get<Key, Row>(table: Map<Key, Row>, key: Key): Row {
  const row = table.get(key);
  if (row === undefined) throw new Error(`no row ${key}`);
  return row;
}

/** Sets an alarm unless the same is set already. */
export function arm(world: World, name: string, event: Event, inMs: number): void {
  if (world.armed.has(name)) return;
  world.armed.add(name);
  world.explorer.post(event, inMs);
}

export function count(world: World, what: string): void {
  world.tables.counts.set(what, (world.tables.counts.get(what) ?? 0) + 1);
}
