import { formatInstant } from '#kit/time';
import { counted } from '../parts/words.ts';
import { url } from '../urls.ts';

export type MailInBox = { uid: string; recipient: string; subject: string; created_at: string };

/** The development mailbox: what would have been sent, newest first. */
export function MailboxPage({ mails }: { mails: readonly MailInBox[] }): JSX.Element {
  return (
    <>
      <h1>Mailbox of development</h1>
      <p class="lead">
        No mail server is set (<code>SMTP_URL</code>), so mails end here. In production this page does not exist.
      </p>
      {mails.length === 0 ? <Nothing /> : <Mails mails={mails} />}
    </>
  );
}

function Nothing(): JSX.Element {
  return (
    <p class="none">
      No mail yet. <a href={url.signUp()}>Open an account</a>, <a href={url.forgotPassword()}>forget a password</a>,
      order something or <a href={url.contact()}>ask the shop</a>.
    </p>
  );
}

function Mails({ mails }: { mails: readonly MailInBox[] }): JSX.Element {
  return (
    <section aria-labelledby="mails-heading">
      <h2 id="mails-heading" safe>
        {counted(mails.length, 'mail')}
      </h2>
      <ol class="plain mails">
        {mails.map(({ uid, recipient, subject, created_at }) => (
          <li>
            <a href={url.mail(uid)} safe>
              {subject}
            </a>
            <span class="muted">
              to <span safe>{recipient}</span>
            </span>
            <time class="muted" datetime={created_at} safe>
              {formatInstant(created_at)}
            </time>
          </li>
        ))}
      </ol>
    </section>
  );
}
