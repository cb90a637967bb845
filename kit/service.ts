// What every service is: settings, a database migrated and seeded, a place on the bus, an HTTP door with health, metrics and
// docs, a relay for its facts, and an orderly end. A room declares itself; this file runs it.

import { type AnyElysia, Elysia } from 'elysia';
import type { JSONWebKeySet } from 'jose';
import type { Rank } from './admission.ts';
import { createVerifier, type Verifier } from './auth.ts';
import { unlimitedBytes } from './bodies.ts';
import * as config from './config.ts';
import { type Database, openDatabase, type Query } from './database.ts';
import type { EntranceOptions } from './entrance.ts';
import { keeping } from './etag.ts';
import { health } from './health.ts';
import { http } from './http.ts';
import { input } from './input.ts';
import { keyed } from './keyed.ts';
import { createLog, type Log } from './log.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import { migrate } from './migrate.ts';
import { openapi } from './openapi.ts';
import { type Delivery, Relay } from './outbox.ts';
import { type Clock, sleep, systemClock } from './time.ts';
import { startTracing, stopTracing, type TracingSettings } from './tracing.ts';
import { observeDatabase, observeWire, upkeep } from './upkeep.ts';

/** Counts since the connection was made; `working` is how many are being answered now. */
export type WireStats = { asked: number; unanswered: number; answered: number; reconnects: number; working: number };

/** What the wire must offer; `nats/bus.ts` and `nats/memory.ts` do. */
export type Wire = {
  connected(): boolean;
  stats(): WireStats;
  deliver(delivery: Delivery): Promise<void>;
  /** Stops taking questions and waits for those being answered. */
  drain(): Promise<void>;
  close(): Promise<void>;
};

type Settings = {
  PORT: number;
  HOST: string;
  DATABASE_URL: string;
  NATS_URL: string;
  CURRENCY: string;
  DEBUG: boolean;
  SAMPLE_DATA: boolean;
} & TracingSettings;

/** What a room's doors and actions are given. Tests build it by hand. */
export type Deps<B extends Wire = Wire, S = unknown> = {
  db: Database;
  bus: B;
  auth: Verifier;
  clock: Clock;
  log: Log;
  metrics: Metrics;
  settings: Settings & S;
  /** Call after a commit that announced something, so that it is delivered at once. */
  wakeRelay(): void;
};

/** Work repeated every `everyMs` in each instance; it must be safe to run in several at once. */
export type Sweeper = { name: string; everyMs: number; run(): Promise<void> };

export type Declaration<B extends Wire, S extends Record<string, config.Setting<unknown>>> = {
  name: string;
  port: number;
  about: string;
  settings: S;
  migrations: string;
  connect(natsUrl: string, log: Log): Promise<B>;
  /** The public keys that verify access tokens. */
  keys(deps: Deps<B, Read<S>>): () => Promise<JSONWebKeySet>;
  routes(deps: Deps<B, Read<S>>): AnyElysia;
  messages(deps: Deps<B, Read<S>>): void;
  sweepers?(deps: Deps<B, Read<S>>): Sweeper[];
  /** Who is served first when too many ask at once, by path. */
  rank?(path: string): Rank;
  /** Runs once after migration in every start, for what must exist (keys, a first administrator). */
  prepare?(deps: Deps<B, Read<S>>): Promise<void>;
  /** Fills an empty database with the sample shop; does nothing where anything is there. */
  seed(query: Query, settings: Settings & Read<S>): Promise<void>;
};

type Read<S> = { [K in keyof S]: S[K] extends config.Setting<infer T> ? T : never };

export type Service<B extends Wire, S extends Record<string, config.Setting<unknown>>> = Declaration<B, S> & {
  /** The whole HTTP door around the room's routes; `ready` tells why it is not ready, or null. */
  app(deps: Deps<B, Read<S>>, ready?: () => string | null): AnyElysia;
  /** Runs the room: `start` (default), `migrate` or `seed`, from the command line. */
  main(command: string | undefined): Promise<void>;
};

/** The settings every service reads; a room adds its own. */
export const commonSettings = (room: string, port: number) => ({
  PORT: config.port(port),
  HOST: config.text('address to listen on', '127.0.0.1'),
  DATABASE_URL: config.databaseUrl(room),
  NATS_URL: config.text('NATS with user and password, nats://user:password@host:4222, more servers after commas'),
  CURRENCY: config.currency(),
  DEBUG: config.flag('log more', false),
  SAMPLE_DATA: config.flag('fill an empty database with the sample shop', false),
  ...config.tracingSettings,
});

export function service<B extends Wire, S extends Record<string, config.Setting<unknown>>>(
  room: Declaration<B, S>,
): Service<B, S> {
  const app: Service<B, S>['app'] = (deps, ready = () => null) => {
    const whole: AnyElysia = new Elysia({
      normalize: false,
      serve: { maxRequestBodySize: unlimitedBytes, idleTimeout: 30 },
    })
      .use(keyed(deps.db))
      .use(
        http({
          log: deps.log,
          metrics: deps.metrics,
          routes: () => whole.routes,
          entrance: entranceOf(room),
          headers: keeping,
        }),
      )
      .use(input())
      .use(health(deps.metrics, ready))
      .use(
        openapi({ title: `Colophon ${room.name}`, description: room.about, version: '1.0.0' }, (request) =>
          whole.handle(request),
        ),
      )
      .use(room.routes(deps));
    return whole;
  };
  return { ...room, app, main: (command) => run({ ...room, app }, command) };
}

/** More at once than this would only wait for one of the few connections to the database, where nobody is served first. */
const places = 32;

const entranceOf = ({ rank }: { rank?: (path: string) => Rank }): EntranceOptions => ({
  places,
  ...(rank ? { rank: (request) => rank(new URL(request.url).pathname) } : {}),
});

type Runnable<B extends Wire, S extends Record<string, config.Setting<unknown>>> = Declaration<B, S> &
  Pick<Service<B, S>, 'app'>;

async function run<B extends Wire, S extends Record<string, config.Setting<unknown>>>(
  room: Runnable<B, S>,
  command = 'start',
): Promise<void> {
  const log = createLog(room.name);
  try {
    const settings = config.readSettings({ ...commonSettings(room.name, room.port), ...room.settings }) as Settings &
      Read<S>;
    if (command === 'start') await start(room, settings, log);
    else if (command === 'migrate') await migrate(settings.DATABASE_URL, room.migrations);
    else if (command === 'seed')
      await migrate(settings.DATABASE_URL, room.migrations, (query) => room.seed(query, settings));
    else throw new config.ConfigurationError(`Unknown command "${command}": use start, migrate or seed.`);
  } catch (error) {
    if (error instanceof config.ConfigurationError) process.stderr.write(`${room.name}: ${error.message}\n`);
    else log.error('service.failed-to-start', error);
    process.exit(1);
  }
}

async function start<B extends Wire, S extends Record<string, config.Setting<unknown>>>(
  room: Runnable<B, S>,
  settings: Settings & Read<S>,
  log: Log,
): Promise<void> {
  const state: { reason: string | null; databaseAnswers: boolean } = { reason: 'starting', databaseAnswers: true };
  await startTracing(room.name, settings);
  const db = openDatabase(settings.DATABASE_URL, { applicationName: room.name });
  const probe = openDatabase(settings.DATABASE_URL, { applicationName: `${room.name}-probe`, max: 1 });
  const [bus] = await Promise.all([
    room.connect(settings.NATS_URL, log),
    migrate(
      settings.DATABASE_URL,
      room.migrations,
      settings.SAMPLE_DATA ? (query) => room.seed(query, settings) : undefined,
    ),
  ]);
  const relay = new Relay(db, (delivery) => bus.deliver(delivery), log);
  const deps = assemble(room, { db, bus, log, settings, relay });
  await room.prepare?.(deps);
  room.messages(deps);
  const app = room
    .app(deps, () => state.reason ?? notReady(bus, state.databaseAnswers))
    .listen({ port: settings.PORT, hostname: settings.HOST });
  relay.start();
  const kept = { db, probe, auth: deps.auth, log, wellness: state, giveUp: () => process.exit(1) };
  const sweeps = sweepAll([...(room.sweepers?.(deps) ?? []), ...upkeep(kept)], log);
  state.reason = null;
  log.info('service.started', { port: app.server?.port });
  stopOnSignals(log, async () => {
    state.reason = 'stopping';
    await bus.drain();
    await Promise.all([relay.stop(), sweeps.stop(), app.stop(false)]);
    await Promise.all([db.close(), probe.close()]);
    await bus.close();
    await stopTracing();
  });
}

const notReady = (bus: Wire, databaseAnswers: boolean): string | null => {
  if (!databaseAnswers) return 'The database does not answer.';
  return bus.connected() ? null : 'NATS is not connected.';
};

function assemble<B extends Wire, S extends Record<string, config.Setting<unknown>>>(
  room: Runnable<B, S>,
  parts: { db: Database; bus: B; log: Log; settings: Settings & Read<S>; relay: Relay },
): Deps<B, Read<S>> {
  const metrics = createMetrics(room.name);
  observeDatabase(metrics, parts.db);
  observeWire(metrics, parts.bus);
  const { relay, ...given } = parts;
  const deps = { ...given, metrics, clock: systemClock, wakeRelay: () => relay.wake() } as Deps<B, Read<S>>;
  deps.auth = createVerifier(() => room.keys(deps)());
  return deps;
}

function sweepAll(sweepers: Sweeper[], log: Log): { stop(): Promise<void> } {
  let stopping = false;
  const halt = new AbortController();
  const stopped = new Promise<void>((done) => halt.signal.addEventListener('abort', () => done()));
  const loops = sweepers.map(async ({ name, everyMs, run }) => {
    while (!stopping) {
      await run().catch((error) => log.error('sweeper.failed', error, { sweeper: name }));
      await Promise.race([sleep(everyMs * (0.8 + 0.4 * Math.random())), stopped]);
    }
  });
  return {
    async stop() {
      stopping = true;
      halt.abort();
      await Promise.all(loops);
    },
  };
}

/** SIGTERM and SIGINT end the process in order, within ten seconds; an unknown fault ends it at once, to be started afresh. */
export function stopOnSignals(log: Log, stop: () => Promise<void>): void {
  let stopping = false;
  const end = async (signal: string) => {
    if (stopping) return;
    stopping = true;
    log.info('service.stopping', { signal });
    await Promise.race([stop(), sleep(10_000)]).catch((error) => log.error('service.stop-failed', error));
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => void end(signal));
  for (const fault of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(fault, (error: unknown) => {
      log.error(`service.${fault}`, error);
      process.exit(1);
    });
  }
}
