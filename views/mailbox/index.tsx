import { formatInstant } from '#kit/time';
import { url } from '../urls.ts';

export type MailInBox = { uid: string; recipient: string; subject: string; created_at: string };

/** The development mailbox: what would have been sent, newest first. */
export function MailboxPage({ mails }: { mails: readonly MailInBox[] }): JSX.Element {
  return (
    <>
      <h1>Mailbox of development</h1>
      <p>
        No mail server is set (<code>SMTP_URL</code>), so mails end here. In production this page does not exist.
      </p>
      {mails.length === 0 ? <p>No mail yet. Order something, or forget a password.</p> : <Mails mails={mails} />}
    </>
  );
}

function Mails({ mails }: { mails: readonly MailInBox[] }): JSX.Element {
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">Subject</th>
          <th scope="col">To</th>
          <th scope="col">Written</th>
        </tr>
      </thead>
      <tbody>
        {mails.map(({ uid, recipient, subject, created_at }) => (
          <tr>
            <td>
              <a href={url.mail(uid)} safe>
                {subject}
              </a>
            </td>
            <td safe>{recipient}</td>
            <td>
              <time datetime={created_at} safe>
                {formatInstant(created_at)}
              </time>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
