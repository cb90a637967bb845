// `bun run prove guards`: each guard is taken away, and a test must notice.

import { localServers } from '#deploy/local/servers';
import type { Proof } from '#tests/prove/proofs';
import { table } from '#tests/prove/table';
import { guards as all } from './guards.ts';
import { openCopy, type Removal } from './remove.ts';

const atOnce = 2;

export const guards: Proof = {
  about: 'guards are taken away one by one, and a test notices each',
  flags: { only: 'those whose name or file matches' },
  async run({ given, say }) {
    const only = new RegExp(given.get('only') ?? '');
    const waiting = all.filter(({ name, file }) => only.test(name) || only.test(file));
    const removals: Removal[] = [];
    // One Postgres for all; each test makes databases of its own in it.
    const servers = await localServers();
    process.env.COLOPHON_TEST_SERVERS = JSON.stringify(servers.urls);
    try {
      const work = async () => {
        const copy = openCopy();
        for (let guard = waiting.shift(); guard; guard = waiting.shift()) {
          const removal = await copy.without(guard);
          removals.push(removal);
          if (removal.caughtBy.length === 0)
            say(`wrong: nobody noticed that "${guard.name}" is gone from ${guard.file}:\n${removal.said.slice(-1500)}`);
        }
        copy.close();
      };
      await Promise.all(Array.from({ length: atOnce }, work));
    } finally {
      await servers.stop();
    }
    const rows = removals.map(({ guard, caughtBy }) => [guard.name, guard.file, caughtBy[0] ?? 'nobody']);
    for (const row of rows) say(row.join('  |  '));
    const caught = removals.filter(({ caughtBy }) => caughtBy.length > 0).length;
    say(
      table(
        ['guards', 'count'],
        [
          ['taken away', String(removals.length)],
          ['noticed', String(caught)],
        ],
      ),
    );
    return removals.length - caught;
  },
};
