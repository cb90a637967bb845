// The words of `bun run ops`.

import { parseArgs } from 'node:util';
import { type Service, services } from '#deploy/local/rooms';
import { Refusal, wordsOf } from '../launcher/refusal.ts';

export const help = `Looks at what waits in the shop, and sends it on its way.

  bun run ops parked           facts that rooms refused too often, or that could not be delivered for an hour, and mails that
                               the mail server refused, and why
  bun run ops replay ID        makes one of them due now, and tells what came of it
  bun run ops replay --all     all of them
  bun run ops replay --to reviews --since 2026-11-24T18:00:00Z
                               tells a room again what it was told since then: after its database was restored from a backup
  bun run ops stuck            orders, payments, refunds and facts that stand between two states too long
  bun run ops stuck --after 5  longer than five seconds

Flags
      --json    for a program
  -h, --help    these words

It looks at the open shop of DATA_DIR, or at the databases that USERS_DATABASE_URL … name.
Exit 0 nothing waits (or all that was replayed arrived), 1 something does, 2 no databases or a word it does not know.
`;

export type Wish =
  | { do: 'help' }
  | { do: 'parked'; json: boolean }
  | { do: 'stuck'; json: boolean; after: number | null }
  | { do: 'replay'; json: boolean; id: string | null }
  | { do: 'retell'; json: boolean; to: Service; since: string };

const uid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** @throws Refusal with exit code 2 for words it does not know. */
export function readWish(words: string[]): Wish {
  const { values, positionals } = parsed(words);
  const [command, ...rest] = positionals;
  const json = values.json ?? false;
  if (values.help || words.length === 0) return { do: 'help' };
  if (command === 'parked' && rest.length === 0) return { do: 'parked', json };
  if (command === 'stuck' && rest.length === 0) return { do: 'stuck', json, after: secondsIn(values.after) };
  if (command === 'replay' && (values.to ?? values.since))
    return retelling(values, { json, alone: rest.length === 0 && !values.all });
  if (command === 'replay') return { do: 'replay', json, id: whichOf(rest, values.all ?? false) };
  throw unknown(`"${positionals.join(' ')}" is nothing it can do.`);
}

function parsed(words: string[]) {
  try {
    return parseArgs({
      args: words,
      allowPositionals: true,
      options: {
        all: { type: 'boolean' },
        after: { type: 'string' },
        to: { type: 'string' },
        since: { type: 'string' },
        json: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    throw unknown(wordsOf(error));
  }
}

function retelling(
  { to, since = '' }: { to?: string; since?: string },
  { json, alone }: { json: boolean; alone: boolean },
): Wish {
  const room = services.find((service) => service === to);
  if (!alone || !room) throw unknown(`Say which room is told again: --to ${services.join(', --to ')}.`);
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(since) || Number.isNaN(Date.parse(since)))
    throw unknown(`--since takes a moment such as 2026-11-24T18:00:00Z, not "${since}".`);
  return { do: 'retell', json, to: room, since };
}

function secondsIn(text: string | undefined): number | null {
  if (text === undefined) return null;
  if (!/^\d{1,7}$/.test(text)) throw unknown(`--after takes seconds, not "${text}".`);
  return Number(text);
}

function whichOf(rest: string[], all: boolean): string | null {
  const [id, ...more] = rest;
  if (all && id === undefined) return null;
  if (all || more.length > 0 || id === undefined) throw unknown('Replay one ID, or --all.');
  if (!uid.test(id)) throw unknown(`"${id}" is no ID of a fact; \`bun run ops parked\` shows them.`);
  return id;
}

const unknown = (why: string) => new Refusal(`${why} See: bun run ops --help`, 2);
