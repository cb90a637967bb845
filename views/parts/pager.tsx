import { attribute } from './attribute.ts';

/** The opaque cursor within a service's `next` or `previous` link, for a link of our own. */
export function cursorOf(link: string | null): string | undefined {
  return link === null
    ? undefined
    : (new URLSearchParams(link.slice(link.indexOf('?') + 1)).get('cursor') ?? undefined);
}

/** Links to the pages before and after; nothing where there is but one page. `what` names the list: "Books". */
export function Pager({
  what,
  previous,
  next,
}: {
  what: string;
  previous: string | null;
  next: string | null;
}): JSX.Element {
  if (previous === null && next === null) return '';
  return (
    <nav class="pager" aria-label={attribute(`${what}: more pages`)}>
      {previous === null ? null : (
        <a class="btn" rel="prev" href={attribute(previous)}>
          Previous page
        </a>
      )}
      {next === null ? null : (
        <a class="btn" rel="next" href={attribute(next)}>
          Next page
        </a>
      )}
    </nav>
  );
}
