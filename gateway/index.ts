// Starts the gateway: the shop's pages, the API of all rooms and its documentation, on one port.

import { ConfigurationError, readSettings } from '#kit/config';
import { createLog, type Log } from '#kit/log';
import { createMetrics } from '#kit/metrics';
import { stopOnSignals } from '#kit/service';
import { systemClock } from '#kit/time';
import { startTracing, stopTracing } from '#kit/tracing';
import { observeWire } from '#kit/upkeep';
import { connectBus } from '#nats/bus';
import { buildApp } from './app.ts';
import { loadAssets } from './assets.ts';
import { eventualBus } from './eventual-bus.ts';
import { gatewaySettings } from './settings.ts';

async function start(log: Log): Promise<void> {
  const settings = readSettings(gatewaySettings);
  await startTracing('gateway', settings);
  const connecting = connectBus(settings.NATS_URL, 'gateway', log);
  // NATS that is away is waited for meanwhile; NATS that refuses us means wrong settings.
  connecting.catch((error: unknown) => fail(log, error));
  const bus = eventualBus(connecting);
  const metrics = createMetrics('gateway');
  observeWire(metrics, bus);
  const state: { reason: string | null } = { reason: 'The gateway is starting.' };
  const parts = {
    settings,
    log,
    bus,
    assets: await loadAssets(),
    metrics,
    clock: systemClock,
  };
  const { app, warmUp } = buildApp(parts, () => state.reason);
  app.listen({ port: settings.PORT, hostname: settings.HOST });
  state.reason = null;
  log.info('service.started', { port: app.server?.port });
  stopOnSignals(log, async () => {
    state.reason = 'The gateway is stopping.';
    await app.stop(false);
    await bus.close();
    await stopTracing();
  });
  await warmUp().catch((error: unknown) => log.error('gateway.warm-up-failed', error));
}

function fail(log: Log, error: unknown): void {
  if (error instanceof ConfigurationError) process.stderr.write(`gateway: ${error.message}\n`);
  else log.error('service.failed-to-start', error);
  process.exit(1);
}

if (import.meta.main) {
  const log = createLog('gateway');
  await start(log).catch((error: unknown) => fail(log, error));
}
