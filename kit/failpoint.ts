// Places between two steps that must survive the process's death, for the proofs under tests/prove/. FAILPOINT says what
// happens at one: `orders.place.after_write:kill`, `:throw`, or `:hang`, and `:kill@3` for its third passage; several are
// parted by commas. A path instead of a name is a file with the same words, read anew at each passage, so that a proof can
// arm a process that runs. What happened is struck off: a process that comes back does not die of it again.

import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { ConfigurationError, optionalText, production, readSettings } from './config.ts';
import { sleep } from './time.ts';

/** `hanging` is what a `hang` becomes once it is reached; striking it off lets the passage go on. */
const acts = ['kill', 'throw', 'hang', 'hanging'] as const;
type Act = (typeof acts)[number];
export type Plan = { name: string; act: Act; passage: number };
type Plans = { read(): Plan[]; write(plans: Plan[]): void };

/** @throws ConfigurationError for what is not `name:act` or `name:act@passage`. */
export function readPlans(text: string): Plan[] {
  return text
    .split(/[\s,]+/)
    .filter((words) => words !== '')
    .map((words) => {
      const found = /^([a-z_.]+):([a-z]+)(?:@([1-9]\d*))?$/.exec(words);
      const act = acts.find((known) => known === found?.[2]);
      if (!found?.[1] || !act) throw new ConfigurationError(`FAILPOINT: "${words}" is not name:kill, :throw or :hang.`);
      return { name: found[1], act, passage: Number(found[3] ?? 1) };
    });
}

export const writePlans = (plans: Plan[]): string =>
  plans.map(({ name, act, passage }) => `${name}:${act}${passage > 1 ? `@${passage}` : ''}`).join(',');

/** What the words of FAILPOINT make of each passage. */
export function armed(words: string): (name: string) => Promise<void> {
  const plans = words.startsWith('/') ? plansIn(words) : plansKept(readPlans(words));
  return (name) => pass(plans, name);
}

function plansKept(plans: Plan[]): Plans {
  return {
    read: () => plans,
    write(left) {
      plans = left;
    },
  };
}

/** Written beside and renamed, so that the proof, which watches the file, never reads half of it. */
function plansIn(file: string): Plans {
  return {
    read: () => (existsSync(file) ? readPlans(readFileSync(file, 'utf8')) : []),
    write(left) {
      writeFileSync(`${file}.new`, writePlans(left));
      renameSync(`${file}.new`, file);
    },
  };
}

async function pass(plans: Plans, name: string): Promise<void> {
  const all = plans.read();
  const plan = all.find((one) => one.name === name && one.act !== 'hanging');
  if (!plan) return;
  const others = all.filter((one) => one !== plan);
  if (plan.passage > 1) return plans.write([...others, { ...plan, passage: plan.passage - 1 }]);
  if (plan.act === 'hang') {
    plans.write([...others, { ...plan, act: 'hanging' }]);
    while (plans.read().some((one) => one.name === name && one.act === 'hanging')) await sleep(10);
    return;
  }
  plans.write(others);
  if (plan.act === 'throw') throw new Error(`the failpoint ${name}`);
  process.kill(process.pid, 'SIGKILL');
  await new Promise(() => undefined);
}

const { FAILPOINT: words } = readSettings({ FAILPOINT: optionalText('where a proof makes this process fail') });
const passing = words === undefined || production() ? null : armed(words);

/**
 * A place with this name, used nowhere else; docs/reliability.md lists them. Without FAILPOINT, and always in production,
 * it costs one comparison with null and nothing else: no file, no table, no promise is looked at.
 */
export function failpoint(name: string): Promise<void> | null {
  return passing === null ? null : passing(name);
}
