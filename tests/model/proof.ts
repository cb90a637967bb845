// `bun run prove model`: the simulation in its long form, and every order of events of small cases.

import type { Proof } from '#tests/prove/proofs';
import { table } from '#tests/prove/table';
import { type CaseName, cases } from './cases.ts';
import { exhaust } from './exhaust.ts';
import { simulate } from './simulate.ts';

type Say = (line: string) => void;

export const model: Proof = {
  about: 'the saga in a simulated world, schedule after schedule',
  flags: {
    schedules: 'how many (200000); 1 tells every step of the one with the seed',
    whole: 'instead: every order of events of a small case, up to so many worlds',
    case: `which case (one buyer): ${Object.keys(cases).join(', ')}`,
    faults: 'what a path of it may hold: timeouts,doubles,deaths,sweeps,retries (1,0,0,1,0)',
  },
  async run({ seed, given, say }) {
    const limit = given.get('whole');
    if (limit !== undefined) return searchWholly(given, Number(limit), say);
    return playMany(seed, Number(given.get('schedules') ?? 200_000), say);
  },
};

function playMany(seed: number, schedules: number, say: Say): number {
  const seen = new Map<string, number>();
  let [steps, deaths, wrong] = [0, 0, 0];
  for (let at = 0; at < schedules; at++) {
    const schedule = simulate(seed + at, {}, schedules === 1);
    for (const line of schedule.told) say(line);
    if (schedule.fault) say(`wrong: seed ${schedule.seed}: ${schedule.fault}`);
    wrong += schedule.fault ? 1 : 0;
    steps += schedule.steps;
    deaths += schedule.deaths;
    for (const step of schedule.seen) seen.set(step, (seen.get(step) ?? 0) + 1);
  }
  const rows = [...seen].sort(([a], [b]) => (a < b ? -1 : 1)).map(([step, n]) => [step, String(n)]);
  say(table(['step of a state machine', 'schedules that took it'], rows));
  say(`seed ${seed}: ${schedules} schedules, ${steps} steps, ${deaths} deaths, ${wrong} wrong`);
  return wrong;
}

function searchWholly(given: Map<string, string>, limit: number, say: Say): number {
  const name = (given.get('case') ?? 'one buyer') as CaseName;
  const scripts = cases[name];
  if (!scripts) throw new Error(`There is no case "${name}": ${Object.keys(cases).join(', ')}.`);
  const counts = (given.get('faults') ?? '1,0,0,1,0').split(',').map(Number);
  const [timeouts = 0, doubles = 0, deaths = 0, sweeps = 0, retries = 0] = counts;
  const found = exhaust({ copies: 1, scripts, faults: { timeouts, doubles, deaths, sweeps, retries } }, limit);
  for (const step of found.fault?.path ?? []) say(step);
  if (found.fault) say(`wrong: ${found.fault.what}`);
  const extent = found.whole ? 'all of them' : 'the first of them';
  say(`${name}: ${found.worlds} worlds (${extent}), ${found.ways} ways between them, ${found.ends} ends`);
  return found.fault ? 1 : 0;
}
