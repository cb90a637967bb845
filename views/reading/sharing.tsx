import { attribute } from '../parts/attribute.ts';
import { type FormState, Tokens } from '../parts/form.tsx';
import { url } from '../urls.ts';

/** `secret` is null where the list is not shared. */
export type SharingProps = { origin: string; secret: string | null; form: FormState };

/** Below the list of an account: share it by a link, or stop that. */
export function Sharing({ origin, secret, form }: SharingProps): JSX.Element {
  return (
    <section class="sharing" aria-labelledby="sharing-heading">
      <h2 id="sharing-heading">Share this list</h2>
      {secret === null ? (
        <p>Whoever has the link sees the books on it and your first name; never your notes, nor your address.</p>
      ) : (
        <p>
          Whoever has this link can read it, without your notes:{' '}
          <a href={attribute(url.sharedList(secret))} safe>
            {origin + url.sharedList(secret)}
          </a>
        </p>
      )}
      <form method="post" action={url.shareReadingList()}>
        <Tokens form={{ csrf: form.csrf }} />
        <p class="actions">
          <button type="submit" name="act" value={secret === null ? 'share' : 'stop'} class="btn">
            {secret === null ? 'Make a link' : 'Switch the link off'}
          </button>
        </p>
      </form>
    </section>
  );
}
