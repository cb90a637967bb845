// The few words `bun start` understands.
import { Refusal } from './refusal.ts';

export type Flags = { help: boolean; verbose: boolean; watch: boolean };

const known: Record<string, keyof Flags> = {
  '--help': 'help',
  '-h': 'help',
  '--verbose': 'verbose',
  '-v': 'verbose',
  '--watch': 'watch',
};

export const help = `Open the whole shop on this machine.

Examples
  bun start                          the shop at http://localhost:3000
  GATEWAY_PORT=8080 bun start        on another port
  SAMPLE_DATA=no bun start           with empty shelves
  DATA_DIR=/srv/colophon bun start   with its data elsewhere
  bun start --verbose                with every line that is logged
  bun dev                            starting a process again when its files change

Flags
  -h, --help       these words
  -v, --verbose    show every log line, not only warnings and errors
      --watch      start a process again when its files change (what \`bun dev\` does)

Variables (default)
  GATEWAY_PORT (3000), USERS_PORT (8001), BOOKS_PORT (8002), ORDERS_PORT (8003), PAYMENTS_PORT (8004),
  REVIEWS_PORT (8005)      the ports
  HOST (127.0.0.1)         the address to listen on; 0.0.0.0 opens the shop to the network
  PUBLIC_URL               how visitors reach the shop (http://localhost:GATEWAY_PORT)
  DATA_DIR (.data)         databases, secrets and logs
  SAMPLE_DATA (yes)        fill empty databases with the sample catalogue; yes or no
  CURRENCY (USD)           the currency of every price
  ADMIN_USERNAME, ADMIN_EMAIL, ADMIN_PASSWORD
                           the first admin; without them one is made and shown once
  SESSION_SECRET           signs the gateway's cookies; without it one is made and kept
  SMTP_URL, MAIL_FROM      the mail server and the sender of mails; without a server mails stay at /dev/mail
  USERS_DATABASE_URL .. REVIEWS_DATABASE_URL, NATS_URL
                           use servers that run already
  RATE_LIMITS              off, or how many times the documented limits are allowed (1000, or 1 where HOST
                           is not this machine alone)
  TRUSTED_PROXIES (0)      how many proxies stand in front and say in X-Forwarded-For who the visitor is
  DEBUG (no)               more detail in the logs
  NO_COLOR                 plain text

Ctrl-C stops everything. The data stays in DATA_DIR.
`;

/** @throws Refusal with exit code 2 for a word it does not know, with the nearest it does. */
export function readFlags(words: string[]): Flags {
  const flags: Flags = { help: false, verbose: false, watch: false };
  for (const word of words) {
    const flag = known[word];
    if (!flag) throw new Refusal(`${unknown(word)} \`bun start --help\` lists them all.`, 2);
    flags[flag] = true;
  }
  return flags;
}

function unknown(word: string): string {
  if (!word.startsWith('-')) return `"${word}" is not something bun start understands; settings are variables.`;
  const [nearest] = Object.keys(known)
    .map((name) => ({ name, distance: distance(word.toLowerCase(), name) }))
    .filter(({ name, distance }) => name.startsWith('--') && distance <= 2)
    .sort((a, b) => a.distance - b.distance);
  return `There is no flag ${word}.${nearest ? ` Did you mean ${nearest.name}?` : ''}`;
}

/** How many letters must be added, dropped or changed to make one word the other. */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [i, letter] of [...from].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...to].entries()) {
      const swap = (row[j] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(swap, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
