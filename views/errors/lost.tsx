import { attribute } from '../parts/attribute.ts';
import { url } from '../urls.ts';

/** What was looked for where nothing is; `words` of the address are worth a search, or empty. */
export type Lost = { kind: 'book' | 'author' | 'shelf' | 'order' | 'review' | 'page'; words: string };

/** The next step for whoever came to nothing, by what they were after. */
export function LostHint({ lost: { kind, words } }: { lost: Lost }): JSX.Element {
  return (
    <>
      {words === '' ? null : (
        <p>
          <a class="btn primary" href={attribute(url.search(words))} safe>
            {`Search for ‘${words}’`}
          </a>
        </p>
      )}
      {kind === 'order' ? (
        <p>
          Orders are shown to who placed them: <a href={url.signIn()}>sign in</a>, or{' '}
          <a href={url.track()}>track one by its number</a>.
        </p>
      ) : null}
      {kind === 'review' ? <p>It may have been deleted by whoever wrote it, or hidden by our staff.</p> : null}
      <p>
        Search above, <a href={url.shelves()}>walk along the shelves</a> or go <a href={url.home()}>home</a>.
      </p>
    </>
  );
}
