// Administrators: the first one from the settings, more from the command line.

import { Value } from '@sinclair/typebox/value';
import { ConfigurationError } from '#kit/config';
import type { Database, Query } from '#kit/database';
import type { Log } from '#kit/log';
import { breaks, type FieldError, Problem, refuseFields } from '#kit/problem';
import { isCommonPassword } from '../common-passwords.ts';
import type { Deps } from '../deps.ts';
import { Registration } from '../model.ts';
import { hashPassword } from '../passwords.ts';
import { findTaken, insertAdministrator, lockAdministrators, type NewAccount } from '../repository/accounts.ts';
import { alreadyTaken, checkRegistration, composed } from '../rules.ts';
import type { UserRow } from '../schema.ts';

export type NewAdministrator = { username: string; email: string; password: string };
type Has = { db: Database; log: Log };

/** Makes one more administrator. @throws Problem 422 for the fields, 409 for a username or address that is taken. */
export async function createAdministrator({ db, log }: Has, wish: NewAdministrator): Promise<UserRow> {
  const always = async (query: Query) => {
    await lockAdministrators(query);
    return true;
  };
  const made = await insert(db, await prepare(wish), always);
  if (!made) throw new Error('an administrator that was wished for without conditions was not made');
  log.info('administrator.made', { user: made.id });
  return made;
}

/** Makes the administrator of the settings where the shop has none. @throws ConfigurationError for settings that do not do. */
export async function ensureFirstAdministrator(deps: Deps): Promise<void> {
  const { ADMIN_USERNAME: username, ADMIN_EMAIL: email, ADMIN_PASSWORD: password } = deps.settings;
  if (!username && !email && !password) return;
  if (!username || !email || !password)
    throw new ConfigurationError('ADMIN_USERNAME, ADMIN_EMAIL and ADMIN_PASSWORD go together: give all three or none.');
  const none = async (query: Query) => (await lockAdministrators(query)).length === 0;
  if (!(await deps.db.transaction(none))) return;
  try {
    const made = await insert(deps.db, await prepare({ username, email, password }), none);
    if (made) deps.log.info('administrator.made', { user: made.id });
  } catch (error) {
    if (!(error instanceof Problem) || error.status === 503) throw error;
    throw new ConfigurationError(`The first administrator cannot be made from ADMIN_…: ${error.message}`);
  }
}

async function prepare({ username, email, password }: NewAdministrator): Promise<NewAccount> {
  const input = { username, email, password, password2: password };
  const faults = new Map<string, FieldError>();
  for (const { path, schema, message } of Value.Errors(Registration, input)) {
    const detail = typeof schema.error === 'string' ? schema.error : message;
    faults.set(path, { pointer: path, detail: `${path.slice(1)}: ${detail}` });
  }
  if (faults.size > 0) throw refuseFields([...faults.values()]);
  // Who holds the keys of the shop may not hide behind one of the commonest passwords, wherever it runs.
  checkRegistration(input, await isCommonPassword(password));
  const names = { username: composed(username), email: composed(email) };
  return { ...names, firstName: '', lastName: '', passwordHash: await hashPassword(password), emailVerified: true };
}

async function insert(
  db: Database,
  account: NewAccount,
  wanted: (query: Query) => Promise<boolean>,
): Promise<UserRow | null> {
  try {
    return await db.transaction(async (query) => ((await wanted(query)) ? insertAdministrator(query, account) : null));
  } catch (error) {
    if (!breaks(error, 'users_username_taken') && !breaks(error, 'users_email_taken')) throw error;
    throw alreadyTaken(await db.use((query) => findTaken(query, account)));
  }
}
