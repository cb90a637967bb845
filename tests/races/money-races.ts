// Rivals for money, orders and stock.

import { aKey, type Race, times } from './race.ts';
import type { Placed, Scene } from './scene.ts';

const ok = [200, 201, 202, 204, 409];

async function ordersOf(scene: Scene, key: string): Promise<number> {
  const [row] = await scene.look<{ n: number }>(
    'orders',
    `select count(*)::int n from orders where request_key = '${key}'`,
  );
  return row?.n ?? 0;
}

async function capturedOf(scene: Scene, { id }: Placed): Promise<number> {
  const taken = `state in ('captured', 'partially_refunded', 'refunded')`;
  const [row] = await scene.look<{ n: number }>(
    'payments',
    `select count(*)::int n from payments where order_id = ${id} and ${taken}`,
  );
  return row?.n ?? 0;
}

async function twicePaid(scene: Scene, order: Placed): Promise<string | null> {
  const captured = await capturedOf(scene, order);
  return captured > 1 ? `order ${order.id} was paid ${captured} times` : null;
}

export const moneyRaces: Race[] = [
  {
    name: 'order ‖ order, the last copy',
    allowed: [201, 202, 409],
    async run(scene) {
      const book = await scene.book(1);
      const answers = await times(4, () => scene.order(book));
      for (const { status, json } of answers) if (status === 202) await scene.decided(json);
      const [row] = await scene.look<{ n: number }>(
        'orders',
        `select count(*)::int n from orders where state = 'awaiting_payment'
          and id in (select order_id from order_items where book_id = ${book})`,
      );
      return { answers, wrong: row?.n === 1 ? null : `one copy was promised ${row?.n} times` };
    },
  },
  {
    name: 'order ‖ order, one key',
    allowed: [201, 202, 409],
    async run(scene) {
      const [book, headers] = [await scene.book(), aKey()];
      const answers = await times(3, () => scene.order(book, undefined, headers));
      const made = await ordersOf(scene, headers['idempotency-key']);
      return { answers, wrong: made === 1 ? null : `${made} orders of one request` };
    },
  },
  {
    name: 'order ‖ order, one key, another body',
    allowed: [201, 202, 409, 422],
    async run(scene) {
      const [book, headers] = [await scene.book(), aKey()];
      const answers = await Promise.all([1, 2].map((copies) => scene.order(book, undefined, headers, copies)));
      const made = await ordersOf(scene, headers['idempotency-key']);
      return { answers, wrong: made === 1 ? null : `${made} orders of one request` };
    },
  },
  {
    name: 'pay ‖ pay',
    allowed: ok,
    winners: 1,
    async run(scene) {
      const order = await scene.placed();
      return { answers: await times(3, () => scene.pay(order)), wrong: await twicePaid(scene, order) };
    },
  },
  {
    name: 'pay ‖ pay, one key',
    allowed: ok,
    async run(scene) {
      const [order, headers] = [await scene.placed(), aKey()];
      const answers = await times(3, () => scene.pay(order, {}, headers));
      return { answers, wrong: await twicePaid(scene, order) };
    },
  },
  {
    name: 'pay ‖ pay, one key, another body',
    allowed: [...ok, 422],
    async run(scene) {
      const [order, headers] = [await scene.placed(), aKey()];
      const methods = ['PAYPAL', 'CREDIT_CARD'];
      const answers = await Promise.all(methods.map((method) => scene.pay(order, { payment_method: method }, headers)));
      return { answers, wrong: await twicePaid(scene, order) };
    },
  },
  {
    name: 'pay by card ‖ pay by hand',
    allowed: ok,
    winners: 1,
    async run(scene) {
      const order = await scene.placed();
      const by = (method: string) => scene.pay(order, { payment_method: method });
      return { answers: await Promise.all([by('PAYPAL'), by('CASH_ON_DELIVERY')]) };
    },
  },
  {
    name: 'pay ‖ cancel',
    allowed: ok,
    async run(scene) {
      const order = await scene.placed();
      return { answers: await Promise.all([scene.pay(order), scene.cancel(order)]) };
    },
  },
  {
    name: 'pay ‖ expire',
    allowed: ok,
    async run(scene) {
      const order = await scene.placed();
      const [paid] = await Promise.all([scene.pay(order), scene.lapse(order)]);
      return { answers: [paid] };
    },
  },
  {
    name: 'pay ‖ the hold lapses and another wants the copy',
    allowed: ok,
    async run(scene) {
      const book = await scene.book(1);
      const order = await scene.placedFor(book);
      const lapse = async () => {
        await scene.look(
          'books',
          `update reservations set expires_at = now() - interval '1 second' where state = 'held'
          and order_uid in (select order_uid from reservation_lines where book_id = ${book})`,
        );
        await scene.look('books', 'select expire_reservations(50)');
        return scene.order(book, scene.people.other);
      };
      return { answers: await Promise.all([scene.pay(order), lapse()]) };
    },
  },
  {
    name: 'cancel ‖ cancel',
    allowed: ok,
    async run(scene) {
      const order = await scene.placed();
      return { answers: await times(3, () => scene.cancel(order)) };
    },
  },
  {
    name: 'cancel ‖ expire',
    allowed: ok,
    async run(scene) {
      const order = await scene.placed();
      const [gone] = await Promise.all([scene.cancel(order), scene.lapse(order)]);
      return { answers: [gone] };
    },
  },
  {
    name: 'refund ‖ refund',
    allowed: ok,
    winners: 1,
    async run(scene) {
      const { payment } = await scene.paid();
      return { answers: await times(3, () => scene.refund(payment, '6.00')) };
    },
  },
  {
    name: 'refund ‖ refund, one key',
    allowed: ok,
    async run(scene) {
      const [{ payment }, headers] = [await scene.paid(), aKey()];
      const answers = await times(3, () => scene.refund(payment, '3.00', headers));
      const [row] = await scene.look<{ n: number }>(
        'payments',
        `select count(*)::int n from refunds where payment_id = ${payment.id}`,
      );
      return { answers, wrong: row?.n === 1 ? null : `${row?.n} refunds of one request` };
    },
  },
  {
    name: 'refund ‖ cancel by staff',
    allowed: ok,
    async run(scene) {
      const { order, payment } = await scene.paid();
      return { answers: await Promise.all([scene.refund(payment, '4.00'), scene.step(order, 'CANCELLED')]) };
    },
  },
  {
    name: 'cancel by staff ‖ ship',
    allowed: [200, 409],
    winners: 1,
    async run(scene) {
      const { order } = await scene.paid();
      await scene.made(scene.step(order, 'PROCESSING'));
      return { answers: await Promise.all([scene.step(order, 'CANCELLED'), scene.step(order, 'SHIPPED')]) };
    },
  },
  {
    name: 'ship ‖ ship',
    allowed: [200, 409],
    winners: 1,
    async run(scene) {
      const { order } = await scene.paid();
      await scene.made(scene.step(order, 'PROCESSING'));
      return { answers: await times(3, () => scene.step(order, 'SHIPPED')) };
    },
  },
  {
    name: 'return ‖ refund',
    allowed: ok,
    async run(scene) {
      const { order, payment } = await scene.paid();
      await scene.made(scene.step(order, 'PROCESSING'));
      await scene.made(scene.step(order, 'SHIPPED'));
      return { answers: await Promise.all([scene.step(order, 'RETURNED'), scene.refund(payment, '10.00')]) };
    },
  },
  {
    name: 'money received ‖ received',
    allowed: [200, 409],
    async run(scene) {
      const { payment } = await scene.paid({ payment_method: 'CASH_ON_DELIVERY' });
      return { answers: await times(3, () => scene.receive(payment)) };
    },
  },
  {
    name: 'money received ‖ cancel',
    allowed: ok,
    async run(scene) {
      const { order, payment } = await scene.paid({ payment_method: 'CASH_ON_DELIVERY' });
      return { answers: await Promise.all([scene.receive(payment), scene.cancel(order)]) };
    },
  },
  {
    name: 'new address ‖ ship',
    allowed: [200, 409],
    async run(scene) {
      const { order } = await scene.paid();
      await scene.made(scene.step(order, 'PROCESSING'));
      const body = { shipping_address: '2 Short Row' };
      const move = scene.send('orders', 'PATCH', `/api/orders/${order.id}/`, scene.people.buyer, body);
      return { answers: await Promise.all([move, scene.step(order, 'SHIPPED')]) };
    },
  },
  {
    name: 'stock set to nothing ‖ order',
    allowed: ok,
    async run(scene) {
      const book = await scene.book(2);
      const set = scene.send('books', 'POST', `/api/books/${book}/stock/`, scene.people.staff, {
        set: 0,
        reason: 'Lost',
      });
      return { answers: await Promise.all([set, scene.order(book), scene.order(book, scene.people.other)]) };
    },
  },
  {
    name: 'stock up ‖ stock down',
    allowed: [200],
    async run(scene) {
      const book = await scene.book(5);
      const change = (delta: number) =>
        scene.send('books', 'POST', `/api/books/${book}/stock/`, scene.people.staff, { delta, reason: 'Counted' });
      const answers = await Promise.all([1, -1, 2, -2].map(change));
      const [row] = await scene.look<{ n: number }>(
        'books',
        `select on_hand::int n from stock where book_id = ${book}`,
      );
      return { answers, wrong: row?.n === 5 ? null : `5 copies became ${row?.n}` };
    },
  },
];
