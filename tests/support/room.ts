// One service alone: a real database, neighbours answered from memory, requests handed straight to its door.

import { exportJWK, generateKeyPair, type JSONWebKeySet, SignJWT } from 'jose';
import { algorithm, audience, createVerifier, issuer, type Role, tokenType } from '#kit/auth';
import type { Setting } from '#kit/config';
import { openDatabase } from '#kit/database';
import { type Log, silentLog } from '#kit/log';
import { createMetrics } from '#kit/metrics';
import { migrate } from '#kit/migrate';
import type { Deps, Service } from '#kit/service';
import { systemClock } from '#kit/time';
import type { Bus } from '#nats/bus';
import { eventSubject, rooms } from '#nats/contract';
import { type Exchange, memoryBus } from '#nats/memory';
import { testDatabase } from './servers.ts';

export type Neighbours = (bus: Bus) => void;
type Answer = {
  status: number;
  headers: Headers;
  text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers freely
  json: any;
};
type Sent = { json?: unknown; body?: string; type?: string; token?: string; headers?: Record<string, string> };
type Fact = { id: string; type: string; at: string; sequence: number; body: unknown };

export type Room = {
  /** The whole door, for requests and answers as they are. */
  handle(request: Request): Promise<Response>;
  send(method: string, path: string, sent?: Sent): Promise<Answer>;
  get(path: string, token?: string, headers?: Record<string, string>): Promise<Answer>;
  post(path: string, json: unknown, token?: string, headers?: Record<string, string>): Promise<Answer>;
  /** An access token as the users room would sign it. */
  token(of: { id: number; role?: Role }): Promise<string>;
  /** Delivers an event to this room as the relay of another would. */
  tell(fact: Fact): Promise<void>;
  /** This room's dependencies: its database, and its bus whose `asked` lists what it asked. */
  deps: Deps<ReturnType<typeof memoryBus>, Record<string, unknown>>;
  /** What this room answers on the bus, asked as another room would. */
  exchange: Exchange;
  /** The keys its tokens are signed with. */
  keys: TestKeys;
  stop(): Promise<void>;
};
type TestKeys = { keys: JSONWebKeySet; sign(id: number, role: Role): Promise<string> };

/**
 * Starts `service` on an empty, migrated database of its own. `settings` are the room's own, beside the common ones; with
 * `beside` it shares the exchange and the signing keys of a room that runs already, so that the two hear each other.
 */
export async function startRoom<S extends Record<string, Setting<unknown>>>(
  service: Service<Bus, S>,
  neighbours: Neighbours = () => {},
  settings: Record<string, unknown> = {},
  beside?: Pick<Room, 'exchange' | 'keys'>,
  log: Log = silentLog,
): Promise<Room> {
  const { name } = service;
  const url = await testDatabase(rooms.find((room) => room === name) ?? 'users');
  await migrate(url, service.migrations);
  const testing = beside?.keys ?? (await testKeys());
  const { keys, sign } = testing;
  const exchange: Exchange = beside?.exchange ?? new Map();
  const db = openDatabase(url, { acquireTimeoutMs: 5000, applicationName: `test-${name}` });
  const bus = memoryBus(name, exchange);
  const deps = {
    db,
    bus,
    auth: createVerifier(async () => keys),
    clock: systemClock,
    log,
    metrics: createMetrics(name),
    settings: {
      PORT: 0,
      HOST: '127.0.0.1',
      DATABASE_URL: url,
      NATS_URL: '',
      CURRENCY: 'USD',
      DEBUG: false,
      SAMPLE_DATA: false,
      // Tests of limits switch them on.
      RATE_LIMITS: 0,
      ...settings,
    },
    wakeRelay() {},
  };
  neighbours(bus);
  // The room's own settings are given by the test as plain values.
  const given = deps as unknown as Parameters<typeof service.app>[0];
  await service.prepare?.(given);
  service.messages(given);
  const app = service.app(given);
  const send: Room['send'] = async (method, path, { json, body, type = 'application/json', token, headers } = {}) => {
    const content = json === undefined ? body : JSON.stringify(json);
    const request = new Request(`http://localhost${path}`, {
      method,
      body: content,
      headers: {
        ...(content === undefined ? {} : { 'content-type': type }),
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...headers,
      },
    });
    const answer = await app.handle(request);
    const text = await answer.text();
    const isJson = answer.headers.get('content-type')?.includes('json') ?? false;
    return { status: answer.status, headers: answer.headers, text, json: isJson ? JSON.parse(text) : undefined };
  };
  return {
    handle: (request) => app.handle(request),
    send,
    get: (path, token, headers) => send('GET', path, { token, headers }),
    post: (path, json, token, headers) => send('POST', path, { json, token, headers }),
    token: ({ id, role = 'customer' }) => sign(id, role),
    async tell(fact) {
      const hear = exchange.get(eventSubject(fact.type, name));
      if (!hear) throw new Error(`${name} does not listen to ${fact.type}`);
      await hear(fact, { requestId: 'test', token: null, remainingMs: 5000 });
    },
    deps: deps as unknown as Room['deps'],
    exchange,
    keys: testing,
    stop: () => db.close(),
  };
}

async function testKeys(): Promise<TestKeys> {
  const { publicKey, privateKey } = await generateKeyPair(algorithm, { crv: 'Ed25519', extractable: true });
  const keys = { keys: [{ ...(await exportJWK(publicKey)), kid: 'test', alg: algorithm, use: 'sig' }] };
  const sign = (id: number, role: Role) =>
    new SignJWT({ role, sid: `session-${id}` })
      .setProtectedHeader({ alg: algorithm, kid: 'test', typ: tokenType })
      .setSubject(String(id))
      .setIssuer(issuer)
      .setAudience(audience)
      .setIssuedAt()
      .setExpirationTime('10m')
      .setJti(Bun.randomUUIDv7())
      .sign(privateKey);
  return { keys, sign };
}
