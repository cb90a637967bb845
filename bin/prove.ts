// `bun run prove <name>`: the proofs that money and stock come right whatever dies when, and that pages keep what they promise,
// in their long form. Each prints the seed that makes it happen again, and a table; exit 1 where anything came out wrong.

import { newSeed } from '#tests/prove/chance';
import { type Proof, proofs } from '#tests/prove/proofs';

const help = `Proves that money and stock are right whatever dies when, and that pages keep their promises. Each proof opens a shop of its own.

${Object.entries(proofs)
  .map(([name, proof]) => [`  bun run prove ${name.padEnd(9)} ${proof.about}`, ...flagsOf(proof)].join('\n'))
  .join('\n')}

--seed N makes the choices of the run that printed SEED=N. Exit 0 all came out right, 1 something did not and is named,
2 there is no such proof or flag.
`;

function flagsOf({ flags }: Proof): string[] {
  return Object.entries(flags).map(([flag, about]) => `      --${flag.padEnd(10)} ${about}`);
}

async function main(words: string[]): Promise<number> {
  if (words.length === 0 || words.includes('--help') || words.includes('-h')) return say(help);
  const [name = '', ...rest] = words;
  const proof = proofs[name];
  if (!proof) return say(`There is no proof "${name}".\n\n${help}`, 2);
  const given = valuesIn(rest, ['seed', ...Object.keys(proof.flags)]);
  if (typeof given === 'string') return say(`${given}\n\n${help}`, 2);
  const seed = Number(given.get('seed') ?? newSeed());
  say(`SEED=${seed}\n`);
  const began = performance.now();
  const wrong = await proof.run({ seed, given, say: (line) => say(`${line}\n`) });
  const seconds = ((performance.now() - began) / 1000).toFixed(0);
  say(`\n${wrong === 0 ? 'All came out right' : `${wrong} came out wrong`} in ${seconds} s.\n`);
  return wrong === 0 ? 0 : 1;
}

/** `--name value` pairs, or what is wrong with them. */
function valuesIn(words: string[], known: string[]): Map<string, string> | string {
  const given = new Map<string, string>();
  for (let at = 0; at < words.length; at += 2) {
    const [flag = '', value] = words.slice(at, at + 2);
    if (!flag.startsWith('--') || !known.includes(flag.slice(2))) return `There is no flag "${flag}" here.`;
    if (value === undefined) return `${flag} needs a value.`;
    given.set(flag.slice(2), value);
  }
  return given;
}

function say(text: string, code = 0): number {
  (code === 2 ? process.stderr : process.stdout).write(text);
  return code;
}

process.exit(await main(process.argv.slice(2)));
