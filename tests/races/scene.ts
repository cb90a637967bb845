// Where races are run: the five real rooms in this process, each on its own database, hearing each other; and short words for
// what people do there.

import { checkInvariants } from '#bin/invariants/check';
import { perService } from '#deploy/local/rooms';
import { sweepOrders } from '#services/orders/actions/advance';
import type { Deps as OrdersDeps } from '#services/orders/deps';
import { type Someone, someone } from '#tests/contract/callers';
import { openShop, type RoomName, type Shop } from '#tests/contract/shop';
import { query } from '#tests/support/invariants';
import { deliverOnce, settleDown, turn } from '#tests/support/money';
import type { Room } from '#tests/support/room';

export type Answer = Awaited<ReturnType<Room['send']>>;
type Headers = Record<string, string>;
export type Placed = { id: number; total_amount: string };
export type Payment = { id: number };

export type Scene = Awaited<ReturnType<typeof openScene>>;

export async function openScene() {
  const shop = await openShop();
  const [buyer, other, staff, admin] = await Promise.all([
    someone(shop, 'customer'),
    someone(shop, 'customer'),
    someone(shop, 'staff'),
    someone(shop, 'admin'),
  ]);
  // As a good client: what could not be done just now, and was not done, is said again.
  const send = async (
    room: RoomName,
    method: string,
    path: string,
    who?: Someone,
    body?: unknown,
    headers?: Headers,
  ): Promise<Answer> => {
    for (let tries = 1; ; tries++) {
      const answer = await shop.rooms[room].send(method, path, { json: body, token: who?.access, headers });
      if (answer.status !== 503 || answer.headers.get('retry-after') === null || tries === 20) return answer;
      await Bun.sleep(250);
    }
  };
  const made = async (asked: Promise<Answer>) => {
    const answer = await asked;
    if (answer.status >= 300) throw new Error(`the stage could not be set: ${answer.status} ${answer.text}`);
    return answer.json;
  };
  const book = async (stock = 5): Promise<number> =>
    (await made(send('books', 'POST', '/api/books/', staff, { title: 'B', author: 'A', price: '10.00', stock }))).id;
  const order = (id: number, who = buyer, headers?: Headers, copies = 1) => {
    const body = { shipping_address: '1 Long Row', items: [{ book_id: id, quantity: copies }] };
    return send('orders', 'POST', '/api/orders/', who, body, headers);
  };
  const pay = ({ id, total_amount: amount }: Placed, more: object = {}, headers?: Headers, who = buyer) =>
    send(
      'payments',
      'POST',
      '/api/payments/',
      who,
      { order_id: id, amount, payment_method: 'PAYPAL', ...more },
      headers,
    );
  const placedFor = async (id: number, who = buyer): Promise<Placed> => {
    const one: Placed = await made(order(id, who));
    await decided(shop, one);
    return one;
  };
  const placed = async (who = buyer): Promise<Placed> => placedFor(await book(), who);
  const paid = async (more?: object): Promise<{ order: Placed; payment: Payment }> => {
    const one = await placed();
    const payment: Payment = await made(pay(one, more));
    await decided(shop, one);
    return { order: one, payment };
  };
  return {
    shop,
    people: { buyer, other, staff, admin },
    newcomer: (role: 'customer' | 'staff' | 'admin' = 'customer') => someone(shop, role),
    send,
    made,
    book,
    order,
    pay,
    placed,
    placedFor,
    paid,
    decided: (one: Pick<Placed, 'id'>) => decided(shop, one),
    cancel: ({ id }: Placed) => send('orders', 'DELETE', `/api/orders/${id}/`, buyer),
    step: ({ id }: Placed, status: string) =>
      send('orders', 'PATCH', `/api/orders/${id}/update_status/`, staff, { status }),
    refund: ({ id }: Payment, amount: string, headers?: Headers) =>
      send('payments', 'POST', `/api/payments/${id}/refund/`, staff, { amount }, headers),
    receive: ({ id }: Payment) => send('payments', 'POST', `/api/payments/${id}/received/`, staff),
    review: (id: number, who = buyer) =>
      send('reviews', 'POST', '/api/reviews/', who, { book_id: id, rating: 4, comment: 'Good.' }),
    async lapse({ id }: Placed): Promise<void> {
      const past = `update orders set expires_at = now() - interval '1 second' where id = ${id}`;
      await query(shop.rooms.orders, `${past} and state = 'awaiting_payment'`);
      await sweepOrders(shop.rooms.orders.deps as unknown as OrdersDeps);
    },
    look: <Row>(room: RoomName, statement: string) => query<Row>(shop.rooms[room], statement),
    broken: () => brokenRules(shop),
    close: () => shop.close(),
  };
}

const onTheWay = {
  orders: ['id', `('pending_reservation', 'committing')`],
  payments: ['order_id', `('initiated', 'unknown', 'authorized', 'capturing')`],
} as const;

/** What a neighbour was too slow to answer at once goes on until the order and its payment are past it. */
async function decided({ rooms }: Shop, { id }: Pick<Placed, 'id'>): Promise<void> {
  for (let turns = 0; turns < 100; turns++) {
    const waiting = await Promise.all(
      (['orders', 'payments'] as const).map((room) => {
        const [column, states] = onTheWay[room];
        return query(rooms[room], `select 1 from ${room} where ${column} = ${id} and state in ${states}`);
      }),
    );
    if (waiting.every(({ length }) => length === 0)) return;
    await turn(rooms.orders, rooms.payments);
  }
  throw new Error(`order ${id} is not decided`);
}

/** Lets everything come to rest, then every invariant of the shop that does not hold, in words. */
async function brokenRules({ rooms }: Shop): Promise<string[]> {
  for (let turns = 0; turns < 100; turns++) {
    await settleDown(rooms.orders, rooms.payments);
    // Facts of orders and payments are delivered while the two settle.
    const others = [rooms.users, rooms.books, rooms.reviews];
    for (const room of others) await deliverOnce(room);
    const left = await Promise.all(others.map(undelivered));
    if (left.every((n) => n === 0)) break;
  }
  const urls = perService((name) => String(rooms[name].deps.settings.DATABASE_URL));
  const verdicts = await checkInvariants(urls, true);
  return verdicts.flatMap(({ id, about, where, broken }) =>
    broken.length === 0 ? [] : [`${id} ${where}: ${about}: ${JSON.stringify(broken.slice(0, 3))}`],
  );
}

async function undelivered(room: Room): Promise<number> {
  const [row] = await query<{ n: number }>(
    room,
    `select count(*)::int n from outbox_delivery where state <> 'delivered'`,
  );
  return row?.n ?? 0;
}
