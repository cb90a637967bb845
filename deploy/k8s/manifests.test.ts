// The manifests, held against Kubernetes' schemas and against what the rooms read, listen on and may do.

import { expect, test } from 'bun:test';
import { join } from 'node:path';
import { type Room, rooms, services } from '#deploy/local/rooms';
import { isRequired, settingsOfRooms } from '#tests/support/settings';
import { secretsFor } from './make-secrets.ts';
import {
  base,
  type Container,
  containersOf,
  type Manifest,
  ofKind,
  readKustomization,
  readManifests,
  type Workload,
  workloadsIn,
} from './manifests.ts';
import { faultsIn } from './schemas.ts';

const manifests = await readManifests();
const example = (await readManifests(join(base, '../example'))).filter(({ kind }) => kind !== 'Kustomization');
const kustomization = await readKustomization();
const settings = await settingsOfRooms();
const workloads = workloadsIn(manifests);
const deploymentOf = (room: Room): Workload => {
  const found = workloads.find(({ kind, metadata }) => kind === 'Deployment' && metadata.name === room);
  if (!found) throw new Error(`There is no Deployment for ${room}.`);
  return found;
};
const mainOf = (workload: Workload): Container => workload.spec.template.spec.containers[0] as Container;
const literals = (kustomization.configMapGenerator.find(({ name }) => name === 'shop')?.literals ?? []).map(
  (literal) => literal.split('=')[0] ?? '',
);
const ports: Record<Room, number> = {
  users: 8001,
  books: 8002,
  orders: 8003,
  payments: 8004,
  reviews: 8005,
  gateway: 3000,
};

test('every manifest is as the API has it, and holds nothing it does not know', async () => {
  expect(manifests.length).toBeGreaterThan(30);
  expect(await faultsIn([...manifests, ...example])).toEqual([]);
}, 60_000);

test('a wrong kind of value, a missing member and a misspelt one would be seen', async () => {
  const broken = (change: (copy: Workload) => void): Manifest => {
    const copy = structuredClone(deploymentOf('books'));
    change(copy);
    return copy;
  };
  const faults = await faultsIn([
    broken((copy) => Object.assign(copy.spec, { replicas: 'three' })),
    broken((copy) => Object.assign(mainOf(copy), { name: undefined })),
    broken((copy) => Object.assign(mainOf(copy), { readynessProbe: mainOf(copy).readinessProbe })),
  ]);
  expect(faults.some((fault) => fault.includes('replicas'))).toBe(true);
  expect(faults.some((fault) => fault.includes('name'))).toBe(true);
  expect(faults.some((fault) => fault.includes('readynessProbe'))).toBe(true);
}, 60_000);

test('every setting that a room reads is set for it, and none that it does not', () => {
  for (const room of rooms) {
    const set = (mainOf(deploymentOf(room)).env ?? []).map(({ name }) => name);
    const read = Object.keys(settings[room]);
    expect({ room, unread: set.filter((name) => !read.includes(name)) }).toEqual({ room, unread: [] });
    const missing = read.filter((name) => !set.includes(name) && !literals.includes(name));
    expect({ room, missing }).toEqual({ room, missing: [] });
  }
  const readBySomebody = new Set(rooms.flatMap((room) => Object.keys(settings[room])));
  expect(literals.filter((name) => !readBySomebody.has(name))).toEqual([]);
});

test('values given in the manifests are values the rooms take', () => {
  for (const room of rooms) {
    for (const { name, value } of mainOf(deploymentOf(room)).env ?? []) {
      const setting = settings[room][name];
      if (value !== undefined && setting) expect(() => setting.parse(value, { [name]: value })).not.toThrow();
    }
  }
});

test('secrets are named, never written, and the tool that makes them makes all of them', () => {
  const databases = { users: 'u', books: 'b', orders: 'o', payments: 'p', reviews: 'r' };
  const made = secretsFor(databases, 'smtp://mail');
  const known = new Set(made.flatMap(({ name, values }) => Object.keys(values).map((key) => `${name}/${key}`)));
  const named = new Set<string>();
  for (const workload of workloads) {
    for (const { env = [] } of containersOf(workload)) {
      for (const { name, value, valueFrom } of env) {
        if (/PASSWORD|SECRET|DATABASE_URL|NATS_URL/.test(name)) expect(value).toBeUndefined();
        const { secretKeyRef } = valueFrom ?? {};
        if (secretKeyRef) named.add(`${secretKeyRef.name}/${secretKeyRef.key}`);
      }
    }
  }
  expect([...named].sort()).toEqual([...known].sort());
  expect(ofKind(manifests, 'Secret')).toEqual([]);
});

test('a room sees its own secrets and no others', () => {
  for (const room of rooms) {
    const named = containersOf(deploymentOf(room)).flatMap(({ env = [] }) =>
      env.flatMap(({ valueFrom }) => valueFrom?.secretKeyRef?.name ?? []),
    );
    expect(new Set(named)).toEqual(new Set([room]));
  }
});

test('ports agree: what a room listens on, its container, its Service, and where the gateway looks', () => {
  for (const room of rooms) {
    const container = mainOf(deploymentOf(room));
    expect(container.env?.find(({ name }) => name === 'PORT')?.value).toBe(String(ports[room]));
    expect(container.ports).toEqual([{ name: 'http', containerPort: ports[room] }]);
    const service = ofKind(manifests, 'Service').find(({ metadata }) => metadata.name === room);
    expect(service?.spec).toMatchObject({
      selector: { app: room },
      ports: [{ port: ports[room], targetPort: 'http' }],
    });
  }
  const gateway = mainOf(deploymentOf('gateway')).env ?? [];
  for (const room of services) {
    const address = gateway.find(({ name }) => name === `${room.toUpperCase()}_SERVICE_URL`)?.value;
    expect(address).toBe(`http://${room}:${ports[room]}`);
  }
});

test('every container that stays is asked whether it lives and is ready; services migrate before they start', () => {
  for (const room of rooms) {
    const deployment = deploymentOf(room);
    const { startupProbe, livenessProbe, readinessProbe, args } = mainOf(deployment);
    expect(startupProbe?.httpGet).toEqual({ path: '/health/live', port: 'http' });
    expect(livenessProbe?.httpGet).toEqual({ path: '/health/live', port: 'http' });
    expect(readinessProbe?.httpGet).toEqual({ path: '/health/ready', port: 'http' });
    const entry = room === 'gateway' ? 'gateway/index.ts' : `services/${room}/index.ts`;
    expect(args).toEqual(['bun', entry]);
    expect(Bun.file(join(base, '../../..', entry)).size).toBeGreaterThan(0);
    const before = deployment.spec.template.spec.initContainers ?? [];
    expect(before.map((one) => one.args)).toEqual(room === 'gateway' ? [] : [['bun', entry, 'migrate']]);
    for (const one of before) {
      const set = (one.env ?? []).map(({ name }) => name);
      const needed = Object.entries(settings[room]).filter(([, setting]) => isRequired(setting));
      expect(needed.map(([name]) => name).filter((name) => !set.includes(name))).toEqual([]);
    }
  }
  const nats = mainOf(workloads.find(({ metadata }) => metadata.name === 'nats') as Workload);
  for (const probe of [nats.startupProbe, nats.livenessProbe, nats.readinessProbe])
    expect(probe?.httpGet).toEqual({ path: '/healthz', port: 'monitor' });
});

test('nobody runs as root, writes to its own disk, keeps a power or a key to the cluster', () => {
  expect(workloads.map(({ metadata }) => metadata.name).sort()).toEqual([...rooms, 'nats'].sort());
  for (const workload of workloads) {
    const pod = workload.spec.template.spec;
    expect(pod.automountServiceAccountToken).toBe(false);
    expect(pod.securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
    for (const container of containersOf(workload)) {
      expect(container.securityContext).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      });
      expect(container.resources?.limits?.memory).toMatch(/^\d+Mi$/);
    }
  }
});

test('images have a tag that stays', () => {
  const used = new Set(workloads.flatMap((workload) => containersOf(workload).map(({ image }) => image)));
  expect([...used].sort()).toEqual(kustomization.images.map(({ name }) => name).sort());
  for (const { newTag } of kustomization.images) expect(newTag).toMatch(/^\d+\.\d+\.\d+$/);
});

test('each of the six grows with its load, and is never taken away altogether', () => {
  for (const room of rooms) {
    const scaler = ofKind(manifests, 'HorizontalPodAutoscaler').find(({ metadata }) => metadata.name === room);
    expect(scaler?.spec).toMatchObject({ scaleTargetRef: { kind: 'Deployment', name: room }, minReplicas: 2 });
  }
  for (const name of [...rooms, 'nats']) {
    const budget = ofKind(manifests, 'PodDisruptionBudget').find(({ metadata }) => metadata.name === name);
    expect(budget?.spec).toMatchObject({ maxUnavailable: 1, selector: { matchLabels: { app: name } } });
  }
});

test('who may talk to whom is said of pods and ports that there are', () => {
  const policies = ofKind(manifests, 'NetworkPolicy');
  expect(policies.find(({ metadata }) => metadata.name === 'nobody')?.spec).toEqual({
    podSelector: {},
    policyTypes: ['Ingress', 'Egress'],
  });
  const text = JSON.stringify(policies);
  const apps = [
    ...[...text.matchAll(/"app":"([\w-]+)"/g)].map(([, name]) => name ?? ''),
    ...[...text.matchAll(/"values":(\[[^\]]*\])/g)].flatMap(([, list]) => JSON.parse(list ?? '[]') as string[]),
  ];
  const names = new Set(workloads.map(({ metadata }) => metadata.name));
  expect(apps.filter((app) => !names.has(app))).toEqual([]);
  const labels = workloads.map(({ spec }) => spec.template.metadata.labels);
  for (const [, label] of text.matchAll(/"(uses-\w+)":"yes"/g)) expect(labels.some((of) => of[label ?? ''])).toBe(true);
  const ports = new Set(
    workloads.flatMap((one) => containersOf(one).flatMap(({ ports = [] }) => ports.map(({ name }) => name))),
  );
  const named = [...text.matchAll(/"port":"(\w+)"/g)].map(([, name]) => name ?? '');
  expect(named.filter((name) => !ports.has(name))).toEqual([]);
});

test('the tool for secrets tells what it lacks, and prints what the API takes', async () => {
  const run = (words: string[], env: Record<string, string> = {}) =>
    Bun.spawnSync([process.execPath, '--no-env-file', join(base, '../make-secrets.ts'), ...words], { env });
  expect([run(['--help']).exitCode, run(['--help']).stdout.toString()]).toEqual([
    0,
    expect.stringContaining('kubectl'),
  ]);
  const lacking = run([], { USERS_DATABASE_URL: 'postgres://u:p@db/users' });
  expect([lacking.exitCode, lacking.stdout.toString()]).toEqual([2, '']);
  expect(lacking.stderr.toString()).toContain('BOOKS_DATABASE_URL');
  const urls = services.map((room) => [`${room.toUpperCase()}_DATABASE_URL`, `postgres://${room}:p@db/${room}`]);
  const made = run([], Object.fromEntries(urls));
  const { items } = JSON.parse(made.stdout.toString()) as { items: Manifest[] };
  expect([made.exitCode, items.length, await faultsIn(items)]).toEqual([0, 7, []]);
});

test('NATS reads the very configuration that the tests run on', async () => {
  for (const file of ['server.conf', 'cluster.conf']) {
    const text = await Bun.file(join(base, file)).text();
    expect({ file, same: text === (await Bun.file(join(base, '../../../nats', file)).text()) }).toEqual({
      file,
      same: true,
    });
    const nats = mainOf(workloads.find(({ metadata }) => metadata.name === 'nats') as Workload);
    const set = (nats.env ?? []).map(({ name }) => name);
    const read = [...text.matchAll(/\$([A-Z_]+)/g)].map(([, name]) => name ?? '');
    expect(read.filter((name) => !set.includes(name))).toEqual([]);
  }
});
