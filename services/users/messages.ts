// What the users room answers other rooms, and the news of orders it writes to customers.

import * as orders from '#nats/orders';
import {
  check,
  closeSession,
  contact,
  endSessions,
  hasAddress,
  keys,
  mailbox,
  openSession,
  session,
  sessions,
} from '#nats/users';
import {
  closeBrowserSession,
  continueBrowserSession,
  endSessions as endOwn,
  listSessions,
  openBrowserSession,
} from './actions/browser-sessions.ts';
import { takeQuestion } from './actions/contact.ts';
import { showMailbox } from './actions/mailbox.ts';
import { writeAboutOrder } from './actions/order-mail.ts';
import { publicKeys } from './actions/signing-keys.ts';
import type { Deps } from './deps.ts';
import { presentAccount } from './present.ts';
import { findAccount, hasAddress as findHasAddress } from './repository/accounts.ts';
import { composed } from './rules.ts';

export function messages(deps: Deps): void {
  const { bus, db } = deps;
  bus.answer(check, async ({ user_id: id }) => {
    const user = await db.use((query) => findAccount(query, id));
    return { exists: user !== null, is_active: user?.isActive ?? false, account: user && presentAccount(user) };
  });
  bus.answer(keys, () => publicKeys(deps));
  bus.answer(openSession, ({ refresh, earlier_sid, device }) =>
    openBrowserSession(deps, { refresh, earlierSid: earlier_sid, device }),
  );
  bus.answer(sessions, async ({ sid }) => ({ sessions: await listSessions(deps, sid) }));
  bus.answer(endSessions, async ({ sid, id }) => {
    await endOwn(deps, sid, id);
    return {};
  });
  bus.answer(session, ({ sid }) => continueBrowserSession(deps, sid));
  bus.answer(closeSession, async ({ sid }) => {
    await closeBrowserSession(deps, sid);
    return {};
  });
  bus.answer(hasAddress, async ({ user_id: id, email }) => ({
    has: await db.use((query) => findHasAddress(query, id, composed(email))),
  }));
  bus.answer(contact, async (question) => {
    await takeQuestion(deps, question);
    return {};
  });
  bus.answer(mailbox, ({ uid }) => showMailbox(deps, uid));
  hearOfOrders(deps);
}

function hearOfOrders(deps: Deps): void {
  const { bus } = deps;
  bus.listen(orders.placed, (fact) => {
    const { receipt, expires_at } = fact.body;
    return writeAboutOrder(deps, fact, { kind: 'order_placed', data: { receipt, expires_at } });
  });
  bus.listen(orders.paid, (fact) => {
    const { receipt, prepaid = true } = fact.body;
    return writeAboutOrder(deps, fact, receipt ? { kind: 'order_paid', data: { receipt, prepaid } } : null);
  });
  bus.listen(orders.shipped, (fact) => {
    const { receipt, note } = fact.body;
    return writeAboutOrder(deps, fact, { kind: 'order_shipped', data: { receipt, note } });
  });
  bus.listen(orders.cancelled, (fact) => {
    const { receipt, reason, owed_minor } = fact.body;
    return writeAboutOrder(deps, fact, { kind: 'order_cancelled', data: { receipt, reason, owed_minor } });
  });
  bus.listen(orders.refunded, (fact) => {
    const { receipt, amount_minor, refunded_minor } = fact.body;
    return writeAboutOrder(deps, fact, { kind: 'order_refunded', data: { receipt, amount_minor, refunded_minor } });
  });
}
