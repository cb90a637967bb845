// What the users room answers other rooms. It listens to nothing.

import { check, closeSession, keys, openSession, session } from '#nats/users';
import { closeBrowserSession, continueBrowserSession, openBrowserSession } from './actions/sessions.ts';
import { publicKeys } from './actions/signing-keys.ts';
import type { Deps } from './deps.ts';
import { presentAccount } from './present.ts';
import { findAccount } from './repository/accounts.ts';

export function messages(deps: Deps): void {
  const { bus, db } = deps;
  bus.answer(check, async ({ user_id: id }) => {
    const user = await db.use((query) => findAccount(query, id));
    return { exists: user !== null, is_active: user?.isActive ?? false, account: user && presentAccount(user) };
  });
  bus.answer(keys, () => publicKeys(deps));
  bus.answer(openSession, ({ refresh }) => openBrowserSession(deps, refresh));
  bus.answer(session, ({ sid }) => continueBrowserSession(deps, sid));
  bus.answer(closeSession, async ({ sid }) => {
    await closeBrowserSession(deps, sid);
    return {};
  });
}
