// Repeats must not make a bad moment worse: they may add a tenth to the calls, and a few at once after a quiet time.

const burst = 10;
const share = 0.1;

export type RetryBudget = {
  /** Every first try. */
  called(): void;
  /** Takes one repeat from the budget; false where there is none. */
  take(): boolean;
};

export function createRetryBudget(): RetryBudget {
  let left = burst;
  return {
    called() {
      left = Math.min(burst, left + share);
    },
    take() {
      if (left < 1) return false;
      left -= 1;
      return true;
    },
  };
}

/** A pause before a repeat, different for each caller, so that they do not come back together. */
export const repeatPauseMs = (): number => 50 + 100 * Math.random();
