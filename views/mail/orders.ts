// Letters about an order. None holds the address it goes to: a mailbox is read by more people than a parcel.

import { formatMoney } from '#kit/money';
import { formatInstant } from '#kit/time';
import { url } from '../urls.ts';
import { type Block, type Letter, link, type Shop, words } from './letter.ts';

export type OrderInMail = {
  number: string;
  currency: string;
  items: readonly { title: string; author: string; quantity: number; subtotal: string }[];
  delivery_amount: string;
  total_amount: string;
};
/** A guest follows an order by its number and address, from wherever the mail is read. */
type To = Shop & { name: string; isGuest: boolean; order: OrderInMail };

const reason = 'You get this mail because you ordered at Colophon Books.';

export function orderPlacedLetter(to: To & { expires_at: string | null }): Letter {
  const until = to.expires_at === null ? '' : ` until ${formatInstant(to.expires_at)}`;
  return letterOf(to, `We have your order ${to.order.number}`, [
    words(`Your books are put aside for you${until}. They are yours once the order is paid.`),
    linesOf(to.order),
  ]);
}

/** `isPrepaid` false: the order stands, and is paid as agreed (by bank transfer, on delivery). */
export function orderPaidLetter(to: To & { isPrepaid: boolean }): Letter {
  const [subject, said] = to.isPrepaid
    ? [`Your order ${to.order.number} is paid`, 'Thank you. Your payment is in, and we pack your books.']
    : [`Your order ${to.order.number} is confirmed`, 'Thank you. Your order stands; you pay it as agreed.'];
  return letterOf(to, subject, [words(said), linesOf(to.order)]);
}

export function orderShippedLetter(to: To & { note: string | null }): Letter {
  const left = words('Your books have left our shop.');
  return letterOf(to, `Your order ${to.order.number} is on its way`, [
    left,
    ...(to.note === null || to.note.trim() === '' ? [] : [words(to.note.trim())]),
    linesOf(to.order),
  ]);
}

export type CancelledBecause = 'expired' | 'sold_out' | 'customer' | 'staff' | 'payment_voided';

const because: Record<CancelledBecause, string> = {
  expired: 'It was not paid in time, so the books went back to the shelf.',
  sold_out: 'There were not enough copies left. We are sorry.',
  customer: 'You cancelled it.',
  staff: 'We had to cancel it.',
  payment_voided: 'The payment could not be taken after all.',
};

/** `owed`: what goes back to the customer; a mail of its own tells when it does. */
export function orderCancelledLetter(to: To & { because: CancelledBecause; owed: string | null }): Letter {
  const money =
    to.owed === null
      ? 'Nothing was charged.'
      : `${formatMoney(to.owed, to.order.currency)} goes back to where it came from; we write again when it is on its way.`;
  return letterOf(to, `Your order ${to.order.number} is cancelled`, [
    words(`${because[to.because]} ${money}`),
    linesOf(to.order),
  ]);
}

/** `amount` went back just now, `refunded_amount` in all. */
export function orderRefundedLetter(to: To & { amount: string; refunded_amount: string }): Letter {
  const { order, amount, refunded_amount } = to;
  const inAll = amount === refunded_amount ? '' : ` (${formatMoney(refunded_amount, order.currency)} in all)`;
  return letterOf(to, `Money back for your order ${order.number}`, [
    words(`${formatMoney(amount, order.currency)}${inAll} is on its way back to where it came from.`),
    words('Banks take up to five working days to show it.'),
  ]);
}

function letterOf(to: To, subject: string, blocks: Block[]): Letter {
  const way = link(to, 'Follow the order', to.isGuest ? url.track(to.order.number) : url.order(to.order.number));
  return { subject, name: to.name, blocks: [...blocks, way], reason };
}

function linesOf({ items, currency, delivery_amount, total_amount }: OrderInMail): Block {
  const money = (amount: string) => formatMoney(amount, currency);
  return {
    kind: 'lines',
    lines: items.map(({ title, author, quantity, subtotal }) => ({
      what: `${quantity} × ${title}, ${author}`,
      amount: money(subtotal),
    })),
    sums: [
      { what: 'Delivery', amount: money(delivery_amount) },
      { what: 'Total', amount: money(total_amount) },
    ],
  };
}
