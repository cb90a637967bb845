// T10, the provider repeats itself: purchases over a line on which every call to the provider may come twice, late, or without
// an answer, while customers pay twice, cancel and get refunds. In the end nobody was charged twice, or for nothing.

import { simulator } from '#services/payments/providers/simulator';
import { query } from '#tests/support/invariants';
import { openShop, type Placed, type Shop } from '#tests/support/money';
import { type Chance, chanceOf } from './chance.ts';
import { type Restless, restless, type Trick } from './restless.ts';

export type ProviderOptions = { seed: number; purchases: number; say?: (line: string) => void };
export type ProviderReport = {
  endings: Map<string, number>;
  tricks: Map<Trick, number>;
  /** Charges the provider captured, and what came out wrong. */
  captured: number;
  faults: string[];
};

const atOnce = 8;

export async function repeatProvider({ seed, purchases, say }: ProviderOptions): Promise<ProviderReport> {
  const chance = chanceOf(seed);
  const line: { provider?: Restless } = {};
  const shop = await openShop({
    settings: { payments: { PROVIDER_TIMEOUT_MS: 1000, PAYMENT_GIVE_UP_SECONDS: 600 } },
    provider: (deps) => {
      line.provider = restless(simulator(deps.db, { stallMs: 5 }), chance.branch(0));
      return line.provider;
    },
  });
  try {
    const { provider } = line;
    if (!provider) throw new Error('The payments room asked for no provider.');
    await buyAll(shop, { chance, purchases, provider, say });
    await comeToRest(shop, provider);
    return { ...(await judge(shop)), tricks: provider.tricks };
  } finally {
    await shop.close();
  }
}

type Buying = { chance: Chance; purchases: number; provider: Restless; say?: (line: string) => void };

async function buyAll(shop: Shop, { chance, purchases, provider, say }: Buying): Promise<void> {
  let left = purchases;
  let over = false;
  const turning = (async () => {
    while (!over) {
      await shop.turn();
      await provider.land(3);
    }
  })();
  const staff = await shop.orders.token({ id: 50, role: 'staff' });
  const buying = Array.from({ length: atOnce }, async (_, at) => {
    const buyer = await shop.orders.token({ id: at + 1 });
    for (const own = chance.branch(at + 1); left > 0; ) {
      left -= 1;
      if (left % 500 === 0) say?.(`${purchases - left} purchases`);
      await purchase(shop, own, { buyer, staff });
    }
  });
  await Promise.all(buying).finally(() => {
    over = true;
  });
  await turning;
}

type People = { buyer: string; staff: string };

async function purchase(shop: Shop, chance: Chance, { buyer, staff }: People): Promise<void> {
  const order = await shop.order(buyer, 1, 1);
  const token = chance.pick(['tok_visa', 'tok_visa', 'tok_visa', 'tok_declined', 'tok_timeout']);
  const pay = (payment_token: string) => shop.pay(buyer, order, { payment_token });
  const paying = chance.next() < 0.3 ? Promise.all([pay(token), pay(token)]) : Promise.all([pay(token)]);
  if (chance.next() < 0.1) await shop.orders.send('DELETE', `/api/orders/${order.id}/`, { token: buyer });
  const [paid] = await paying;
  if (paid?.status === 402) await pay('tok_visa');
  const { id } = paid?.json ?? {};
  if (typeof id !== 'number') return;
  if (chance.next() < 0.1) await growOld(shop, id);
  if (chance.next() < 0.15) await refund(shop, id, staff, chance);
  if (chance.next() < 0.1) await cancel(shop, order, staff);
}

/** Longer than a payment may wait. */
const growOld = (shop: Shop, id: number) =>
  query(shop.payments, `update payments set created_at = now() - interval '1 hour' where id = ${id}`);

const refund = (shop: Shop, id: number, token: string, chance: Chance) =>
  shop.payments.send('POST', `/api/payments/${id}/refund/`, {
    json: chance.next() < 0.5 ? { amount: '10.00' } : {},
    token,
  });

const cancel = (shop: Shop, order: Placed, token: string) =>
  shop.orders.send('PATCH', `/api/orders/${order.id}/update_status/`, { json: { status: 'CANCELLED' }, token });

/** Until nothing moves although everything has arrived. */
async function comeToRest(shop: Shop, provider: Restless): Promise<void> {
  for (let rounds = 0; rounds < 3; rounds++) {
    await shop.settleDown();
    await provider.land();
  }
  await shop.settleDown();
}

async function judge(shop: Shop): Promise<Omit<ProviderReport, 'tricks'>> {
  const broken = await shop.checkBooks().then(
    () => [],
    (error: Error) => error.message.split('\n'),
  );
  const found = await query<{ state: string; payment: string | null; captured: number; n: number }>(
    shop.payments,
    `select c.state, p.state payment, count(*) filter (where c.captured_minor > 0)::int captured, count(*)::int n
      from psp.charges c full join payments p on p.uid = c.key group by 1, 2`,
  );
  const twice = await query<{ order_uid: string; n: number }>(
    shop.payments,
    `select p.order_uid, count(*)::int n from psp.charges c join payments p on p.uid = c.key
      where c.captured_minor > 0 group by 1 having count(*) > 1`,
  );
  return {
    endings: new Map(
      found.map(({ state, payment, n }) => [`${payment ?? 'no payment'}, ${state ?? 'never heard of'} there`, n]),
    ),
    captured: found.reduce((sum, { captured }) => sum + captured, 0),
    faults: [...broken, ...twice.map(({ order_uid, n }) => `order ${order_uid} was charged ${n} times`)],
  };
}
