// Guards that stand in the databases, for every writer.

import { type Guard, guardsOf } from './guard.ts';

const orders = 'services/orders/migrations';
const payments = 'services/payments/migrations';
const books = 'services/books/migrations';
const everyWriter = 'services/orders/guards.int.test.ts';
const stock = 'services/books/stock.int.test.ts';

const illegal = 'no writer takes an illegal step';
const begins = 'an order and a payment begin at the beginning';
const stays = 'what was ordered and what was to be paid stay as they were';
const addsUp = 'an order that does not add up, and money out of bounds';
const ledger = 'the ledger takes no transaction that does not add up';
const ownersStay = 'nobody else changes whose an order or a payment is';
const oneOnly = 'an order has one payment that lives, a payment one refund that is open';

const kept = (what: string) => `create trigger order_kept before ${what} for each row execute function order_kept();`;
const moneyKept = (what: string) =>
  `create trigger money_kept before ${what} for each row execute function money_kept();`;

export const inDatabases: Guard[] = [
  ...guardsOf(`${orders}/0005_adopted-guests.sql`, everyWriter, [
    [
      'an order takes legal steps only',
      "raise exception 'order % may not go from % to %', old.id, old.state, new.state;",
      'null;',
      illegal,
    ],
    [
      'an order begins at its beginning',
      "raise exception 'an order begins as pending_reservation, not as %', new.state;",
      'null;',
      begins,
    ],
    [
      'what was ordered stays as it was',
      "raise exception 'what was ordered stays as it was placed (order %)', old.id;",
      'null;',
      stays,
    ],
  ]),
  ...guardsOf(`${orders}/0003_returns.sql`, 'tests/model/faithful/orders.int.test.ts', [
    [
      'a move applies only to the order it was decided on',
      'select state into v_from from orders where id = p_id and revision = p_revision for update;',
      'select state into v_from from orders where id = p_id for update;',
      'the model of an order that is awaiting_payment',
    ],
  ]),
  ...guardsOf(`${orders}/0001_order-moves.sql`, everyWriter, [
    ['orders are never deleted', kept('delete on orders'), 'select 1;', stays],
    ['items are never changed', kept('update or delete on order_items'), 'select 1;', stays],
    ['history is never changed', kept('update or delete on order_history'), 'select 1;', stays],
    [
      'an order adds up',
      'if v_goods is null or v_order.total_minor <> v_goods + v_order.delivery_minor then',
      'if false then',
      addsUp,
    ],
  ]),
  ...guardsOf(`${payments}/0004_adopted-guests.sql`, everyWriter, [
    [
      'a payment takes legal steps only',
      "raise exception 'payment % may not go from % to %', old.id, old.state, new.state;",
      'null;',
      illegal,
    ],
    [
      'a payment begins at its beginning',
      "raise exception 'a payment begins as initiated, not as %', new.state;",
      'null;',
      begins,
    ],
    [
      'what was to be paid stays as it was',
      "raise exception 'what was to be paid stays as it was (payment %)', old.id;",
      'null;',
      stays,
    ],
  ]),
  ...guardsOf(`${payments}/0005_demand-met-once.sql`, 'tests/model/faithful/payments.int.test.ts', [
    [
      'no more is refunded than is left',
      'if v_amount = 0 or left_minor = 0 or v_amount > left_minor then',
      'if false then',
      'the model of a payment that is captured',
    ],
    [
      'only what was paid is refunded',
      "if v_payment.state not in ('captured', 'partially_refunded', 'refunded') then",
      'if false then',
      'the model of a payment that is authorized',
    ],
  ]),
  ...guardsOf(`${payments}/0005_demand-met-once.sql`, 'services/payments/races.int.test.ts', [
    [
      'what orders asks back is given back once',
      "where uid = (p_refund ->> 'demand_uid')::uuid and payment_id = p_payment and met_at is null)",
      "where uid = (p_refund ->> 'demand_uid')::uuid and payment_id = p_payment)",
      'copies that are called off are paid back once',
    ],
  ]),
  ...guardsOf(`${orders}/0005_adopted-guests.sql`, 'tests/guests.int.test.ts', [
    [
      'an order stays the order of its account',
      "raise exception 'order % stays the order of account %', old.id, old.user_id;",
      'null;',
      ownersStay,
    ],
    [
      'an order of a guest who was taken over is the account’s',
      'select guest_id, user_id into v_guest, v_user from adopted_guests where guest_id = v_user;',
      'v_guest := null;',
      'an order that arrives after the news',
    ],
  ]),
  ...guardsOf(`${payments}/0004_adopted-guests.sql`, 'tests/guests.int.test.ts', [
    [
      'a payment stays the payment of its account',
      "raise exception 'payment % stays the payment of account %', old.id, old.user_id;",
      'null;',
      ownersStay,
    ],
    [
      'a payment of a guest who was taken over is the account’s',
      'v_user := coalesce((select user_id from adopted_guests where guest_id = v_user), v_user);',
      '',
      'an order that arrives after the news',
    ],
  ]),
  ...guardsOf('services/users/actions/adopt-guest.ts', 'services/users/guests.int.test.ts', [
    [
      'an account takes over guests alone, and no guest does',
      'if (!earlier || !mayAdopt(account, earlier.user))',
      'if (!earlier)',
      'without the standing session of a guest nothing is adopted',
    ],
  ]),
  ...guardsOf('services/users/actions/browser-sessions.ts', 'services/users/guests.int.test.ts', [
    [
      'of two accounts one takes a guest over',
      'if (earlier !== null) await lockBoth(query, digest(refresh), earlier);',
      '',
      'of twenty accounts that come at once',
    ],
  ]),
  ...guardsOf(`${payments}/0003_refund-demands.sql`, 'tests/model/faithful/payments.int.test.ts', [
    [
      'a refund that is over takes no step',
      "if not found or v_refund.state not in ('requested', 'unknown') then",
      'if not found then',
      'the model of a payment that is captured',
    ],
  ]),
  ...guardsOf(`${payments}/0001_payment-moves.sql`, 'tests/model/faithful/payments.int.test.ts', [
    [
      'a step applies only where it was decided',
      'if not found or v_payment.state <> p_from then',
      'if not found then',
      'the model of a payment that is authorized',
    ],
  ]),
  ...guardsOf(`${payments}/0001_payment-moves.sql`, everyWriter, [
    ['payments are never deleted', moneyKept('delete on payments'), 'select 1;', stays],
    ['entries of the ledger are never changed', moneyKept('update or delete on ledger_entries'), 'select 1;', stays],
    [
      'transactions of the ledger are never deleted',
      moneyKept('update or delete on ledger_transactions'),
      'select 1;',
      stays,
    ],
    ['the ledger adds up', 'if v_sum <> 0 or v_entries < 2 then', 'if false then', ledger],
    [
      'a refund that is over stays over',
      "if new.state <> old.state and old.state in ('succeeded', 'failed') then",
      'if false then',
      oneOnly,
    ],
  ]),
  ...guardsOf(`${payments}/0000_create-payments.sql`, everyWriter, [
    [
      'an order has one payment that lives',
      'CREATE UNIQUE INDEX "one_live_payment_an_order"',
      'CREATE INDEX "one_live_payment_an_order"',
      oneOnly,
    ],
    [
      'a payment has one refund that is open',
      'CREATE UNIQUE INDEX "one_open_refund_a_payment"',
      'CREATE INDEX "one_open_refund_a_payment"',
      oneOnly,
    ],
  ]),
  ...guardsOf(`${books}/0002_stock-functions.sql`, stock, [
    [
      'a reservation takes legal steps only',
      "raise exception 'a reservation that is % cannot become %', old.state, new.state using errcode = 'check_violation';",
      'null;',
      'no writer takes a reservation a step that does not exist',
    ],
    [
      'the stock ledger is only added to',
      "raise exception 'the stock ledger is only ever added to' using errcode = 'check_violation';",
      'return new;',
      'no writer takes a reservation a step that does not exist',
    ],
    [
      'a lapsed hold is looked at before it is sold',
      "if v_state = 'expired' and exists (",
      'if false and exists (',
      'a lapsed hold is free for others',
    ],
    [
      'an order that ended leaves its mark',
      "insert into reservations (order_uid, state) values (p_order, 'released') on conflict do nothing;",
      'perform 1 where false;',
      'an order that ended before its reservation arrived holds nothing',
    ],
    [
      'no copy that is held is counted out',
      "if v_after < v_level.reserved then v_outcome := 'below-held';",
      "if false then v_outcome := 'below-held';",
      'stock is counted in and out, never below what is held',
    ],
  ]),
  ...guardsOf(`${books}/0002_stock-functions.sql`, 'tests/model/faithful/stock.int.test.ts', [
    [
      'a sale is sold once',
      "if v_state = 'committed' then return 'committed'; end if;",
      '',
      'the model of a claim that is committed',
    ],
  ]),
  ...guardsOf(`${books}/0004_lengthen-holds.sql`, stock, [
    [
      'stock is locked before it is counted',
      '    order by book_id for update;',
      '    order by book_id;',
      'a thousand buyers, a hundred copies',
    ],
  ]),
];
