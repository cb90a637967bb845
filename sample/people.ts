import { integerIn, oneOf, type Row, readTable } from './table.ts';

/** An account of the sample shop. `address` is one line, as an order's shipping address is. */
export type SamplePerson = {
  id: number;
  username: string;
  email: string;
  first_name: string;
  last_name: string;
  role: 'customer' | 'staff';
  joined_at: string;
  address: string;
};

/** Every sample account signs in with this. It is public, so the sample is for trying the shop and for tests only. */
export const demoPassword = 'paperback-demo';

const people: SamplePerson[] = readTable('people.tsv').map(toPerson);

/** The counter's account: role staff, id 100. */
export const staff: SamplePerson[] = people.filter((person) => person.role === 'staff');

/** The customers, ids 101..124. */
export const customers: SamplePerson[] = people.filter((person) => person.role === 'customer');

const byUsername = new Map(people.map((person) => [person.username, person]));

/** The account with this username; throws when there is none. */
export function personByUsername(username: string): SamplePerson {
  const person = byUsername.get(username);
  if (person === undefined) throw new Error(`no sample person is called "${username}"`);
  return person;
}

function toPerson(row: Row): SamplePerson {
  return {
    id: integerIn(row, 'id'),
    username: row.cell('username'),
    email: row.cell('email'),
    first_name: row.cell('first_name'),
    last_name: row.cell('last_name'),
    role: oneOf(row, 'role', ['customer', 'staff']),
    joined_at: row.cell('joined_at'),
    address: row.cell('address'),
  };
}
