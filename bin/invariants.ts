// `bun run invariants`: is all well with money and stock? Looks at the five databases; exit 1 with the rows that break a rule.

import { join } from 'node:path';
import { checkInvariants, type Verdict } from './invariants/check.ts';
import { noDatabases, openDatabases } from './launcher/open-databases.ts';

const help = `Checks what must always hold between stock, orders, payments, messages and reviews.

  bun run invariants             the open shop of DATA_DIR, or the databases that USERS_DATABASE_URL … name
  bun run invariants --settled   nothing is on its way: leave no moment of grace
  bun run invariants --json      for a program

Exit 0 all is well, 1 a rule is broken (the rows are shown), 2 no databases.
`;

async function main(words: string[]): Promise<number> {
  if (words.includes('--help') || words.includes('-h')) return say(help);
  const urls = openDatabases(join(import.meta.dir, '..'));
  if (!urls) return say(noDatabases, 2);
  const verdicts = await checkInvariants(urls, words.includes('--settled'));
  const broken = verdicts.filter((verdict) => verdict.broken.length > 0);
  if (words.includes('--json')) say(`${JSON.stringify(verdicts, null, 2)}\n`);
  else for (const verdict of verdicts) say(line(verdict));
  return broken.length === 0 ? 0 : 1;
}

function line({ id, about, where, broken }: Verdict): string {
  const head = `${broken.length === 0 ? 'ok    ' : 'BROKEN'} ${id.padEnd(4)} ${where.padEnd(14)} ${about}\n`;
  return (
    head +
    broken
      .slice(0, 10)
      .map((row) => `         ${JSON.stringify(row)}\n`)
      .join('')
  );
}

function say(text: string, code = 0): number {
  (code === 2 ? process.stderr : process.stdout).write(text);
  return code;
}

process.exit(await main(process.argv.slice(2)));
