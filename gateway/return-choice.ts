// Which copies of an order somebody chose, as the fields of a page say it: `item_<id>` for each line, and `reason`.

import { formatMinor, toMinor } from '#kit/money';
import type { Problem } from '#kit/problem';
import type { Order, ReturnReason } from '#services/orders/model';
import type { ChosenLine } from '#views/returns/check.tsx';
import { copiesLeft, type Kind, reasonsFor } from '#views/returns/words.ts';
import { url } from '#views/urls.ts';
import { refusalOf } from './forms.ts';

type Line = { item_id: number; quantity: number };
export type Chosen = { items: Line[]; reason: ReturnReason; amountMinor: number };

/** What was chosen, and the refusal that names what is missing. Fields of lines the order does not have say nothing. */
export function chosenBy(
  order: Order,
  kind: Kind,
  read: (name: string) => string,
): { chosen: Chosen; refusal: Problem | null } {
  const items = order.items.flatMap((item) => {
    const typed = read(`item_${item.id}`);
    const quantity = /^\d{1,4}$/.test(typed) ? Number(typed) : 0;
    return quantity > 0 ? [{ item_id: item.id, quantity, item }] : [];
  });
  const over = items.find(({ item, quantity }) => quantity > copiesLeft(item));
  const reason = reasonsFor(kind).find((one) => one === read('reason'));
  const refusal = refusalOf([
    ['items', items.length === 0 ? 'Choose at least one book.' : null],
    ['items', over ? `Of “${over.item.title}” ${copiesLeft(over.item)} can be chosen.` : null],
    ['reason', reason === undefined ? 'Choose a reason.' : null],
  ]);
  const amountMinor = items.reduce((sum, { item, quantity }) => sum + (toMinor(item.price) ?? 0) * quantity, 0);
  const lines = items.map(({ item_id, quantity }) => ({ item_id, quantity }));
  return { chosen: { items: lines, reason: reason ?? 'OTHER', amountMinor }, refusal };
}

/** Whether nothing of the order would be left with the customer. */
export const takesAll = (order: Order, lines: readonly Line[]): boolean =>
  order.items.every(
    ({ id, quantity, cancelled, returned }) =>
      quantity - cancelled - returned === (lines.find(({ item_id }) => item_id === id)?.quantity ?? 0),
  );

/** The chosen copies as lines of a table. */
export const linesOf = (order: Order, lines: readonly Line[]): ChosenLine[] =>
  lines.flatMap(({ item_id, quantity }) => {
    const item = order.items.find(({ id }) => id === item_id);
    if (!item) return [];
    const { book_id: id, isbn, title, author, price } = item;
    const total = formatMinor((toMinor(price) ?? 0) * quantity);
    return [
      { itemId: item_id, book: { id, isbn, title, author }, href: url.bareBook({ id, isbn }), quantity, price, total },
    ];
  });

/** The choice as the query of a page. */
export const fieldsOf = ({ items, reason }: Chosen): Record<string, string> => ({
  ...Object.fromEntries(items.map(({ item_id, quantity }) => [`item_${item_id}`, String(quantity)])),
  reason,
});
