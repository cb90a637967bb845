// What the orders room is asked, and what it hears.

import { hearEnded } from '#kit/ended-sessions';
import { once } from '#kit/outbox';
import * as asked from '#nats/orders';
import * as payments from '#nats/payments';
import * as users from '#nats/users';
import { answerPayable, answerSettle, hearOfMoney } from './actions/meet-payment.ts';
import type { Deps } from './deps.ts';
import { tracked } from './present.ts';
import { adoptGuest, closeAccount, hasBought, listOpen } from './repository/accounts.ts';
import { findByNumber } from './repository/orders.ts';
import { captured, refunded, voided } from './settlement.ts';
import { statusOf } from './status.ts';

export function messages(deps: Deps): void {
  const { bus, db } = deps;
  bus.answer(asked.payable, (ask, caller) => answerPayable(deps, ask.order_id, caller));
  bus.answer(asked.settle, (ask, caller) => answerSettle(deps, ask, caller));
  bus.answer(asked.bought, async (ask) => ({
    bought: await db.use((query) => hasBought(query, ask.user_id, ask.book_id)),
  }));
  bus.answer(asked.track, async (ask) => {
    const found = await db.use((query) => findByNumber(query, ask.number));
    return { order: found && tracked(found) };
  });
  bus.answer(asked.open, async (ask) => {
    const found = await db.use((query) => listOpen(query, [ask.user_id, ...(ask.guest_ids ?? [])]));
    return { orders: found.map(({ id, number, state }) => ({ id, number, status: statusOf(state) })) };
  });
  bus.listen(payments.captured, (fact) =>
    hearOfMoney(deps, fact, (order) =>
      captured(order, { paymentUid: fact.body.payment_uid, amountMinor: fact.body.amount_minor }),
    ),
  );
  bus.listen(payments.refunded, (fact) =>
    hearOfMoney(deps, fact, (order) =>
      refunded(order, {
        paymentUid: fact.body.payment_uid,
        refundedMinor: fact.body.refunded_minor,
        returnUid: fact.body.return_uid,
      }),
    ),
  );
  bus.listen(payments.voided, (fact) =>
    hearOfMoney(deps, fact, (order) => voided(order, { paymentUid: fact.body.payment_uid })),
  );
  bus.listen(users.deleted, async (fact) => {
    await once(db, fact, (query) => closeAccount(query, fact.body.user_id));
  });
  bus.listen(users.guestAdopted, async (fact) => {
    await once(db, fact, (query) => adoptGuest(query, fact.body));
  });
  bus.listen(users.sessionEnded, (fact) => hearEnded(deps, fact));
}
