// `bun tests/contract/fuzz.ts --requests 200000 --seed 7 --service books --only listBooks`: the long form of the contract suite.

import { parseArgs } from 'node:util';
import { type Outcome, runFuzz, tell, wordsOf } from './run.ts';
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
let told = 0;
const onProgress = (outcome: Outcome) => {
  const fresh = outcome.findings.slice(told);
  told = outcome.findings.length;
  for (const finding of fresh) process.stdout.write(`${wordsOf(finding)}\n`);
  process.stdout.write(`${outcome.requests} requests, ${told} findings\n`);
};
const outcome = await runFuzz(shop, {
  seed,
  requests: Number(values.requests),
  service,
  only: values.only,
  onProgress,
});
process.stdout.write(`${tell(outcome)}\nSEED=${seed}\n`);
await shop.close();
process.exit(outcome.findings.length > 0 ? 1 : 0);
