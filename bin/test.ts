// `bun run test`: the same list on every machine, quick things first. It installs what testing needs, starts one Postgres for
// all test files, and ends with a line `N passed, N failed`. Imports nothing from npm: the first step installs it.

import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { type Outcome, report, runTests, runTool } from './testing/run.ts';

const root = join(import.meta.dir, '..');
const bin = (name: string) => join(root, 'node_modules', '.bin', name);
const withServers = '{int,e2e}';

type Step = { name: string; about: string; run(): Promise<Outcome> };

const steps: Step[] = [
  {
    name: 'format',
    about: 'format and lint',
    run: () => runTool('format', [bin('biome'), 'ci', '--colors=off', '--error-on-warnings', '.'], root),
  },
  {
    name: 'types',
    about: 'type check',
    run: () => runTool('types', [join(root, 'node_modules/typescript7/bin/tsc'), '--noEmit'], root),
  },
  { name: 'escapes', about: 'unescaped markup', run: () => runTool('escapes', [bin('xss-scan')], root) },
  {
    name: 'house',
    about: 'the house rules',
    run: () => runTests('house', { files: ['tests/house', 'tests/contracts'] }, root),
  },
  {
    name: 'unit',
    about: 'tests without servers',
    run: () => runTests('unit', { suffix: '.test.ts', not: withServers }, root),
  },
  {
    name: 'servers',
    about: 'tests on real Postgres and NATS',
    run: () => runTests('servers', { suffix: '.int.test.ts' }, root),
  },
  {
    name: 'journeys',
    about: 'whole-shop journeys in a browser',
    run: () => runTests('journeys', { suffix: '.e2e.test.ts' }, root),
  },
];

const inContainers = process.env.TEST_INFRA === 'containers';
/** What the steps that need a stage play on. */
const stages = {
  servers: inContainers ? 'Postgres and NATS in containers' : 'embedded Postgres and NATS',
  journeys: inContainers
    ? 'the composed shop, and embedded ones where a journey breaks it'
    : 'embedded Postgres and NATS',
};

const help = `Runs the tests of the shop.

  bun run test                 everything, as CI does
  bun run test unit house      only these steps
  bun run test --list          the steps, in order
  TEST_INFRA=containers bun run test servers journeys
                               the same tests on Postgres and NATS in containers, and on the shop
                               as compose.yaml opens it (needs Docker)

Steps: ${steps.map((step) => `${step.name} (${step.about})`).join(', ')}.
One file or one test: bun test services/books/stock.int.test.ts -t 'last copy'
`;

async function main(words: string[]): Promise<number> {
  if (words.includes('--help') || words.includes('-h')) return print(help);
  if (words.includes('--list'))
    return print(`${steps.map((step) => `${step.name.padEnd(10)} ${step.about}`).join('\n')}\n`);
  const unknown = words.find((word) => !steps.some((step) => step.name === word));
  if (unknown !== undefined) return print(`There is no step "${unknown}".\n\n${help}`, 2);
  const wanted = steps.filter((step) => words.length === 0 || words.includes(step.name));
  const installed = await runTool(
    'install',
    [process.execPath, 'install', '--frozen-lockfile', '--no-progress'],
    root,
    'binary',
  );
  if (installed.failed > 0) return report([installed]);
  for (const [step, words] of Object.entries(stages)) {
    if (wanted.some(({ name }) => name === step)) process.stdout.write(`     ${step.padEnd(10)} ${words}\n`);
  }
  const servers = await sharedServers(wanted);
  try {
    const outcomes: Outcome[] = [];
    for (const step of wanted) outcomes.push(await step.run());
    return report(outcomes);
  } finally {
    await servers?.stop();
  }
}

/** One Postgres for all files of the run; each file has a database of its own in it. */
async function sharedServers(wanted: Step[]): Promise<{ stop(): Promise<void> } | null> {
  if (!wanted.some((step) => step.name === 'servers')) return null;
  const servers = inContainers
    ? await (await import('#tests/support/containers')).containerServers()
    : await (await import('#deploy/local/servers')).localServers();
  process.env.COLOPHON_TEST_SERVERS = JSON.stringify(servers.urls);
  return servers;
}

function print(text: string, code = 0): number {
  (code === 0 ? process.stdout : process.stderr).write(text);
  return code;
}

process.env.COLOPHON_TEST_CORES = String(availableParallelism());
process.exit(await main(process.argv.slice(2)));
