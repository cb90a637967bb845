// `bun run ops`: what waits in the shop, and sending it on its way again.

import { join } from 'node:path';
import { noDatabases, openDatabases } from './launcher/open-databases.ts';
import { Refusal, wordsOf } from './launcher/refusal.ts';
import { type Databases, withDatabases } from './ops/databases.ts';
import { listParked, type Outcome, outcomes, type Parked, replayAll, replayOne, retell } from './ops/deliveries.ts';
import { listParkedMails, resendMails } from './ops/mails.ts';
import { listStuck, type Stuck } from './ops/stuck.ts';
import { help, readWish, type Wish } from './ops/wish.ts';
import { ageWords, columns, counted } from './ops/wording.ts';

const patienceMs = 6000;

async function main(words: string[]): Promise<number> {
  try {
    const wish = readWish(words);
    if (wish.do === 'help') return say(help);
    const urls = openDatabases(join(import.meta.dir, '..'));
    if (!urls) throw new Refusal(noDatabases.trim(), 2);
    return await withDatabases(urls, (databases) => fulfil(databases, wish));
  } catch (error) {
    process.stderr.write(`${wordsOf(error)}\n`);
    return error instanceof Refusal ? error.exitCode : 2;
  }
}

async function fulfil(databases: Databases, wish: Exclude<Wish, { do: 'help' }>): Promise<number> {
  switch (wish.do) {
    case 'parked':
      return tell([...(await listParked(databases)), ...(await listParkedMails(databases))], wish.json, parkedWords);
    case 'stuck':
      return tell(await listStuck(databases, wish.after), wish.json, stuckWords);
    case 'replay':
      return replay(databases, wish);
    case 'retell':
      return retold(databases, wish);
    default:
      throw new Error(`unhandled: ${JSON.stringify(wish satisfies never)}`);
  }
}

function tell<Row>(rows: Row[], json: boolean, words: (rows: Row[]) => string): number {
  say(json ? `${JSON.stringify(rows, null, 2)}\n` : words(rows));
  return rows.length === 0 ? 0 : 1;
}

async function replay(databases: Databases, { id, json }: Wish & { do: 'replay' }): Promise<number> {
  const facts = id === null ? await replayAll(databases) : await replayOne(databases, id);
  const replayed = [...facts, ...(await resendMails(databases, id))];
  if (id !== null && replayed.length === 0)
    throw new Refusal(`There is no undelivered fact or mail ${id}. See: bun run ops parked`, 1);
  const all = await outcomes(databases, replayed, patienceMs);
  say(json ? `${JSON.stringify(all, null, 2)}\n` : replayWords(all));
  return all.every(({ outcome }) => outcome === 'delivered') ? 0 : 1;
}

const retellPatienceMs = 60_000;

async function retold(databases: Databases, { to, since, json }: Wish & { do: 'retell' }): Promise<number> {
  const all = await outcomes(databases, await retell(databases, to, since), retellPatienceMs);
  const left = all.filter(({ outcome }) => outcome !== 'delivered');
  const head = `${to} was told ${counted(all.length, 'fact', 'facts')} again; ${left.length} did not arrive yet.\n`;
  say(json ? `${JSON.stringify(all, null, 2)}\n` : head + (left.length > 0 ? replayWords(left) : ''));
  return left.length === 0 ? 0 : 1;
}

function parkedWords(parked: Parked[]): string {
  if (parked.length === 0) return 'Nothing is parked: every fact and mail arrived, or is still on its way.\n';
  const rows = parked.map(({ id, type, from, subscriber, ageSeconds, attempts, behind, reason }) => [
    id,
    type,
    `${from} → ${subscriber}`,
    ageWords(ageSeconds),
    String(attempts),
    String(behind),
    reason ?? '',
  ]);
  const list = columns(['ID', 'FACT', 'FROM → TO', 'AGE', 'TRIES', 'BEHIND IT', 'WHY'], rows);
  return `${list}\n${counted(parked.length, 'fact or mail is parked', 'facts and mails are parked')}. When the cause is mended: bun run ops replay --all\n`;
}

function stuckWords(stuck: Stuck[]): string {
  if (stuck.length === 0) return 'Nothing is stuck.\n';
  const rows = stuck.map(({ what, name, state, sinceSeconds, attempts, nextSeconds }) => [
    what,
    name,
    state,
    ageWords(sinceSeconds),
    attempts === null ? '' : String(attempts),
    nextSeconds === null ? 'when it is told' : nextSeconds <= 0 ? 'now' : `in ${ageWords(nextSeconds)}`,
  ]);
  return columns(['WHAT', 'WHICH', 'STATE', 'SINCE', 'TRIES', 'LOOKED AT NEXT'], rows);
}

function replayWords(all: Outcome[]): string {
  if (all.length === 0) return 'Nothing is parked.\n';
  const lines = all.map(({ type, subscriber, id, outcome, reason }) => {
    const came = outcome === 'delivered' ? 'delivered' : reason ? `refused again: ${reason}` : 'due, not tried yet';
    return `${id}  ${type} → ${subscriber}: ${came}`;
  });
  return `${lines.join('\n')}\n`;
}

function say(text: string): number {
  process.stdout.write(text);
  return 0;
}

process.exit(await main(process.argv.slice(2)));
