// What a customer, staff and time do while somebody dies: each scene leads past its own moments.

import type { Chance } from './chance.ts';
import { type Account, type Answer, type Client, isFinal, type Wish } from './customer.ts';
import { type Stage, until } from './stage.ts';

export type Cast = {
  stage: Stage;
  client: Client;
  customer: Account;
  staff: Account;
  chance: Chance;
  /** Books with plenty of copies, and books with 3 to 89. */
  shelf: number[];
  scarce: number[];
  /** How long a customer repeats a wish before giving up. */
  patienceMs: number;
};
/** A wish that was answered, to be said again afterwards: the same key must end in the same thing. */
export type Said = { path: string; wish: Wish; by: Account; answer: Answer };
export type Played = { orders: number[]; said: Said[]; ending: string };

/** `before` happens while all is well; `play` is what the death comes into. */
export type Scene = {
  before?(cast: Cast): Promise<Played>;
  play(cast: Cast, before: Played): Promise<Played>;
};

export const nothingYet: Played = { orders: [], said: [], ending: '' };

async function say(cast: Cast, path: string, body: unknown, by: Account = cast.customer): Promise<Said> {
  const wish = { method: 'POST', body, token: await by.token(), key: Bun.randomUUIDv7() };
  return { path, wish, by, answer: await cast.client.insist(path, wish, cast.patienceMs) };
}

export async function place(
  cast: Cast,
  items = [{ book_id: cast.chance.pick(cast.shelf), quantity: 1 }],
): Promise<Played> {
  const said = await say(cast, 'orders/', { shipping_address: '1 Long Row', items });
  const { id } = said.answer.json ?? {};
  return { orders: id ? [id] : [], said: [said], ending: endingOf(said.answer) };
}

/** Waits until the order can be paid, then pays it; without a token in cash at the door. */
export async function pay(cast: Cast, placed: Played, token: string | null = 'tok_visa'): Promise<Played> {
  const [id] = placed.orders;
  if (id === undefined) return placed;
  const order = await settledOrder(cast, id);
  if (!order) return { ...placed, ending: 'the order stays between two states' };
  const by =
    token === null ? { payment_method: 'CASH_ON_DELIVERY' } : { payment_method: 'CREDIT_CARD', payment_token: token };
  const body = { order_id: id, amount: order.total_amount, ...by };
  const said = await say(cast, 'payments/', body);
  return { ...placed, said: [...placed.said, said], ending: `${placed.ending}, paying ${endingOf(said.answer)}` };
}

// biome-ignore lint/suspicious/noExplicitAny: a proof looks into answers freely
async function settledOrder({ client, customer, patienceMs }: Cast, id: number): Promise<any> {
  const end = performance.now() + patienceMs;
  for (let pauseMs = 50; performance.now() < end; pauseMs = Math.min(500, pauseMs * 1.5)) {
    const { status, json } = await client.call(`orders/${id}/`, { token: await customer.token() });
    if (status === 200 && !json.confirming) return json;
    await Bun.sleep(pauseMs);
  }
  return null;
}

const endingOf = ({ status, slug }: Answer): string => (slug === '' ? String(status) : `${status} ${slug}`);

/** Is this the ending of a wish that nobody answered? */
export const isOpen = (ending: string): boolean =>
  /\b(0|5\d\d|still-running|busy|two states|never|does not)\b/.test(ending);

const ordered = (cast: Cast) => place(cast);
const bought = async (cast: Cast) => pay(cast, await place(cast));

/** The last copies go between the price and the hold: the order is refused, not merely its wish. */
async function placeTooLate(cast: Cast): Promise<Played> {
  const moment = 'orders.place.before_write';
  const book = cast.chance.pick(cast.scarce);
  const { json } = await cast.client.call(`books/${book}/`);
  cast.stage.arm('orders', `${moment}:hang`);
  const placing = place(cast, [{ book_id: book, quantity: 2 }]);
  await until(() => cast.stage.armedIn('orders').some(({ name, act }) => name === moment && act === 'hanging'), 5000);
  const count = async (set: number) => {
    const body = { set, reason: 'A count' };
    const wish = { method: 'POST', body, token: await cast.staff.token(), key: Bun.randomUUIDv7() };
    await cast.client.insist(`books/${book}/stock/`, wish);
  };
  await count(1);
  cast.stage.release('orders', moment);
  const placed = await placing;
  await count(json?.stock ?? 10);
  return placed;
}

/** A payment that stands still before its provider is asked, so that the order can end first. */
async function payTooLate(cast: Cast, placed: Played): Promise<Played> {
  const moment = 'payments.authorise.before_provider';
  const [id] = placed.orders;
  cast.stage.arm('payments', `${moment}:hang`);
  const paying = pay(cast, placed);
  await until(() => cast.stage.armedIn('payments').some(({ name, act }) => name === moment && act === 'hanging'), 5000);
  await cast.client.insist(`orders/${id}/`, { method: 'DELETE', token: await cast.customer.token() });
  cast.stage.release('payments', moment);
  return paying;
}

/** The provider does not answer; what became of it is found out later. */
const payIntoSilence = (cast: Cast, placed: Played) => pay(cast, placed, 'tok_timeout');

async function payAndGrowOld(cast: Cast, placed: Played): Promise<Played> {
  const paid = await payIntoSilence(cast, placed);
  await insisting(() =>
    cast.stage.look(
      'payments',
      `update payments set created_at = now() - interval '1 day', wake_at = now() where order_id = $1 and state = 'unknown'`,
      [placed.orders[0] ?? 0],
    ),
  );
  return paid;
}

/** The payment once it is no longer on its way, or as it is when patience ends. */
// biome-ignore lint/suspicious/noExplicitAny: a proof looks into answers freely
async function settledPayment({ client, customer, patienceMs }: Cast, payment: any): Promise<any> {
  let now = payment;
  await until(
    async () => {
      if (now?.status !== 'PENDING') return true;
      const { status, json } = await client.call(`payments/${payment.id}/`, { token: await customer.token() });
      if (status === 200) now = json;
      return false;
    },
    patienceMs,
    200,
  );
  return now;
}

export async function refundHalf(cast: Cast, paid: Played): Promise<Played> {
  const payment = await settledPayment(cast, paid.said.at(-1)?.answer.json);
  if (payment?.status !== 'COMPLETED') return { ...paid, ending: `${paid.ending}, not refundable yet` };
  const half = `${(Number(payment.amount) / 2).toFixed(2)}`;
  const said = await say(cast, `payments/${payment.id}/refund/`, { amount: half, reason: 'Bent corner.' }, cast.staff);
  return { ...paid, said: [...paid.said, said], ending: `${paid.ending}, refund ${endingOf(said.answer)}` };
}

export async function cancelPaid(cast: Cast, paid: Played): Promise<Played> {
  const wish = { method: 'PATCH', body: { status: 'CANCELLED' } };
  if (paid.orders.length === 0) return paid;
  const path = `orders/${paid.orders[0]}/update_status/`;
  const answer = await cast.client.insist(path, { ...wish, token: await cast.staff.token() });
  return { ...paid, ending: `${paid.ending}, cancel ${endingOf(answer)}` };
}

/** One of several copies is called off; its money goes back, it is on the shelf again, and the rest stands. */
export async function callOneOff(cast: Cast, paid: Played): Promise<Played> {
  const [id] = paid.orders;
  const [item] = paid.said[0]?.answer.json?.items ?? [];
  if (id === undefined || item === undefined) return paid;
  const body = { reason: 'CHANGED_MIND', items: [{ item_id: item.id, quantity: 1 }] };
  const said = await say(cast, `orders/${id}/cancel/`, body);
  return { ...paid, said: [...paid.said, said], ending: `${paid.ending}, one called off ${endingOf(said.answer)}` };
}

/** The time to pay is over. */
async function letExpire(cast: Cast, placed: Played): Promise<Played> {
  const [id = 0] = placed.orders;
  await insisting(() => cast.stage.look('orders', 'update orders set expires_at = now() where id = $1', [id]));
  const gone = await until(async () => {
    const answer = await cast.client.call(`orders/${id}/`, { token: await cast.customer.token() });
    return isFinal(answer) && answer.json.status === 'CANCELLED';
  }, 30_000);
  return { ...placed, ending: gone ? 'expired' : 'does not expire' };
}

/** The hold is over, the order is not: paying takes the copies again. */
async function letHoldLapse(cast: Cast, placed: Played): Promise<Played> {
  const [id = 0] = placed.orders;
  const [order] = await cast.stage.look<{ uid: string }>('orders', 'select uid from orders where id = $1', [id]);
  const uid = order?.uid ?? '';
  await insisting(() =>
    cast.stage.look('books', 'update reservations set expires_at = now() where order_uid = $1', [uid]),
  );
  await until(async () => {
    const [hold] = await cast.stage.look<{ state: string }>(
      'books',
      'select state from reservations where order_uid = $1',
      [uid],
    );
    return hold?.state === 'expired';
  }, 30_000);
  return pay(cast, placed);
}

/** Time passes even while a database is away. */
async function insisting(work: () => Promise<unknown>): Promise<void> {
  await until(async () => {
    await work();
    return true;
  }, 20_000);
}

/** Paid, and nothing about it on its way any more. */
async function paidFor(cast: Cast, placed: Played): Promise<Played> {
  const paid = await pay(cast, placed);
  await settledPayment(cast, paid.said.at(-1)?.answer.json);
  return paid;
}

const boughtOne = async (cast: Cast) => paidFor(cast, await place(cast));
const boughtTwo = async (cast: Cast) => paidFor(cast, await placeTwo(cast));

export const placeTwo = (cast: Cast): Promise<Played> =>
  place(cast, [{ book_id: cast.chance.pick(cast.shelf), quantity: 2 }]);

export const scenes = {
  buy: { play: bought },
  refuse: { play: placeTooLate },
  tooLate: { before: ordered, play: payTooLate },
  silence: { before: ordered, play: payIntoSilence },
  oldSilence: { before: ordered, play: payAndGrowOld },
  refund: { before: boughtOne, play: refundHalf },
  cancel: { before: boughtOne, play: cancelPaid },
  callOff: { before: boughtTwo, play: callOneOff },
  expire: { before: ordered, play: letExpire },
  lapse: { before: ordered, play: letHoldLapse },
} satisfies Record<string, Scene>;
export type SceneName = keyof typeof scenes;

export const sceneOf = (name: SceneName): Scene => scenes[name];
