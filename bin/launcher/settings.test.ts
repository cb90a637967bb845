import { expect, test } from 'bun:test';
import { perRoom, rooms } from '#deploy/local/rooms';
import { afterDeath, gatewayEnvironment, originOf, serviceEnvironment } from './environment.ts';
import { help } from './flags.ts';
import { launcherSettings, readLauncherSettings } from './settings.ts';

const read = (env: Record<string, string>) => readLauncherSettings('/shop', env);

test('without variables the shop is at port 3000 of this machine, its data beside the project', () => {
  expect(read({})).toMatchObject({
    ports: { gateway: 3000, users: 8001, books: 8002, orders: 8003, payments: 8004, reviews: 8005 },
    host: '127.0.0.1',
    publicUrl: 'http://localhost:3000',
    dataDir: '/shop/.data',
    sampleData: true,
  });
});

test('the public address follows the port unless it is given', () => {
  expect(read({ GATEWAY_PORT: '8080' }).publicUrl).toBe('http://localhost:8080');
  expect(read({ GATEWAY_PORT: '8080', PUBLIC_URL: 'https://shop.example/' }).publicUrl).toBe('https://shop.example');
});

test('all faults are named at once', () => {
  const faulty = () => read({ BOOKS_PORT: 'eighty', USERS_PORT: '70000', SAMPLE_DATA: 'perhaps' });
  for (const name of ['BOOKS_PORT', 'USERS_PORT', 'SAMPLE_DATA']) expect(faulty).toThrow(name);
});

test('two rooms cannot have one port', () => {
  expect(() => read({ BOOKS_PORT: '8001' })).toThrow('USERS_PORT and BOOKS_PORT are both 8001.');
});

test('rooms are reached where they listen', () => {
  expect(originOf('books', read({}))).toBe('http://127.0.0.1:8002');
  expect(originOf('books', read({ HOST: '0.0.0.0' }))).toBe('http://127.0.0.1:8002');
  expect(originOf('books', read({ HOST: '::' }))).toBe('http://[::1]:8002');
  expect(originOf('books', read({ HOST: '10.1.2.3' }))).toBe('http://10.1.2.3:8002');
});

test('limits are generous where only this machine comes in, and the gateway alone speaks for others', () => {
  const told = (env: Record<string, string>, ambient = {}) => {
    const settings = read(env);
    const admin = { username: 'admin', email: 'admin@shop.example', password: 'first' };
    const users = serviceEnvironment('users', { settings, natsUrl: '', admin, databaseUrl: '' }, ambient);
    const gateway = gatewayEnvironment({ settings, natsUrl: '', sessionSecret: 'kept' }, ambient);
    return [users.RATE_LIMITS, gateway.RATE_LIMITS, users.GATEWAY_ADDRESSES, gateway.TRUSTED_PROXIES];
  };
  expect(told({})).toEqual(['1000', '1000', 'loopback 127.0.0.1', undefined]);
  expect(told({ HOST: '0.0.0.0' })).toEqual(['1', '1', 'loopback', undefined]);
  expect(told({ HOST: '10.1.2.3' })).toEqual(['1', '1', 'loopback 10.1.2.3', undefined]);
  const given = { RATE_LIMITS: 'off', TRUSTED_PROXIES: '1' };
  expect(told({}, given)).toEqual(['off', 'off', 'loopback 127.0.0.1', '1']);
});

test("nobody is told another room's secrets, whatever the launcher was told", () => {
  const ambient = {
    PATH: '/bin',
    NODE_ENV: 'production',
    PORT: '1',
    DATABASE_URL: 'postgres://ambient',
    DB_PASSWORD: 'ambient',
    ADMIN_PASSWORD_FILE: 'ambient',
    DATABASE_URL_FILE: 'ambient',
    NATS_PASSWORD_BOOKS: 'ambient',
    USERS_DATABASE_URL: 'postgres://users',
    ADMIN_PASSWORD: 'given',
    SESSION_SECRET: 'given',
    SMTP_URL: 'smtp://ambient',
    BOOKS_SERVICE_URL: 'http://elsewhere',
  };
  const settings = read({ SMTP_URL: 'smtp://given', PUBLIC_URL: 'https://shop.example' });
  const admin = { username: 'admin', email: 'admin@shop.example', password: 'first' };
  const told = perRoom((room) => {
    const natsUrl = `nats://${room}`;
    if (room === 'gateway') return gatewayEnvironment({ settings, natsUrl, sessionSecret: 'kept' }, ambient);
    return serviceEnvironment(room, { settings, natsUrl, admin, databaseUrl: `postgres://${room}` }, ambient);
  });
  for (const room of rooms) {
    expect(told[room]).toMatchObject({ PATH: '/bin', NODE_ENV: 'production', NATS_URL: `nats://${room}` });
    expect(told[room].ADMIN_PASSWORD).toBe(room === 'users' ? 'first' : undefined);
    expect(told[room].SMTP_URL).toBe(room === 'users' ? 'smtp://given' : undefined);
    expect(told[room].SESSION_SECRET).toBe(room === 'gateway' ? 'kept' : undefined);
    expect(told[room].DATABASE_URL).toBe(room === 'gateway' ? undefined : `postgres://${room}`);
    expect(Object.values(told[room])).not.toContain('ambient');
  }
  expect(told.gateway.BOOKS_SERVICE_URL).toBe('http://127.0.0.1:8002');
  expect(told.books.BOOKS_SERVICE_URL).toBeUndefined();
  expect([told.users.PUBLIC_URL, told.gateway.PUBLIC_URL]).toEqual(Array(2).fill('https://shop.example'));
});

test('a failpoint is told to its room alone; one in words not again after a death, one in a file always', () => {
  const told = (room: 'orders' | 'books', ambient: Record<string, string>) =>
    serviceEnvironment(
      room,
      {
        settings: read({}),
        natsUrl: 'nats://x',
        admin: { username: 'a', email: 'a@b.example', password: 'p' },
        databaseUrl: 'postgres://x',
      },
      ambient,
    );
  const ambient = { ORDERS_FAILPOINT: 'orders.place.after_write:kill', FAILPOINT: 'ambient' };
  expect(told('orders', ambient).FAILPOINT).toBe('orders.place.after_write:kill');
  expect([told('books', ambient).FAILPOINT, told('books', ambient).ORDERS_FAILPOINT]).toEqual([undefined, undefined]);
  expect(afterDeath(told('orders', ambient)).FAILPOINT).toBeUndefined();
  expect(afterDeath(told('orders', { ORDERS_FAILPOINT: '/tmp/plans' })).FAILPOINT).toBe('/tmp/plans');
});

test('the help names every variable', () => {
  const named = Object.keys(launcherSettings).filter((name) => !/^(BOOKS|ORDERS|PAYMENTS)_DATABASE_URL$/.test(name));
  for (const name of named) expect(help).toContain(name);
});
