// Stops asking somebody who does not answer. It opens after five failures in a row, or where at least half of twenty or more
// calls within ten seconds failed; then one caller a second tries, and the first success closes it.

export type Breaker = {
  /** May a call be made now? Whoever is admitted must report what came of it. */
  admits(): boolean;
  isOpen(): boolean;
  succeeded(): void;
  failed(reason: string): void;
};

type Options = { now?: () => number; onOpen?: (reason: string) => void; onClose?: () => void };

const failuresInARow = 5;
const leastCalls = 20;
const secondsKept = 10;
const probeEveryMs = 1000;

/** @param options `now` in milliseconds that only ever grow. */
export function createBreaker({
  now = () => performance.now(),
  onOpen = () => {},
  onClose = () => {},
}: Options = {}): Breaker {
  let inARow = 0;
  let open = false;
  let nextProbe = 0;
  let recent = recentCalls(now);
  return {
    isOpen: () => open,
    admits() {
      if (!open) return true;
      if (now() < nextProbe) return false;
      nextProbe = now() + probeEveryMs;
      return true;
    },
    succeeded() {
      inARow = 0;
      if (!open) return recent.note(true);
      open = false;
      recent = recentCalls(now);
      onClose();
    },
    failed(reason) {
      inARow += 1;
      recent.note(false);
      if (open || !(inARow >= failuresInARow || recent.areMostlyFailures())) return;
      open = true;
      nextProbe = now() + probeEveryMs;
      onOpen(reason);
    },
  };
}

/** Calls of the last ten seconds, counted by the second. */
function recentCalls(now: () => number) {
  const counts = new Map<number, { calls: number; failures: number }>();
  return {
    note(wasAnswered: boolean): void {
      const second = Math.floor(now() / 1000);
      for (const old of counts.keys()) if (old <= second - secondsKept) counts.delete(old);
      const count = counts.get(second) ?? { calls: 0, failures: 0 };
      count.calls += 1;
      if (!wasAnswered) count.failures += 1;
      counts.set(second, count);
    },
    areMostlyFailures(): boolean {
      let [calls, failures] = [0, 0];
      for (const count of counts.values()) {
        calls += count.calls;
        failures += count.failures;
      }
      return calls >= leastCalls && failures * 2 >= calls;
    },
  };
}
