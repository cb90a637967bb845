// Two worlds that look alike have the same future. Rows, answers and messages are never changed, so that each is put into
// words once.

import type { Agent, Event, World } from './world.ts';

const words = new WeakMap<object, string>();

function wordsOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? '-';
  const known = words.get(value);
  if (known !== undefined) return known;
  const said = JSON.stringify(value);
  words.set(value, said);
  return said;
}

/** @returns a number that differs for worlds that differ, but for one chance in very many. */
export function signatureOf({ tables, agents }: World, pending: readonly Event[], left: object): bigint {
  const parts: string[] = [JSON.stringify(left)];
  const { counts, ...rows } = tables;
  for (const table of Object.values(rows))
    parts.push(table.size === 0 ? '' : tableInWords(table as Map<unknown, unknown>));
  parts.push(tableInWords(new Map([...counts].filter(([what]) => !isName.test(what)))));
  parts.push([...agents.values()].map(agentInWords).sort().join('\n'));
  parts.push(pending.map(wordsOf).sort().join('\n'));
  return BigInt(Bun.hash(parts.join('\f')));
}

/** Counters that only give new work a name of its own: what it is called changes nothing. */
const isName = />$|!/;

const tableInWords = (table: Map<unknown, unknown>): string =>
  [...table]
    .map(([key, row]) => `${key} ${wordsOf(row)}`)
    .sort()
    .join('\n');

const agentInWords = ({ id, heard, waitsFor, asked }: Agent): string =>
  `${id} ${asked} ${waitsFor} ${heard.map(wordsOf).join()}`;
