// The bus, before there is one. Pages do not wait for NATS: until it is there, nobody can be told who visits.

import { unavailable } from '#kit/problem';
import type { Bus } from '#nats/bus';

export type EventualBus = Pick<Bus, 'ask' | 'close' | 'connected' | 'stats'>;

/** @param connecting resolves when the bus is there; `ask` refuses with a 503 Problem until then */
export function eventualBus(connecting: Promise<Bus>): EventualBus {
  let bus: Bus | undefined;
  void connecting.then(
    (connected) => {
      bus = connected;
    },
    // Whoever began the connecting hears of its failure.
    () => {},
  );
  return {
    connected: () => bus?.connected() ?? false,
    stats: () => bus?.stats() ?? { asked: 0, unanswered: 0, answered: 0, reconnects: 0, working: 0 },
    async ask(question, body, call) {
      if (!bus) throw unavailable(question.owner);
      return bus.ask(question, body, call);
    },
    async close() {
      await bus?.close();
    },
  };
}
