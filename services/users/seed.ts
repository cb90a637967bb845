// The sample accounts, written once into an empty database.

import type { Query } from '#kit/database';
import { customers, demoPassword, staff } from '#sample/people';
import { hashPassword } from './passwords.ts';
import { isEmpty, loadAccounts } from './repository/accounts.ts';

export async function seed(query: Query): Promise<void> {
  if (!(await isEmpty(query))) return;
  // One hash for all: they share the password, which is public.
  const passwordHash = await hashPassword(demoPassword);
  await loadAccounts(
    query,
    [...staff, ...customers].map((person) => ({
      id: person.id,
      username: person.username,
      email: person.email,
      firstName: person.first_name,
      lastName: person.last_name,
      role: person.role,
      dateJoined: person.joined_at,
      emailVerified: true,
      passwordHash,
    })),
  );
}
