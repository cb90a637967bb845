// Slow and cut lines between each room and its database, and between each room and NATS: what is asked meanwhile is answered in
// time, what was wished happens once when the line is mended, and that soon.

import { rooms, services } from '#deploy/local/rooms';
import type { Line, Toxic } from '#tests/support/toxic';
import { metronome } from './columns.ts';
import { call, type Shop, type Told } from './visit.ts';

export type Link = `${'database' | 'nats'} of ${string}`;
export type Spoilt = { link: Link; toxic: Toxic };

const toxics: Toxic[] = [
  { kind: 'latency', ms: 2000 },
  { kind: 'blackhole' },
  { kind: 'reset' },
  { kind: 'slow', bytesPerSecond: 5000 },
  { kind: 'half-close' },
];

/** Every line with every way to spoil it. */
export const everySpoilt: Spoilt[] = [
  ...services.map((service) => `database of ${service}` as const),
  ...rooms.map((room) => `nats of ${room}` as const),
].flatMap((link) => toxics.map((toxic) => ({ link, toxic })));

function lineOf({ parts }: Shop, link: Link): Line {
  const service = services.find((name) => link === `database of ${name}`);
  const room = rooms.find((name) => link === `nats of ${name}`);
  const line = service ? parts.lines.database[service] : room && parts.lines.nats[room];
  if (!line) throw new Error(`there is no ${link}`);
  return line;
}

export type Customer = { token: string; bookIds: number[] };

/** What is asked of the shop meanwhile, and how long each answer may take at most. */
const readMs = 1500;
const writeMs = 3000;
const checkoutMs = 6000;
const graceMs = 500;
const recoveryMs = 5000;

type Asked = { what: string; limitMs: number; send(): Promise<Told> };

function wishes(shop: Shop, { token, bookIds }: Customer, unpaid: { id: number; total_amount: string }): Asked[] {
  const [bookId = 1] = bookIds;
  const keys = [Bun.randomUUIDv7(), Bun.randomUUIDv7(), Bun.randomUUIDv7()];
  const order = { shipping_address: '1 Road', items: [{ book_id: bookId, quantity: 1 }] };
  const payment = { order_id: unpaid.id, amount: unpaid.total_amount, payment_method: 'CREDIT_CARD' };
  const review = { book_id: bookId, rating: 4, comment: 'Over a bad line.' };
  const post = (path: string, body: unknown, key?: string) => () =>
    call(shop, path, { method: 'POST', body, token, key });
  return [
    { what: 'books', limitMs: readMs, send: () => call(shop, 'books/?limit=5') },
    { what: 'own orders', limitMs: readMs, send: () => call(shop, 'orders/?limit=5', { token }) },
    { what: 'an order', limitMs: checkoutMs, send: post('orders/', order, keys[0]) },
    { what: 'a payment', limitMs: checkoutMs, send: post('payments/', payment, keys[1]) },
    { what: 'a review', limitMs: writeMs, send: post('reviews/', review, keys[2]) },
  ];
}

/** Fulfilled; or refused because there is one already: each cell reviews the same book. */
const isDone = ({ status, json }: Told): boolean => status < 300 || json?.type === '/problems/already-reviewed';

/** Spoils one line, asks for everything, mends it, and tells what was not as it should be. */
export async function faultsOf(
  shop: Shop,
  customer: Customer,
  { link, toxic }: Spoilt,
): Promise<{ faults: string[]; longestMs: number }> {
  const unpaid = await placed(shop, customer);
  const line = lineOf(shop, link);
  const asked = wishes(shop, customer, unpaid);
  const stop = metronome(shop);
  line.spoil(toxic);
  const answers = await Promise.all(asked.map(({ send }) => send().catch((error: unknown) => String(error))));
  line.heal();
  const healed = performance.now();
  const waits = await Promise.all(asked.map((one) => untilDone(one)));
  const longestMs = await stop();
  const slack = 2 * longestMs;
  const faults = answers.flatMap((answer, at) => {
    const { what = '', limitMs = 0 } = asked[at] ?? {};
    if (typeof answer === 'string') return [`${what}: ${answer}`];
    const inTime = answer.ms <= limitMs + graceMs + slack;
    return [
      ...(inTime ? [] : [`${what}: answered after ${Math.round(answer.ms)} ms`]),
      ...(answer.status < 500 || answer.status === 503
        ? []
        : [`${what}: ${answer.status} ${JSON.stringify(answer.json)}`]),
    ];
  });
  const late = waits.flatMap((end, at) =>
    end !== null && end - healed <= recoveryMs + slack ? [] : [`${asked[at]?.what}: not done ${recoveryMs} ms after`],
  );
  return { faults: [...faults, ...late].map((fault) => `${link}, ${toxic.kind}: ${fault}`), longestMs };
}

async function untilDone({ send }: Asked): Promise<number | null> {
  for (const end = performance.now() + 20_000; performance.now() < end; await Bun.sleep(50)) {
    const answer = await send().catch(() => null);
    if (answer && isDone(answer)) return performance.now();
  }
  return null;
}

async function placed(shop: Shop, { token, bookIds }: Customer): Promise<{ id: number; total_amount: string }> {
  const [, bookId = 1] = bookIds;
  const body = { shipping_address: '1 Road', items: [{ book_id: bookId, quantity: 1 }] };
  for (let tries = 1; ; tries++) {
    const answer = await call(shop, 'orders/', { method: 'POST', body, token, key: Bun.randomUUIDv7() });
    if (answer.status === 201) return answer.json;
    if (tries === 20) throw new Error(`not placed: ${answer.status} ${JSON.stringify(answer.json)}`);
    await Bun.sleep(500);
  }
}
