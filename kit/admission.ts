// How many requests are worked on at once. What is beyond that waits a little, the important before the rest, and is refused
// before its waiting would be for nothing: a crowd gets some answers in time instead of none.

/** 1 is served first and waits longest; 4 gives way first. */
export type Rank = 1 | 2 | 3 | 4;
export type Leave = () => void;

export type Admission = {
  /** A place, to be left exactly once: at once, or after a wait of at most `waitMs`; null where none came free in time. */
  enter(rank: Rank, waitMs?: number): Leave | Promise<Leave | null>;
  stats(): { working: number; waiting: number; refused: number };
};

/** The share of all places a rank may fill, so that the last ones are left to the first. */
const shares: Record<Rank, number> = { 1: 1, 2: 15 / 16, 3: 7 / 8, 4: 3 / 4 };
const patienceMs: Record<Rank, number> = { 1: 8000, 2: 1000, 3: 500, 4: 250 };
const ranks: readonly Rank[] = [1, 2, 3, 4];
const longestQueue = 1024;

type Waiting = { admit(): void };

export function createAdmission(places: number, patience: Record<Rank, number> = patienceMs): Admission {
  const queues: Record<Rank, Waiting[]> = { 1: [], 2: [], 3: [], 4: [] };
  let working = 0;
  let refused = 0;
  const hasRoom = (rank: Rank): boolean => working < Math.max(1, Math.floor(places * shares[rank]));
  const take = (): Leave => {
    working += 1;
    let left = false;
    return () => {
      if (left) return;
      left = true;
      working -= 1;
      const next = ranks.find((rank) => queues[rank].length > 0 && hasRoom(rank));
      if (next) queues[next].shift()?.admit();
    };
  };
  const wait = (rank: Rank, waitMs: number): Promise<Leave | null> =>
    new Promise((resolve) => {
      const timer = setTimeout(() => {
        queues[rank].splice(queues[rank].indexOf(waiting), 1);
        refused += 1;
        resolve(null);
      }, waitMs);
      const waiting: Waiting = {
        admit() {
          clearTimeout(timer);
          resolve(take());
        },
      };
      queues[rank].push(waiting);
    });
  return {
    enter(rank, waitMs = patience[rank]) {
      if (hasRoom(rank) && queues[rank].length === 0) return take();
      if (queues[rank].length < longestQueue) return wait(rank, waitMs);
      refused += 1;
      return Promise.resolve(null);
    },
    stats: () => ({ working, waiting: ranks.reduce((sum, rank) => sum + queues[rank].length, 0), refused }),
  };
}
