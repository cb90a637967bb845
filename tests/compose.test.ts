// compose.yaml, read as Compose reads it: who may do what, who is on which network, and what is open to the outside.

import { expect, test } from 'bun:test';
import { join } from 'node:path';
import { rooms, services } from '#deploy/local/rooms';
import { isRequired, settingsOfRooms } from '#tests/support/settings';

type Line = {
  image: string;
  user?: string;
  command?: string[];
  environment?: Record<string, string | number>;
  ports?: string[];
  networks?: string[];
  volumes?: string[];
  healthcheck?: { test: string[]; interval: string; retries: number };
  depends_on?: Record<string, { condition: string }>;
  develop?: { watch: { action: string; path: string }[] };
  build?: { dockerfile: string };
  restart: string;
} & Record<string, unknown>;
type Compose = {
  services: Record<string, Line>;
  networks: Record<string, { internal?: boolean } | null>;
  volumes: Record<string, unknown>;
};

const root = join(import.meta.dir, '..');
const compose = Bun.YAML.parse(await Bun.file(join(root, 'compose.yaml')).text()) as Compose;
const lines = Object.entries(compose.services);
const databases = services.map((room) => `${room}-db`);
const lineOf = (name: string): Line => {
  const line = compose.services[name];
  if (!line) throw new Error(`compose.yaml has no ${name}.`);
  return line;
};

test('these lines, and no others', () => {
  expect(lines.map(([name]) => name).sort()).toEqual([...rooms, ...databases, 'nats', 'secrets'].sort());
});

test('on every line: read-only, no powers, bounded, and nobody root but who makes the secrets', () => {
  for (const [name, line] of lines) {
    expect({ name, read_only: line.read_only, cap_drop: line.cap_drop, security_opt: line.security_opt }).toEqual({
      name,
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
    });
    expect({ name, bounds: [typeof line.mem_limit, typeof line.pids_limit] }).toEqual({
      name,
      bounds: ['string', 'number'],
    });
    expect({ name, privileged: line.privileged ?? false }).toEqual({ name, privileged: false });
  }
  expect(lineOf('secrets').user).toBe('0');
  for (const name of databases) expect(lineOf(name).user).toBe('postgres');
  expect(lineOf('nats').user).toBe('1000:1000');
});

test('the image of the rooms runs as an ordinary user', async () => {
  const dockerfile = await Bun.file(join(root, 'deploy/Dockerfile')).text();
  expect(dockerfile).toMatch(/^USER bun$/m);
  for (const room of rooms) expect([room, lineOf(room).user]).toEqual([room, undefined]);
  // Packages are a layer of their own, which stays while the lockfile does.
  expect(dockerfile.indexOf('bun install')).toBeLessThan(dockerfile.indexOf('COPY kit'));
});

test('only the gateway is open to others; services to this machine; databases and NATS to nobody', () => {
  const open = Object.fromEntries(lines.map(([name, { ports = [] }]) => [name, ports]));
  expect(open.gateway).toEqual(['3000:3000']);
  const ports = { users: 8001, books: 8002, orders: 8003, payments: 8004, reviews: 8005 };
  for (const room of services) expect(open[room]).toEqual([`127.0.0.1:${ports[room]}:${ports[room]}`]);
  for (const name of [...databases, 'nats', 'secrets']) expect([name, open[name]]).toEqual([name, []]);
});

test('each database is on a private network with its service alone', () => {
  for (const room of services) {
    const network = `${room}-data`;
    expect(compose.networks[network]).toEqual({ internal: true });
    const there = lines.filter(([, line]) => line.networks?.includes(network)).map(([name]) => name);
    expect(there.sort()).toEqual([room, `${room}-db`].sort());
  }
  expect(compose.networks.bus).toEqual({ internal: true });
  expect(
    lines
      .filter(([, line]) => line.networks?.includes('bus'))
      .map(([name]) => name)
      .sort(),
  ).toEqual([...rooms, 'nats'].sort());
});

test('everything that stays is asked for its health, started in order, and started again when it dies', () => {
  for (const [name, { healthcheck, restart, depends_on: waits = {} }] of lines) {
    if (name === 'secrets') continue;
    expect({ name, restart, asked: healthcheck?.test.length ?? 0 }).toEqual({
      name,
      restart: 'unless-stopped',
      asked: expect.any(Number),
    });
    expect(healthcheck?.test.length).toBeGreaterThan(1);
    expect(healthcheck?.interval).toBe('2s');
    for (const [other, { condition }] of Object.entries(waits))
      expect([name, other, condition]).toEqual([
        name,
        other,
        other === 'secrets' ? 'service_completed_successfully' : 'service_healthy',
      ]);
  }
  for (const room of services)
    expect(Object.keys(lineOf(room).depends_on ?? {}).sort()).toEqual(['nats', `${room}-db`].sort());
});

test('what a room cannot start without is given to it, secrets as files', async () => {
  const settings = await settingsOfRooms();
  for (const room of rooms) {
    const given = Object.keys(lineOf(room).environment ?? {});
    const needed = Object.entries(settings[room]).filter(([, setting]) => isRequired(setting));
    const missing = needed
      .map(([name]) => name)
      .filter((name) => !given.includes(name) && !given.includes(`${name}_FILE`));
    expect({ room, missing }).toEqual({ room, missing: [] });
    const bare = given.filter((name) => /PASSWORD|SECRET|DATABASE_URL|NATS_URL/.test(name) && !name.endsWith('_FILE'));
    expect({ room, bare }).toEqual({ room, bare: [] });
  }
});

test('a change of a room’s files builds that room anew, and no other: each has a tag of its own', () => {
  for (const room of rooms) {
    expect(lineOf(room).image).toBe(`colophon-${room}`);
    const paths = lineOf(room).develop?.watch.map(({ path }) => path) ?? [];
    const own = room === 'gateway' ? ['gateway', 'views'] : [`services/${room}`];
    expect({ room, paths }).toEqual({ room, paths: [...own, 'kit', 'nats', 'bun.lock'] });
  }
});

test('data and secrets are in volumes that have a name', () => {
  const used = lines.flatMap(([, { volumes = [] }]) => volumes.map((volume) => volume.split(':')[0]));
  expect([...new Set(used)].sort()).toEqual(Object.keys(compose.volumes).sort());
  // Postgres 18 keeps its data below this folder, and refuses the one of older versions.
  for (const room of services) expect(lineOf(`${room}-db`).volumes).toContain(`${room}-data:/var/lib/postgresql`);
});
