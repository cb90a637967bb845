import { formatInstant } from '#kit/time';
import { attribute } from '../parts/attribute.ts';
import { Breadcrumb } from '../parts/breadcrumb.tsx';
import { url } from '../urls.ts';
import type { MailInBox } from './index.tsx';

/** One mail of the development mailbox: its text with the links in it, and the way to its HTML. */
export function MailPage({ mail, text }: { mail: MailInBox; text: string }): JSX.Element {
  return (
    <>
      <Breadcrumb path={[{ name: 'Mailbox', href: url.mailbox() }]} />
      <h1 safe>{mail.subject}</h1>
      <p class="meta">
        <span>
          To <strong safe>{mail.recipient}</strong>
        </span>
        <time class="muted" datetime={mail.created_at} safe>
          {formatInstant(mail.created_at)}
        </time>
        <a href={url.mailDocument(mail.uid)}>As a mail program shows it</a>
      </p>
      <div class="prose lines-kept paper">
        {partsOf(text).map((part) => (
          <Part part={part} />
        ))}
      </div>
    </>
  );
}

/** The text cut where an address begins or ends. */
const partsOf = (text: string): string[] => text.split(/(https?:\/\/\S+)/);

function Part({ part }: { part: string }): JSX.Element {
  if (!/^https?:\/\//.test(part)) return <span safe>{part}</span>;
  const href = part;
  return (
    <a href={attribute(href)} safe>
      {href}
    </a>
  );
}
