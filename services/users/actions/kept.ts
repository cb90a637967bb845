// Addresses and the reading list of the account that asks. What is not theirs does not exist.

import type { Actor } from '#kit/auth';
import { conflict, notFound } from '#kit/problem';
import type { Deps } from '../deps.ts';
import type { NewAddress } from '../model.ts';
import {
  countAddresses,
  countReading,
  deleteAddress,
  findAddress,
  insertAddress,
  keepBook,
  keepBooks,
  lockKept,
  type NewAddressRow,
  updateAddress,
} from '../repository/kept.ts';
import type { AddressRow, ReadingRow } from '../schema.ts';
import { standing } from './standing.ts';

export const mostAddresses = 20;
export const mostBooks = 500;

/** An address that is kept already is answered as it is. @throws Problem 409 `too-many` beyond twenty. */
export async function addAddress(deps: Deps, actor: Actor, input: NewAddress): Promise<AddressRow> {
  const { id } = await standing(deps, actor);
  return deps.db.transaction(async (query) => {
    await lockKept(query, id);
    const address = tidied(input);
    const known = await findAddress(query, id, address);
    if (known) return known;
    if ((await countAddresses(query, id)) >= mostAddresses)
      throw conflict('too-many', `An account keeps at most ${mostAddresses} addresses. Remove one first.`);
    return insertAddress(query, id, address);
  });
}

/** @throws Problem 404 for an address that is not the caller's. */
export async function changeAddress(deps: Deps, actor: Actor, id: number, input: NewAddress): Promise<AddressRow> {
  const { id: userId } = await standing(deps, actor);
  const changed = await deps.db.use((query) => updateAddress(query, { userId, id }, tidied(input)));
  if (!changed) throw notFound('address');
  return changed;
}

/** @throws Problem 404 for an address that is not the caller's. */
export async function removeAddress(deps: Deps, actor: Actor, id: number): Promise<void> {
  const { id: userId } = await standing(deps, actor);
  if (!(await deps.db.use((query) => deleteAddress(query, { userId, id })))) throw notFound('address');
}

const tidied = ({ name, line1, line2 = '', city, region = '', postcode, country }: NewAddress): NewAddressRow => ({
  name: name.trim(),
  line1: line1.trim(),
  line2: line2.trim(),
  city: city.trim(),
  region: region.trim(),
  postcode: postcode.trim(),
  country,
});

/** @throws Problem 409 `too-many` for one more than five hundred. */
export async function keep(
  deps: Deps,
  actor: Actor,
  { bookId, note }: { bookId: number; note: string | undefined },
): Promise<ReadingRow> {
  const { id: userId } = await standing(deps, actor);
  return deps.db.transaction(async (query) => {
    await lockKept(query, userId);
    const kept = await keepBook(query, { userId, bookId, note: note?.trim() });
    // Counted after: a note on a book that is on the list adds none, and what is refused is undone.
    if ((await countReading(query, userId)) > mostBooks) throw full();
    return kept;
  });
}

/** What another list holds, as far as there is room. @returns how many were new. */
export async function merge(deps: Deps, actor: Actor, bookIds: number[]): Promise<number> {
  const { id: userId } = await standing(deps, actor);
  return deps.db.transaction(async (query) => {
    await lockKept(query, userId);
    return keepBooks(query, userId, bookIds, mostBooks - (await countReading(query, userId)));
  });
}

const full = () => conflict('too-many', `A reading list holds at most ${mostBooks} books. Take some off first.`);
