// The development mailbox: what would have been sent, for whoever builds or tries the shop.

import type { Static } from '@sinclair/typebox';
import { notFound } from '#kit/problem';
import { instant } from '#kit/time';
import type { mailbox } from '#nats/users';
import { letterText } from '#views/mail/text.ts';
import type { Deps } from '../deps.ts';
import { letterOf } from '../mails.ts';
import { htmlOf } from '../post.ts';
import { readMailbox } from '../repository/mail.ts';

type Shown = Static<typeof mailbox.answer.schema>;

const newest = 50;

/** The newest mails, or the one with this uid and its words. @throws Problem 404 in production: links open accounts. */
export async function showMailbox({ db, settings }: Deps, uid: string | undefined): Promise<Shown> {
  if (settings.NODE_ENV === 'production') throw notFound('mailbox');
  const found = await db.use((query) => readMailbox(query, { uid, limit: newest }));
  const mails = found.map((row) => {
    const letter = letterOf(row, row.user, settings.PUBLIC_URL);
    const said = uid === undefined ? null : { text: letterText(letter), html: htmlOf(letter) };
    const { recipient, createdAt } = row;
    return { uid: row.uid, recipient, subject: letter.subject, created_at: instant(createdAt), said };
  });
  return { mails };
}
