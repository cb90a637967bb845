// The users room alone, believing the tokens it signs itself, and people who have registered there.

import { createVerifier, type Role } from '#kit/auth';
import { publicKeys } from '#services/users/actions/signing-keys';
import { users } from '#services/users/index';
import { type Room, startRoom } from './room.ts';

export type Person = { id: number; username: string; email: string; access: string; refresh: string };
export type UsersRoom = Room & {
  /** Registers somebody new. With a role other than customer they sign in again to have it. */
  register(of?: { role?: Role; first_name?: string; last_name?: string }): Promise<Person>;
  signIn(username: string): Promise<Person>;
  /** Runs SQL on the room's database. */
  sql(statement: string): Promise<Record<string, unknown>[]>;
};

/** The password of everybody that {@link UsersRoom.register} makes. */
export const password = 'correct horse battery';

export async function startUsersRoom(settings: Record<string, unknown> = {}): Promise<UsersRoom> {
  const room = await startRoom(users, undefined, { PUBLIC_URL: 'http://shop.test', ...settings });
  Object.assign(
    room.deps.auth,
    createVerifier(() => publicKeys(room.deps)),
  );
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
