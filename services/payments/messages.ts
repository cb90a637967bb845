// What the payments room is asked, and what it hears.

import { hearEnded } from '#kit/ended-sessions';
import { once } from '#kit/outbox';
import { partRefundDue, refundDue } from '#nats/orders';
import * as asked from '#nats/payments';
import { guestAdopted, sessionEnded } from '#nats/users';
import { endForOrder, giveBackPart } from './actions/give-back.ts';
import { remindOf } from './actions/remind.ts';
import type { Deps } from './deps.ts';
import { adoptGuest } from './repository/payments.ts';
import { positionsOf } from './repository/positions.ts';

export function messages(deps: Deps): void {
  const { bus, db } = deps;
  bus.answer(asked.positions, async ({ order_uids: uids }) => ({
    positions: await db.use((query) => positionsOf(query, uids)),
  }));
  bus.answer(asked.remind, async ({ order_uid: uid }) => {
    await remindOf(deps, uid);
    return {};
  });
  bus.listen(refundDue, (fact) => endForOrder(deps, fact));
  bus.listen(partRefundDue, (fact) => giveBackPart(deps, fact));
  bus.listen(guestAdopted, async (fact) => {
    await once(db, fact, (query) => adoptGuest(query, fact.body));
  });
  bus.listen(sessionEnded, (fact) => hearEnded(deps, fact));
}
