// What the mails of this room say, kind by kind, and how a row of the post becomes a letter.

import type { Static } from '@sinclair/typebox';
import { formatMinor } from '#kit/money';
import type * as told from '#nats/orders';
import * as accountLetters from '#views/mail/accounts.ts';
import { contactLetter, type Question } from '#views/mail/contact.ts';
import type { Letter } from '#views/mail/letter.ts';
import * as orderLetters from '#views/mail/orders.ts';
import { type LinkPurpose, linkMinutes, linkPurposes } from './rules.ts';
import type { MailKind, MailRow, UserRow } from './schema.ts';

type Receipt = Static<typeof told.placed.body.schema>['receipt'];
type Placed = Static<typeof told.placed.body.schema>;
type Shipped = Static<typeof told.shipped.body.schema>;
type Cancelled = Static<typeof told.cancelled.body.schema>;
type Refunded = Static<typeof told.refunded.body.schema>;

/** What is kept of each kind until it is sent. */
type Contents = {
  password_reset: { token: string };
  password_changed: Record<string, never>;
  account_exists: Record<string, never>;
  verification: { token: string };
  address_change: { token: string };
  address_changed: Record<string, never>;
  order_placed: Pick<Placed, 'receipt' | 'expires_at'>;
  order_paid: { receipt: Receipt; prepaid: boolean };
  order_shipped: Pick<Shipped, 'receipt' | 'note'>;
  order_cancelled: Pick<Cancelled, 'receipt' | 'reason' | 'owed_minor'>;
  order_refunded: Pick<Refunded, 'receipt' | 'amount_minor' | 'refunded_minor'>;
  contact: Question;
};

/** A mail to be written: its kind and what it says. */
export type Mail = { [Kind in MailKind]: { kind: Kind; data: Contents[Kind] } }[MailKind];

/** Which mail carries the link of each purpose. */
export const linkKinds = {
  password: 'password_reset',
  verify: 'verification',
  move: 'address_change',
} as const satisfies Record<LinkPurpose, MailKind>;

const monthMinutes = 30 * 24 * 60;

/**
 * How long a mail is worth anything, in minutes: as long as the link in it works; null for ever. A question that could not be
 * handed over within a month is thrown away: it holds what somebody wrote.
 */
export function perishMinutes({ kind }: Mail): number | null {
  if (kind === 'contact') return monthMinutes;
  const purpose = linkPurposes.find((one) => linkKinds[one] === kind);
  return purpose === undefined ? null : linkMinutes[purpose];
}

export type Addressee = Pick<UserRow, 'username' | 'firstName' | 'isGuest'>;

/** Whom an answer goes to, where that is not the shop. */
export function replyTo(row: Pick<MailRow, 'kind' | 'data'>): { name: string; address: string } | undefined {
  const mail = row as unknown as Mail;
  return mail.kind === 'contact' ? { name: mail.data.name, address: mail.data.email } : undefined;
}

/** @param publicUrl how visitors reach the shop, without a slash at the end. */
export function letterOf(row: Pick<MailRow, 'kind' | 'data'>, user: Addressee | null, publicUrl: string): Letter {
  // The two columns were written together by postMail, which takes nothing but a Mail.
  const mail = row as unknown as Mail;
  if (mail.kind === 'contact') return contactLetter(mail.data);
  if (user === null) throw new Error('every mail but a question is written to an account');
  const to = { origin: publicUrl, name: nameOf(user) };
  switch (mail.kind) {
    case 'password_reset': {
      const life = { minutes: linkMinutes.password, isGuest: user.isGuest };
      return accountLetters.passwordResetLetter({ ...to, ...life, token: mail.data.token });
    }
    case 'password_changed':
      return accountLetters.passwordChangedLetter({ ...to, username: user.username });
    case 'account_exists':
      return accountLetters.accountExistsLetter(to);
    case 'verification':
      return accountLetters.verificationLetter({ ...to, token: mail.data.token });
    case 'address_change':
      return accountLetters.addressChangeLetter({ ...to, token: mail.data.token });
    case 'address_changed':
      return accountLetters.addressChangedLetter({ ...to, username: user.username });
    default:
      return orderLetterOf(mail, { ...to, isGuest: user.isGuest });
  }
}

function orderLetterOf(
  mail: Extract<Mail, { kind: `order_${string}` }>,
  who: { origin: string; name: string; isGuest: boolean },
): Letter {
  const { receipt } = mail.data;
  const to = { ...who, order: orderIn(receipt) };
  switch (mail.kind) {
    case 'order_placed':
      return orderLetters.orderPlacedLetter({ ...to, expires_at: mail.data.expires_at });
    case 'order_paid':
      return orderLetters.orderPaidLetter({ ...to, isPrepaid: mail.data.prepaid });
    case 'order_shipped':
      return orderLetters.orderShippedLetter({ ...to, note: mail.data.note });
    case 'order_cancelled': {
      const owed = mail.data.owed_minor === 0 ? null : formatMinor(mail.data.owed_minor);
      return orderLetters.orderCancelledLetter({ ...to, because: mail.data.reason, owed });
    }
    case 'order_refunded': {
      const { amount_minor: amount, refunded_minor: refunded } = mail.data;
      const money = { amount: formatMinor(amount), refunded_amount: formatMinor(refunded) };
      return orderLetters.orderRefundedLetter({ ...to, ...money });
    }
    default:
      throw new Error(`unhandled: ${mail satisfies never}`);
  }
}

const orderIn = ({ number, currency, lines, delivery_minor, total_minor }: Receipt): orderLetters.OrderInMail => ({
  number,
  currency,
  items: lines.map(({ subtotal_minor, ...line }) => ({ ...line, subtotal: formatMinor(subtotal_minor) })),
  delivery_amount: formatMinor(delivery_minor),
  total_amount: formatMinor(total_minor),
});

/** A guest who gave no name is greeted without one: the username is a number of ours. */
const nameOf = ({ firstName, username, isGuest }: Addressee): string => firstName.trim() || (isGuest ? '' : username);
