// Guards that stand in what rooms decide.

import { type Guard, guardsOf } from './guard.ts';

export const inRules: Guard[] = [
  ...guardsOf('services/orders/wishes.ts', 'services/orders/saga.test.ts', [
    [
      'a customer cancels nothing that is paid',
      'if (owed(order) > 0 && !refunding)',
      'if (order === null)',
      'a customer can never cancel an order that the shop has been paid for',
    ],
  ]),
  ...guardsOf('services/orders/wishes.ts', 'services/orders/rules.test.ts', [
    [
      'an order is paid in time',
      '(order.secondsLeft ?? 0) >= margin ? null',
      'margin >= 0 ? null',
      'an order can be paid while a minute is left',
    ],
    [
      'a parcel that left keeps its address',
      'if (onTheShelf.includes(state)) return;',
      'if (onTheShelf) return;',
      'the address can change until the parcel leaves',
    ],
  ]),
  ...guardsOf('services/orders/settlement.ts', 'services/orders/saga.test.ts', [
    [
      'an order is captured for the payment that holds it',
      "if (taken) return refuse('Another payment was taken for this order.');",
      '',
      'an order that a payment holds is never captured for another',
    ],
    [
      'a payment that was given up is never captured',
      "if (order.givenUp.includes(offer.paymentUid)) return refuse('The payment was given up.');",
      '',
      'a payment that was given up is never captured',
    ],
    [
      'a refund that overtook its capture waits',
      "if (fact.refundedMinor > order.paidMinor) return 'early';",
      '',
      'news of a refund that overtakes the news of its capture waits',
    ],
  ]),
  ...guardsOf('services/orders/saga.ts', 'services/orders/saga.test.ts', [
    [
      'stock taken too late is freed again',
      "const ended = ['rejected', 'expired', 'cancelled'].includes(order.state);",
      'const ended = false;',
      'stock taken for an order that ended meanwhile is freed again',
    ],
    [
      'an order ends after its money is back',
      "return owed(order) > 0 ? rest : { do: 'move', move: { to: 'cancelled'",
      "return owed(order) < 0 ? rest : { do: 'move', move: { to: 'cancelled'",
      'an order that owes money never ends before the money is back',
    ],
  ]),
  ...guardsOf('services/orders/rules.ts', 'services/orders/rules.test.ts', [
    [
      'the price that was seen is the price',
      'return seen === now.unit_minor ? []',
      'return seen >= 0 ? []',
      'the price that counts is that of books',
    ],
    [
      'what left the catalogue is not sold',
      'quoted.filter((line) => !line.purchasable)',
      'quoted.filter(() => false)',
      'unknown books are named by their line, books no longer sold by name',
    ],
    [
      'no more is ordered than there is',
      'return available < quantity ?',
      'return available < 0 ?',
      'each line that falls short is named with what is left',
    ],
    [
      "another's order is not there",
      'if (!order || !mayAct(actor, order.userId))',
      'if (!order)',
      'another customer’s order or account looks like none',
    ],
  ]),
  ...guardsOf('services/payments/saga.ts', 'services/payments/saga.test.ts', [
    [
      'a payment of an order that ended is withdrawn',
      "if (ending) return { do: 'withdraw', reason: 'order_ended' };",
      '',
      'nothing more is asked for in the name of an order that ended',
    ],
    [
      'an authorisation that waits too long is given up',
      "return payment.stale ? giveUp(payment, 'interrupted') : null;",
      'return null;',
      'an authorisation that finds no order is given up once it is stale',
    ],
  ]),
  ...guardsOf('services/payments/rules.ts', 'services/payments/rules.test.ts', [
    [
      'the amount is what the order costs',
      'if (amountMinor !== due.amount_minor) {',
      'if (amountMinor < 0) {',
      'the amount must be what the order costs',
    ],
    [
      'one pays in one’s own name',
      'if (input.user_id === undefined || input.user_id === actor.id || isStaff(actor)) return;',
      'if (actor) return;',
      'one pays in one’s own name',
    ],
    [
      "another's payment is not there",
      'if (!payment || !mayAct(actor, payment.userId))',
      'if (!payment)',
      'another customer’s payment is not there',
    ],
    [
      'a refund is of something',
      'if (minor === 0)',
      'if (minor < 0)',
      'a refund is of something, and of no more than is left',
    ],
    [
      'money by hand comes where it is awaited',
      "if (payment.state === 'agreed') return 'receive';",
      "if (payment) return 'receive';",
      'money by hand is received once',
    ],
    [
      'those who are staff no longer give nothing back',
      "if (!answer.is_active || answer.account === null || answer.account.role === 'customer')",
      'if (answer.account === null)',
      'staff who are staff no longer give nothing back',
    ],
  ]),
  ...guardsOf('services/reviews/rules.ts', 'services/reviews/routes.int.test.ts', [
    [
      "nobody changes another's review",
      'if (!mayAct(actor, review.userId)) throw',
      'if (actor === null) throw',
      'only the writer or staff change a review',
    ],
  ]),
];
