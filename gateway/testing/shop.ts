// The gateway as tests run it: its whole app in this process, five pretended rooms, and the users room's answers on a bus in
// memory.

import { readSettings } from '#kit/config';
import { silentLog } from '#kit/log';
import { createMetrics } from '#kit/metrics';
import { Problem, unauthorized, unavailable } from '#kit/problem';
import { type Clock, systemClock } from '#kit/time';
import { type Exchange, memoryBus } from '#nats/memory';
import * as orders from '#nats/orders';
import * as users from '#nats/users';
import { buildApp } from '../app.ts';
import { loadAssets } from '../assets.ts';
import { gatewaySettings } from '../settings.ts';
import { type Browser, openBrowser } from './browser.ts';
import { type FakeRooms, openFakeRooms, roomNames } from './rooms.ts';

export type TestShop = {
  origin: string;
  rooms: FakeRooms;
  /** What the gateway asked on the bus. */
  asked: { subject: string; body: unknown }[];
  handle(request: Request): Promise<Response>;
  routes: readonly { method: string; path: string }[];
  browser(): Browser;
  /** A browser with a signed-in customer. */
  signedIn(): Promise<Browser>;
  /** What users answers on the bus: as usual, nothing, or that every session has ended. */
  sessions: { mode: 'known' | 'silent' | 'ended' };
};

const assets = loadAssets();

export async function openTestShop({
  publicUrl = 'http://localhost',
  nodeEnv,
  clock = systemClock,
  rateLimits = 'off',
}: {
  publicUrl?: string;
  nodeEnv?: string;
  clock?: Clock;
  /** As RATE_LIMITS says; off, because all browsers of a test come from one place. */
  rateLimits?: string;
} = {}): Promise<TestShop> {
  const rooms = openFakeRooms();
  const sessions: TestShop['sessions'] = { mode: 'known' };
  const exchange: Exchange = new Map();
  answerForUsers(exchange, sessions);
  const urls = roomNames.map((room) => [`${room.toUpperCase()}_SERVICE_URL`, rooms.origin[room]]);
  const settings = readSettings(gatewaySettings, {
    NATS_URL: 'nats://nowhere',
    PUBLIC_URL: publicUrl,
    NODE_ENV: nodeEnv,
    RATE_LIMITS: rateLimits,
    SESSION_SECRET: 'a secret of at least thirty-two characters',
    ...Object.fromEntries(urls),
  });
  const bus = memoryBus('gateway', exchange);
  const parts = {
    settings,
    log: silentLog,
    metrics: createMetrics('gateway'),
    clock,
    bus,
  };
  const { app } = buildApp({ ...parts, assets: await assets });
  const handle = (request: Request) => app.handle(request);
  const browser = () => openBrowser(handle, publicUrl);
  return {
    origin: publicUrl,
    rooms,
    asked: bus.asked,
    handle,
    routes: app.routes,
    browser,
    async signedIn() {
      const one = browser();
      const form = await one.get('/sign-in');
      await one.submit(form, '/sign-in', { username: 'ada', password: 'right password' });
      return one;
    },
    sessions,
  };
}

const uidOf = (n: number): string => `0198c0de-0000-7000-8000-00000000000${n}`;

const tracked = {
  user_id: 7,
  number: 'CB-7F3K-29QX',
  status: 'SHIPPED',
  created_at: '2026-11-24T10:00:00.000Z',
  lines: [{ title: 'Emma', author: 'Jane Austen', quantity: 2 }],
  history: [{ status: 'PENDING', at: '2026-11-24T10:00:00.000Z' }],
};

const aMail = {
  uid: '0198c0de-0000-7000-8000-000000000001',
  recipient: 'ada@example.com',
  subject: 'Reset your password',
  created_at: '2026-11-24T10:00:00.000Z',
  said: { text: 'Hello <b>Ada,\n\nhttp://localhost/reset/abc?x=1&y\n', html: '<!DOCTYPE html><p>Hello</p>' },
};

function answerForUsers(exchange: Exchange, sessions: TestShop['sessions']): void {
  const bus = memoryBus('users', exchange);
  const account = (id: number) => ({
    id,
    username: `user${id}`,
    display_name: id === 9 ? 'guest' : 'Ada K.',
    role: 'customer' as const,
    is_guest: id === 9,
  });
  const check = () => {
    if (sessions.mode === 'silent') throw unavailable('users');
  };
  bus.answer(users.openSession, async ({ refresh }) => {
    check();
    const id = Number(/^refresh-of-(\d+)$/.exec(refresh)?.[1]);
    if (!id) throw new Problem(401, 'session-ended', 'This session has ended.');
    return { sid: `session-of-${id}-0123456789`, access: `access-of-${id}`, expires_in: 600, user: account(id) };
  });
  bus.answer(users.session, async ({ sid }) => {
    check();
    const id = Number(/^session-of-(\d+)-/.exec(sid)?.[1]);
    if (!id || sessions.mode === 'ended') throw unauthorized('This session has ended. Sign in again.');
    return { access: `access-of-${id}`, expires_in: 600, user: account(id) };
  });
  bus.answer(users.sessions, async ({ sid }) => {
    check();
    const kind = 'browser' as const;
    const used = { kind, created_at: '2026-11-20T10:00:00.000Z', seen_at: '2026-11-24T10:00:00.000Z' };
    return {
      sessions: [
        { id: uidOf(1), device: 'Firefox on Linux', ...used, current: sid.startsWith('session-of-') },
        { id: uidOf(2), device: 'Safari on iPhone', ...used, current: false },
      ],
    };
  });
  bus.answer(users.endSessions, async () => {
    check();
    return {};
  });
  bus.answer(users.contact, async () => {
    check();
    return {};
  });
  bus.answer(users.mailbox, async ({ uid }) => ({
    mails: uid === undefined || uid === aMail.uid ? [{ ...aMail, said: uid === undefined ? null : aMail.said }] : [],
  }));
  bus.answer(users.hasAddress, async ({ user_id: id, email }) => ({ has: id === 7 && email === 'ada@example.com' }));
  memoryBus('orders', exchange).answer(orders.track, async ({ number }) => ({
    order: number === tracked.number ? tracked : null,
  }));
  bus.answer(users.closeSession, async () => {
    check();
    return {};
  });
}
