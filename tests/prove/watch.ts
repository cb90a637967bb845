// When was the gateway silent? While it is dead or stands still nobody can keep its promise to answer in time but the client.

export type Watch = { wasSilent(since: number): boolean; stop(): void };

/** Asks the gateway four times a second whether it lives. */
export function watchGateway(url: string): Watch {
  let silentAt = Number.NEGATIVE_INFINITY;
  let stopped = false;
  void (async () => {
    while (!stopped) {
      const asked = performance.now();
      const alive = await fetch(`${url}/health/live`, { signal: AbortSignal.timeout(500) }).catch(() => null);
      await alive?.body?.cancel();
      // An answer that came late through the fault of this very process says nothing of the gateway either way.
      if (!alive?.ok || performance.now() - asked > 500) silentAt = performance.now();
      await Bun.sleep(Math.max(0, 250 - (performance.now() - asked)));
    }
  })();
  return {
    wasSilent: (since) => silentAt >= since - 250,
    stop() {
      stopped = true;
    },
  };
}
