// Handing a letter to a mail server, over SMTP with nodemailer; the only file that knows it.

import { createTransport } from 'nodemailer';
import type { Letter } from '#views/mail/letter.ts';
import { LetterPage } from '#views/mail/page.tsx';
import { letterText } from '#views/mail/text.ts';

export type Sending = {
  /** Stays the same however often a mail is sent, so that a repeat can be told. */
  messageId: string;
  recipient: string;
  letter: Letter;
  /** Whom an answer goes to; the sender where it is left out. */
  replyTo?: { name: string; address: string };
};

/**
 * What became of it. `refused` is the server's no to this very mail, at once and for good; `later` may go better another time:
 * the server is away, is busy, or does not let us in. `code` never quotes an address.
 */
export type Outcome = { is: 'sent' } | { is: 'refused' | 'later'; code: string };

export type Post = { send(sending: Sending): Promise<Outcome> };

/** @param timeoutMs how long any one step of the conversation may take. */
export function openPost({ url, from, timeoutMs }: { url: string; from: string; timeoutMs: number }): Post {
  const { protocol, hostname, port, username, password } = new URL(url);
  const secure = protocol === 'smtps:';
  const transport = createTransport({
    host: hostname,
    port: Number(port || (secure ? 465 : 587)),
    secure,
    ...(username === '' ? {} : { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } }),
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    dnsTimeout: timeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    async send({ messageId, recipient, letter, replyTo }) {
      try {
        await transport.sendMail({
          from,
          to: { name: '', address: recipient },
          ...(replyTo === undefined ? {} : { replyTo }),
          subject: letter.subject,
          messageId,
          text: letterText(letter),
          html: htmlOf(letter),
          headers: { 'Auto-Submitted': 'auto-generated' },
        });
        return { is: 'sent' };
      } catch (error) {
        return outcomeOf(error);
      }
    },
  };
}

/** The address alone of `Colophon Books <books@shop.example>`. */
export const addressIn = (from: string): string => (/<([^<>]+)>\s*$/.exec(from)?.[1] ?? from).trim();

/** Views wait for nothing, so what they give is text. */
export function htmlOf(letter: Letter): string {
  const html = LetterPage({ letter });
  if (typeof html === 'string') return html;
  throw new Error('a view waited for something: views are pure');
}

type Failure = { code?: unknown; responseCode?: unknown; command?: unknown };

/** A 5xx to the recipient or the content is about this mail; any other no is about us or the server. */
function outcomeOf(error: unknown): Outcome {
  const { code, responseCode, command } = error as Failure;
  const aboutThisMail = /^(RCPT TO|DATA)$/.test(String(command ?? ''));
  const words = `${typeof code === 'string' ? code : 'unknown'} ${typeof responseCode === 'number' ? responseCode : ''}`;
  const forGood = typeof responseCode === 'number' && responseCode >= 500 && aboutThisMail;
  return { is: forGood ? 'refused' : 'later', code: words.trim() };
}
