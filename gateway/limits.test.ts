import { expect, test } from 'bun:test';
import type { Actor } from '#kit/auth';
import { limitHeaders } from '#kit/limits';
import { Problem, unauthorized } from '#kit/problem';
import { createLimits, type Limits, limits as policies } from './limits.ts';

/** Tokens are named after their accounts: `a.7.customer` is the customer 7. */
const verifier = {
  async verify(token: string): Promise<Actor> {
    const [, id, role] = /^a\.(\d+)\.(customer|staff|admin)$/.exec(token) ?? [];
    if (!id) throw unauthorized();
    return { id: Number(id), role: role as Actor['role'], session: `s${id}`, token };
  },
};
const tokenOf = (id: number, role: Actor['role'] = 'customer') => `Bearer a.${id}.${role}`;

type Asked = { method?: string; path?: string; authorization?: string | null; address?: string | null };
const ask = async (limits: Limits, { method = 'GET', path = '/api/books/', ...asked }: Asked = {}) => {
  try {
    const standings = await limits.admit({ method, path, authorization: null, address: '203.0.113.1', ...asked });
    return { status: 200, left: limitHeaders(standings).ratelimit ?? '' };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return { status: error.status, left: error.headers.ratelimit ?? '', wait: error.headers['retry-after'] };
  }
};
const times = async (count: number, limits: Limits, asked: Asked) => {
  const statuses = [];
  for (let n = 0; n < count; n++) statuses.push((await ask(limits, asked)).status);
  return statuses;
};
const untilRefused = async (limits: Limits, asked: Asked) => (await times(400, limits, asked)).indexOf(429);

test('each limit is as documented', async () => {
  const cases: [name: string, quota: number, asked: Asked][] = [
    ['any request from one address', 300, {}],
    ['any request with one token', 300, { authorization: tokenOf(1) }],
    ['searches', 60, { path: '/api/books/search/' }],
    ['searches without the slash, by HEAD', 60, { path: '/api/books/search', method: 'HEAD' }],
    ['suggestions', 240, { path: '/api/books/suggest/' }],
    ['orders', 10, { method: 'POST', path: '/api/orders/', authorization: tokenOf(1) }],
    ['reviews', 10, { method: 'POST', path: '/api/reviews', authorization: tokenOf(1) }],
    ['changes by staff', 60, { method: 'PATCH', path: '/api/books/1/', authorization: tokenOf(1, 'staff') }],
    ['changes by administrators', 60, { method: 'DELETE', path: '/api/books/1/', authorization: tokenOf(1, 'admin') }],
    ['reading by staff', 300, { path: '/api/orders/', authorization: tokenOf(1, 'staff') }],
  ];
  for (const [name, quota, asked] of cases)
    expect([name, await untilRefused(createLimits(1, verifier), asked)]).toEqual([name, quota]);
});

test('every answer says what is left of every limit it counted for, a refusal when to come again', async () => {
  const limits = createLimits(1, verifier);
  const asked = { method: 'POST', path: '/api/orders/', authorization: tokenOf(7) };
  expect((await ask(limits, asked)).left).toBe('"api";r=299;t=60, "checkout";r=9;t=60');
  await times(9, limits, asked);
  const refused = await ask(limits, asked);
  expect(refused.status).toBe(429);
  expect(refused.left).toMatch(/^"api";r=289;t=\d+, "checkout";r=0;t=\d+$/);
  expect(Number(refused.wait)).toBeWithin(1, 61);
});

test('an account counts however many tokens it has, and others do not count with it', async () => {
  const limits = createLimits(1, verifier);
  const order = { method: 'POST', path: '/api/orders/' };
  expect(await untilRefused(limits, { ...order, authorization: tokenOf(7) })).toBe(10);
  expect((await ask(limits, { ...order, authorization: 'bearer a.7.customer' })).status).toBe(429);
  expect((await ask(limits, { ...order, authorization: tokenOf(8) })).status).toBe(200);
  expect(limits.refusal({ ...order, account: { id: 7, role: 'customer' }, address: null })?.status).toBe(429);
  expect(limits.refusal({ ...order, account: { id: 9, role: 'customer' }, address: null })).toBeNull();
});

test('nobody uses up what is somebody else’s with a token that is none', async () => {
  const limits = createLimits(1, verifier);
  const order = { method: 'POST', path: '/api/orders/', address: '203.0.113.66' };
  for (let n = 0; n < 50; n++) await ask(limits, { ...order, authorization: `Bearer forged.7.${n}` });
  expect((await ask(limits, { ...order, address: '203.0.113.1', authorization: tokenOf(7) })).status).toBe(200);
});

test('who tries one token after the other is counted by address', async () => {
  const limits = createLimits(1, verifier);
  for (let n = 0; n < policies.api.quota; n++) {
    expect((await ask(limits, { authorization: `Bearer x.${n}.z` })).status).toBe(200);
    limits.tokenRefused({ address: '203.0.113.1' });
  }
  limits.tokenRefused({ address: '203.0.113.1' });
  expect((await ask(limits, { authorization: 'Bearer x.new.z' })).status).toBe(429);
  expect((await ask(limits, { authorization: 'Bearer x.new.z', address: '203.0.113.2' })).status).toBe(200);
  expect((await ask(limits)).status).toBe(200);
});

test('a page counts its searches and what it changes, not what it reads', () => {
  const limits = createLimits(1, verifier);
  const by = { account: null, address: '203.0.113.1' };
  for (let n = 0; n < 400; n++) expect(limits.refusal({ method: 'GET', path: '/api/books/', ...by })).toBeNull();
  const search = { method: 'GET', path: '/api/books/search/', ...by };
  const answers = Array.from({ length: 61 }, () => limits.refusal(search)?.status ?? 200);
  expect(answers.indexOf(429)).toBe(60);
  const clerk = { account: { id: 3, role: 'staff' as const }, address: null };
  const changes = Array.from({ length: 61 }, () =>
    limits.refusal({ method: 'PATCH', path: '/api/books/1/', ...clerk }),
  );
  expect(changes.map((one) => one?.slug ?? null).indexOf('too-many-requests')).toBe(60);
});

test('switched off nothing is counted, raised it takes as much longer', async () => {
  const off = createLimits(0, verifier);
  expect(new Set(await times(400, off, { path: '/api/books/search/' }))).toEqual(new Set([200]));
  expect((await ask(off)).left).toBe('');
  expect(await untilRefused(createLimits(3, verifier), { path: '/api/books/search/' })).toBe(180);
});
