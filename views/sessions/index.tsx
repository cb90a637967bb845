import { formatDay } from '#kit/time';
import { attribute } from '../parts/attribute.ts';
import { Breadcrumb } from '../parts/breadcrumb.tsx';
import { type FormState, Tokens } from '../parts/form.tsx';
import { url } from '../urls.ts';

/** A sign-in that stands. `device` is null where it did not say, `api` is one by a program. */
export type ShownSession = {
  id: string;
  kind: 'api' | 'browser';
  device: string | null;
  created_at: string;
  seen_at: string;
  current: boolean;
};
/** Posts `id`, the session to end; without one all end. */
export type SessionsProps = { sessions: readonly ShownSession[]; form: FormState };

const nameOf = ({ kind, device }: ShownSession): string =>
  device ?? (kind === 'api' ? 'A program' : 'A browser that does not say which');

export function SessionsPage({ sessions, form }: SessionsProps): JSX.Element {
  return (
    <>
      <Breadcrumb path={[{ name: 'Your account', href: url.account() }]} />
      <h1>Where you are signed in</h1>
      <p>
        Is there one you do not know? Sign out everywhere, then <a href={url.changePassword()}>change your password</a>.
      </p>
      <ul class="plain kept">
        {sessions.map((session) => (
          <li class="box">
            <Session session={session} form={form} />
          </li>
        ))}
      </ul>
      <form method="post" action={url.sessions()}>
        <Tokens form={form} />
        <button type="submit" class="btn">
          Sign out everywhere
        </button>
      </form>
    </>
  );
}

function Session({ session, form }: { session: ShownSession; form: FormState }): JSX.Element {
  const name = nameOf(session);
  return (
    <>
      <p>
        <strong safe>{name}</strong>
        <br />
        <span class="small" safe>
          {`Signed in ${formatDay(session.created_at)}, ${session.current ? 'in use now' : `last seen ${formatDay(session.seen_at)}`}`}
        </span>
      </p>
      {session.current ? (
        <p class="small">This is the one you are looking at.</p>
      ) : (
        <form method="post" action={url.sessions()}>
          <Tokens form={form} />
          <input type="hidden" name="id" value={attribute(session.id)} />
          <button type="submit" class="btn" aria-label={attribute(`Sign out: ${name}`)}>
            Sign out
          </button>
        </form>
      )}
    </>
  );
}
