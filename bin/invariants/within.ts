// Invariants one database can tell by itself: each query gives the rows that break it. None may ever give one.

import type { Service } from '#deploy/local/rooms';

export type Within = { id: string; about: string; room: Service; broken: string };

const stockRules: Within[] = [
  {
    id: 'I1',
    room: 'books',
    about: '0 ≤ reserved ≤ on hand',
    broken: `select book_id, on_hand, reserved from stock where not (0 <= reserved and reserved <= on_hand)`,
  },
  {
    id: 'I2',
    room: 'books',
    about: 'stock and holds are the sums of their movements and of the holds',
    broken: `select s.book_id, s.on_hand, s.reserved, m.on_hand as moved, m.reserved as moved_reserved, h.held from stock s
      left join lateral (select coalesce(sum(d_on_hand), 0) on_hand, coalesce(sum(d_reserved), 0) reserved from stock_movements where book_id = s.book_id) m on true
      left join lateral (select coalesce(sum(l.quantity), 0) held from reservation_lines l join reservations r using (order_uid) where l.book_id = s.book_id and r.state = 'held') h on true
      where s.on_hand <> m.on_hand or s.reserved <> m.reserved or s.reserved <> h.held`,
  },
  {
    id: 'I3',
    room: 'books',
    about: 'at no moment were more copies sold than had come in',
    broken: `select book_id, id, level from (select book_id, id, sum(d_on_hand) over (partition by book_id order by id) level from stock_movements) running where level < 0`,
  },
  {
    id: 'I4',
    room: 'books',
    about: "each reservation's movements say what its state says",
    broken: `select l.order_uid, l.book_id, r.state, m.on_hand, m.reserved from reservation_lines l join reservations r using (order_uid)
      left join lateral (select coalesce(sum(d_on_hand), 0) on_hand, coalesce(sum(d_reserved), 0) reserved from stock_movements where order_uid = l.order_uid and book_id = l.book_id) m on true
      where (m.on_hand, m.reserved) <> (case when r.state = 'committed' then -l.quantity else 0 end, case when r.state = 'held' then l.quantity else 0 end)`,
  },
];

const moneyRules: Within[] = [
  {
    id: 'I5',
    room: 'payments',
    about: 'at most one captured payment an order',
    broken: `select order_uid, count(*) from payments where state in ('captured', 'partially_refunded', 'refunded') group by order_uid having count(*) > 1`,
  },
  {
    id: 'I7',
    room: 'payments',
    about: 'refunds add up to what the payment says, and never to more than was captured',
    broken: `select p.id, p.amount_minor, p.refunded_minor, r.total from payments p
      left join lateral (select coalesce(sum(amount_minor), 0) total from refunds where payment_id = p.id and state = 'succeeded') r on true
      where p.refunded_minor <> r.total or r.total > p.amount_minor`,
  },
  {
    id: 'I8',
    room: 'payments',
    about: 'every transaction of the ledger adds up to nothing',
    broken: `select transaction_id, sum(amount_minor) from ledger_entries group by transaction_id having sum(amount_minor) <> 0 or count(*) < 2`,
  },
  {
    id: 'I9',
    room: 'payments',
    about: "the provider's books and our ledger agree on each payment",
    broken: `select p.id, p.state, c.net as provider, l.net as ledger from payments p
      left join lateral (select coalesce(sum(captured_minor - refunded_minor), 0) net from psp.charges where key = p.uid) c on true
      left join lateral (select coalesce(sum(e.amount_minor), 0) net from ledger_entries e join ledger_transactions t on t.id = e.transaction_id where t.payment_id = p.id and e.account = 'psp') l on true
      where c.net <> l.net and p.state not in ('capturing', 'unknown') and not exists (select 1 from refunds r where r.payment_id = p.id and r.state in ('requested', 'unknown'))`,
  },
  {
    id: 'I9',
    room: 'payments',
    about: 'the provider holds no money but for a payment that is on its way',
    broken: `select c.key, c.state as provider, p.id, p.state from psp.charges c left join payments p on p.uid = c.key
      where p.id is null or (c.state = 'authorised' and p.state in ('captured', 'partially_refunded', 'refunded', 'declined', 'voided'))`,
  },
];

const orderRules: Within[] = [
  {
    id: 'I10',
    room: 'orders',
    about: 'an order costs what its lines and its delivery cost',
    broken: `select o.id, o.total_minor, i.total from orders o left join lateral (select coalesce(sum(unit_minor * quantity), 0) total from order_items where order_id = o.id) i on true where o.total_minor <> i.total + o.delivery_minor`,
  },
  {
    id: 'I17',
    room: 'orders',
    about: 'no order is stuck on its way',
    broken: `select id, state, updated_at from orders where (state in ('pending_reservation', 'committing') and updated_at < now() - interval '60 seconds') or (state in ('cancel_pending', 'return_pending') and updated_at < now() - interval '10 minutes')`,
  },
  {
    id: 'I17',
    room: 'payments',
    about: 'no payment or refund is stuck on its way',
    broken: `select id, state, updated_at from payments where state in ('initiated', 'unknown', 'authorized', 'capturing', 'voiding') and updated_at < now() - interval '20 minutes'
      union all select id, state, updated_at from refunds where state in ('requested', 'unknown') and updated_at < now() - interval '20 minutes'`,
  },
  {
    id: 'I18',
    room: 'orders',
    about: 'one request makes one order',
    broken: `select placed_by, request_key, count(*) from orders where request_key is not null group by placed_by, request_key having count(*) > 1`,
  },
  {
    id: 'I15',
    room: 'reviews',
    about: 'the totals of ratings are the sums of the reviews, and what is gone has none',
    broken: `select coalesce(t.book_id, r.book_id) book_id, t.n, r.n from (select book_id, one + two + three + four + five n, one + 2 * two + 3 * three + 4 * four + 5 * five s from ratings) t
      full join (select book_id, count(*) n, sum(rating) s from reviews where hidden_at is null group by book_id) r using (book_id)
      where (coalesce(t.n, 0), coalesce(t.s, 0)) <> (coalesce(r.n, 0), coalesce(r.s, 0))
      union all select r.book_id, null, null from reviews r join tombstones t on t.kind = 'book' and t.id = r.book_id`,
  },
];

const everyRoom: Service[] = ['users', 'books', 'orders', 'payments', 'reviews'];
const messageRules: Within[] = everyRoom.map((room) => ({
  id: 'I14',
  room,
  about: 'the facts of an aggregate are numbered without a gap',
  broken: `select aggregate, aggregate_id, count(*), max(aggregate_seq) from outbox group by aggregate, aggregate_id having count(*) <> max(aggregate_seq)`,
}));

export const within: Within[] = [...stockRules, ...moneyRules, ...orderRules, ...messageRules];
