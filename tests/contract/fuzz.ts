// `bun tests/contract/fuzz.ts --requests 200000 --seed 7 --service books --only listBooks`: the long form of the contract suite.

import { parseArgs } from 'node:util';
import { runFuzz, tell } from './run.ts';
import { openShop, roomNames } from './shop.ts';

const { values } = parseArgs({
  options: {
    requests: { type: 'string', default: '200000' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1e6)) },
    service: { type: 'string' },
    only: { type: 'string' },
  },
});
const seed = Number(values.seed);
const service = roomNames.find((name) => name === values.service);
process.stdout.write(`SEED=${seed}\n`);
const shop = await openShop();
const outcome = await runFuzz(shop, { seed, requests: Number(values.requests), service, only: values.only });
process.stdout.write(`${tell(outcome)}\nSEED=${seed}\n`);
await shop.close();
process.exit(outcome.findings.length > 0 ? 1 : 0);
