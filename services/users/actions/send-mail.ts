// Sending what was posted. The mail is written with its cause, so none is lost; it is noted as sent after the server took it,
// so that a crash between the two sends it once more, under the same Message-ID.

import type { Deps } from '../deps.ts';
import { letterOf, replyTo } from '../mails.ts';
import { type Outcome, openPost, type Post } from '../post.ts';
import {
  claimMail,
  countMail,
  type MailToSend,
  markKept,
  markParked,
  markSent,
  postponeMail,
} from '../repository/mail.ts';
import { mailPauseSeconds } from '../rules.ts';

/** How long any one step of a conversation with the mail server may take. */
const stepMs = 30_000;

/** The way out for mails, or null where none is set. */
export const postOf = ({ SMTP_URL: url, MAIL_FROM: from }: Deps['settings']): Post | null =>
  url === undefined ? null : openPost({ url, from, timeoutMs: stepMs });

/** What Prometheus shows of the post; says once where mails have no way out. */
export function observeMail({ db, log, metrics, settings }: Deps): void {
  if (settings.SMTP_URL === undefined) log.info('mail.kept-here', { setting: 'SMTP_URL' });
  const count = (state: 'waiting' | 'parked') => () => db.use((query) => countMail(query, state));
  metrics.gauge('mail_waiting', 'Mails that are still to be sent', count('waiting'));
  metrics.gauge('mail_parked', 'Mails the mail server would not take: somebody must look', count('parked'));
}

type Has = Pick<Deps, 'db' | 'log' | 'settings'>;

/** How many conversations with the mail server go on at once. */
const batch = 5;
/** Longer than a whole conversation takes, or another instance would begin it anew. */
export const mailLeaseSeconds = 300;

/**
 * Sends every mail that is due; without a server (`post` null) it is kept for the development mailbox. Safe in any number of
 * instances. Ends early where the server is away: the next round tries again.
 */
export async function sendDueMail(deps: Has, post: Post | null): Promise<void> {
  for (;;) {
    const due = await deps.db.use((query) => claimMail(query, batch, mailLeaseSeconds));
    const done = await Promise.all(due.map((mail) => (post ? send(deps, post, mail) : keep(deps, mail))));
    if (due.length < batch || done.includes('later')) return;
  }
}

async function keep({ db }: Has, { id }: MailToSend): Promise<Outcome['is']> {
  await db.use((query) => markKept(query, id));
  return 'sent';
}

async function send({ db, log, settings }: Has, post: Post, mail: MailToSend): Promise<Outcome['is']> {
  const { id, kind, recipient, attempts } = mail;
  const letter = letterOf(mail, mail.user, settings.PUBLIC_URL);
  const messageId = messageIdOf(mail, settings.PUBLIC_URL);
  const outcome = await post.send({ messageId, recipient, letter, replyTo: replyTo(mail) });
  if (outcome.is === 'sent') {
    await db.use((query) => markSent(query, id));
    return 'sent';
  }
  const pause = outcome.is === 'refused' ? null : mailPauseSeconds(attempts);
  if (pause === null) {
    await db.use((query) => markParked(query, id, outcome.code));
    log.warn('mail.parked', { mail: id, kind, attempts, code: outcome.code });
    return 'refused';
  }
  await db.use((query) => postponeMail(query, id, outcome.code, pause * (0.5 + 0.5 * Math.random())));
  log.warn('mail.postponed', { mail: id, kind, attempts, code: outcome.code });
  return 'later';
}

/** `<uid@host of the shop>`. */
export const messageIdOf = ({ uid }: Pick<MailToSend, 'uid'>, publicUrl: string): string =>
  `<${uid}@${new URL(publicUrl).hostname}>`;
