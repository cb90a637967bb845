// The books database: reserve, commit_reservation, end_reservation, expire_reservations and adjust_stock as a model.

import { type ClaimRow, type ClaimState, get, type Line, Refused, type World } from '../world.ts';

const steps: Record<ClaimState, readonly ClaimState[]> = {
  held: ['committed', 'released', 'expired'],
  expired: ['committed', 'lost', 'released'],
  committed: ['returned'],
  released: [],
  lost: [],
  returned: [],
  short: [],
};

export const claimSteps: readonly string[] = Object.entries(steps).flatMap(([from, to]) =>
  to.map((state) => `claim ${from} ${state}`),
);

export type Held = {
  outcome: 'held' | 'short' | 'ended';
  short: { book: number; wanted: number; available: number }[];
};

const outcomes: Record<ClaimState, Held['outcome']> = {
  held: 'held',
  expired: 'held',
  committed: 'held',
  short: 'short',
  released: 'ended',
  lost: 'ended',
  returned: 'ended',
};

const free = (world: World, book: number): number => {
  const level = world.tables.stock.get(book);
  return level ? level.onHand - level.reserved : 0;
};

/** Holds all lines of an order or none; said again, it says the same. */
export function reserve(world: World, order: number, lines: readonly Line[]): Held {
  const { claims } = world.tables;
  const earlier = claims.get(order);
  if (earlier && !world.flaws.has('reserves again')) {
    if (earlier.state === 'held' && earlier.expiresAt < world.now + world.settings.holdTtlMs / 2)
      hold(world, order, earlier.lines);
    return { outcome: outcomes[earlier.state], short: [] };
  }
  const short = lines
    .map(({ book, copies }) => ({ book, wanted: copies, available: free(world, book) }))
    .filter(({ wanted, available }) => available < wanted);
  if (short.length > 0) {
    claims.set(order, { state: 'short', lines: [], expiresAt: 0 });
    return { outcome: 'short', short };
  }
  hold(world, order, lines);
  shift(world, lines, 0, 1);
  return { outcome: 'held', short: [] };
}

function hold(world: World, order: number, lines: readonly Line[]): void {
  const expiresAt = world.now + world.settings.holdTtlMs;
  world.tables.claims.set(order, { state: 'held', lines, expiresAt });
  world.explorer.post({ do: 'hold lapses', id: order, at: expiresAt }, world.settings.holdTtlMs);
}

/** Makes a hold a sale; one that has lapsed is taken again where stock allows. */
export function commit(world: World, order: number): 'committed' | 'lost' {
  const claim = world.tables.claims.get(order);
  if (claim?.state === 'committed' && !world.flaws.has('commits again')) return 'committed';
  if (!claim || !['held', 'expired', 'committed'].includes(claim.state)) return 'lost';
  const taken = claim.state === 'expired' && claim.lines.some(({ book, copies }) => free(world, book) < copies);
  if (taken && !world.flaws.has('takes again blindly')) {
    step(world, order, claim, 'lost');
    return 'lost';
  }
  shift(world, claim.lines, -1, claim.state === 'held' ? -1 : 0);
  if (claim.state !== 'committed') step(world, order, claim, 'committed');
  return 'committed';
}

/** Ends an order's claim; an order not heard of yet leaves its mark. */
export function end(world: World, order: number): void {
  const { claims } = world.tables;
  const claim = claims.get(order);
  if (!claim) {
    if (!world.flaws.has('leaves no mark')) claims.set(order, { state: 'released', lines: [], expiresAt: 0 });
    return;
  }
  if (claim.state === 'held') shift(world, claim.lines, 0, -1);
  if (claim.state === 'committed') shift(world, claim.lines, 1, 0);
  if (claim.state === 'committed') step(world, order, claim, 'returned');
  else if (claim.state === 'held' || claim.state === 'expired') step(world, order, claim, 'released');
}

/** The hold's time is over, unless it was made longer since. */
export function lapseHold(world: World, order: number, at: number): void {
  const claim = get(world.tables.claims, order);
  if (claim.state !== 'held' || claim.expiresAt !== at) return;
  shift(world, claim.lines, 0, -1);
  step(world, order, claim, 'expired');
}

/** Counts copies in or out, never below what is held. Answers whether it was done. */
export function adjust(world: World, book: number, delta: number): boolean {
  const level = get(world.tables.stock, book);
  if (level.onHand + delta < level.reserved) return false;
  world.tables.stock.set(book, { ...level, onHand: level.onHand + delta, received: level.received + delta });
  return true;
}

function shift(world: World, lines: readonly Line[], onHand: number, reserved: number): void {
  for (const { book, copies } of lines) {
    const level = get(world.tables.stock, book);
    world.tables.stock.set(book, {
      ...level,
      onHand: level.onHand + onHand * copies,
      reserved: level.reserved + reserved * copies,
    });
  }
}

function step(world: World, order: number, claim: ClaimRow, to: ClaimState): void {
  if (!steps[claim.state].includes(to)) throw new Refused(`a claim may not go from ${claim.state} to ${to}`);
  world.seen.add(`claim ${claim.state} ${to}`);
  world.tables.claims.set(order, { ...claim, state: to });
}
