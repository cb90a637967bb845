// The short form of `bun run prove composed`, where the run was told to use containers: only there is a Docker engine for sure.

import { expect, test } from 'bun:test';
import { join } from 'node:path';
import { wantContainers } from '#tests/support/servers';
import { newSeed } from './chance.ts';
import { composed, containers } from './composed.ts';

test('the proof kills every container that stays', async () => {
  const file = await Bun.file(join(import.meta.dir, '../../compose.yaml')).text();
  const { services } = Bun.YAML.parse(file) as { services: Record<string, object> };
  const staying = Object.keys(services).filter((name) => name !== 'secrets');
  expect(containers.toSorted()).toEqual(staying.sort());
});

if (wantContainers())
  test('a composed shop opens, stops, opens again, loses a database and a service under checkouts, and leaves nothing behind', async () => {
    const report = await composed({ seed: newSeed(), only: /^(books-db|payments)$/ });
    expect(report.faults).toEqual([]);
    expect(report.deaths.map(({ container }) => container)).toEqual(['payments', 'books-db']);
    expect(report.leftBehind).toEqual([]);
  }, 600_000);
