// The users room alone, believing the tokens it signs itself, and people who have registered there.

import type { Static } from '@sinclair/typebox';
import { createVerifier, type Role } from '#kit/auth';
import type { Log } from '#kit/log';
import { open } from '#nats/orders';
import { mailbox } from '#nats/users';
import { publicKeys } from '#services/users/actions/signing-keys';
import { users } from '#services/users/index';
import { type Neighbours, type Room, startRoom } from './room.ts';

export type Person = { id: number; username: string; email: string; access: string; refresh: string };
export type UsersRoom = Room & {
  /** Registers somebody new. With a role other than customer they sign in again to have it. */
  register(of?: { role?: Role; first_name?: string; last_name?: string }): Promise<Person>;
  signIn(username: string): Promise<Person>;
  /** What orders says is not finished, of anybody. */
  unfinished: { id: number; number: string; status: string }[];
  /** The mails written to an address, oldest first, as the development mailbox shows them. */
  mails(email: string): Promise<Mail[]>;
  /** Runs SQL on the room's database. */
  sql(statement: string): Promise<Record<string, unknown>[]>;
};

export type Mail = { uid: string; recipient: string; subject: string; text: string; html: string };

/** The password of everybody that {@link UsersRoom.register} makes. */
export const password = 'correct horse battery';

export async function startUsersRoom(settings: Record<string, unknown> = {}, log?: Log): Promise<UsersRoom> {
  const unfinished: UsersRoom['unfinished'] = [];
  const neighbours: Neighbours = (bus) => bus.answer(open, async () => ({ orders: unfinished }));
  const room = await startRoom(
    users,
    neighbours,
    { MAIL_FROM: 'Colophon Books <books@localhost>', PUBLIC_URL: 'http://shop.test', ...settings },
    undefined,
    log,
  );
  Object.assign(
    room.deps.auth,
    createVerifier(() => publicKeys(room.deps)),
  );
  const mails: UsersRoom['mails'] = async (email) => {
    const read = (ask: object) =>
      room.exchange.get(mailbox.subject)?.(ask, { requestId: 'test', token: null, remainingMs: 2000 });
    const listed = (await read({})) as Static<typeof mailbox.answer.schema>;
    const own = listed.mails.filter(({ recipient }) => recipient.toLowerCase() === email.toLowerCase()).reverse();
    const opened = await Promise.all(own.map(({ uid }) => read({ uid }) as Promise<typeof listed>));
    return opened.flatMap(({ mails: [mail] }) => (mail?.said ? [{ ...mail, ...mail.said }] : []));
  };
  let people = 0;
  const sql: UsersRoom['sql'] = (statement) => room.deps.db.use(async (query) => [...(await query.execute(statement))]);
  const signIn: UsersRoom['signIn'] = async (username) => {
    const { json, status } = await room.post('/api/users/login/', { username, password });
    if (status !== 200) throw new Error(`${username} cannot sign in: ${json.detail}`);
    return { ...json.user, access: json.access, refresh: json.refresh };
  };
  return {
    ...room,
    sql,
    unfinished,
    mails,
    signIn,
    async register({ role = 'customer', ...names } = {}) {
      people += 1;
      const username = `person${people}`;
      const wish = { username, email: `${username}@example.com`, password, password2: password, ...names };
      const { json, status } = await room.post('/api/users/register/', wish);
      if (status !== 201) throw new Error(`${username} cannot register: ${json.detail}`);
      if (role === 'customer') return { ...json.user, access: json.access, refresh: json.refresh };
      await sql(`update users set role = '${role}' where id = ${json.user.id}`);
      return signIn(username);
    },
  };
}
