// Starts the gateway: the shop's pages, the API of all rooms and its documentation, on one port.

import { ConfigurationError, readSettings } from '#kit/config';
import { createLog, type Log } from '#kit/log';
import { createMetrics } from '#kit/metrics';
import { stopOnSignals } from '#kit/service';
import { systemClock } from '#kit/time';
import { connectBus } from '#nats/bus';
import { buildApp, type Parts } from './app.ts';
import { loadAssets } from './assets.ts';
import { gatewaySettings, type Settings } from './settings.ts';

/** @returns the parts the app is built from, connected. */
export async function connectParts(settings: Settings, log: Log): Promise<Parts> {
  const [bus, assets] = await Promise.all([connectBus(settings.NATS_URL, 'gateway', log), loadAssets()]);
  return { settings, log, bus, assets, metrics: createMetrics('gateway'), clock: systemClock };
}

async function start(): Promise<void> {
  const log = createLog('gateway');
  try {
    const settings = readSettings(gatewaySettings);
    const state: { reason: string | null } = { reason: 'The gateway is starting.' };
    const parts = await connectParts(settings, log);
    const { app, warmUp } = buildApp(parts, () => state.reason);
    app.listen({ port: settings.PORT, hostname: settings.HOST });
    state.reason = null;
    log.info('service.started', { port: app.server?.port });
    stopOnSignals(log, async () => {
      state.reason = 'The gateway is stopping.';
      await app.stop(false);
      await parts.bus.close();
    });
    await warmUp();
  } catch (error) {
    if (error instanceof ConfigurationError) process.stderr.write(`gateway: ${error.message}\n`);
    else log.error('service.failed-to-start', error);
    process.exit(1);
  }
}

if (import.meta.main) await start();
