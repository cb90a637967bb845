import * as accounts from '../mail/accounts.ts';
import { contactLetter } from '../mail/contact.ts';
import type { Letter } from '../mail/letter.ts';
import * as orders from '../mail/orders.ts';
import { LetterPage } from '../mail/page.tsx';
import { letterText } from '../mail/text.ts';
import { MailboxPage } from '../mailbox/index.tsx';
import { MailPage } from '../mailbox/show.tsx';
import type { Data } from './data.ts';
import type { Specimen } from './specimen.ts';

export const mails = (data: Data): Specimen[] => [
  ...lettersOf(data).map(
    ([name, letter]): Specimen => ({ name: `mail: ${name}`, isMail: true, content: LetterPage({ letter }) }),
  ),
  ...mailbox(data),
];

/** Every kind of mail, in each of its wordings. */
export function lettersOf({ order, user, at, q }: Data): [name: string, letter: Letter][] {
  const to = { origin: 'https://shop.test', name: user.first_name };
  const link = { ...to, token: q, minutes: 30 };
  const { number, currency, delivery_amount, total_amount } = order;
  const items = order.items.map(({ title, author, quantity, subtotal }) => ({ title, author, quantity, subtotal }));
  const bought = { ...to, isGuest: false, order: { number, currency, items, delivery_amount, total_amount } };
  return [
    ['password reset', accounts.passwordResetLetter({ ...link, isGuest: false })],
    ['password reset, guest', accounts.passwordResetLetter({ ...link, name: '', isGuest: true })],
    ['password changed', accounts.passwordChangedLetter({ ...to, username: user.username })],
    ['verification', accounts.verificationLetter(link)],
    ['address change', accounts.addressChangeLetter(link)],
    ['address changed', accounts.addressChangedLetter({ ...to, username: user.username })],
    ['account exists', accounts.accountExistsLetter(to)],
    ['contact', contactLetter({ topic: 'order', name: user.first_name, email: user.email, number, message: q })],
    ['order placed', orders.orderPlacedLetter({ ...bought, expires_at: at })],
    ['order placed, guest', orders.orderPlacedLetter({ ...bought, name: '', isGuest: true, expires_at: null })],
    ['order paid', orders.orderPaidLetter({ ...bought, isPrepaid: true })],
    ['order confirmed', orders.orderPaidLetter({ ...bought, isPrepaid: false })],
    ['order shipped', orders.orderShippedLetter({ ...bought, note: order.history.at(-1)?.note ?? null })],
    ['order cancelled', orders.orderCancelledLetter({ ...bought, because: 'staff', owed: '9.99' })],
    ['order expired', orders.orderCancelledLetter({ ...bought, because: 'expired', owed: null })],
    ['order refunded', orders.orderRefundedLetter({ ...bought, amount: '5.00', refunded_amount: '9.99' })],
  ];
}

function mailbox(data: Data): Specimen[] {
  const [first] = lettersOf(data);
  if (!first) throw new Error('there are mails');
  const [, letter] = first;
  const mail = {
    uid: '0198c0de-0000-7000-8000-000000000002',
    recipient: data.user.email,
    subject: letter.subject,
    created_at: data.at,
  };
  return [
    { name: 'mailbox', content: MailboxPage({ mails: [mail] }) },
    { name: 'mailbox, empty', content: MailboxPage({ mails: [] }) },
    { name: 'mail in the mailbox', content: MailPage({ mail, text: letterText(letter) }) },
  ];
}
