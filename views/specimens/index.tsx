import { attribute } from '../parts/attribute.ts';
import { url } from '../urls.ts';

/** Every view in every state, as links; for whoever works on one. */
export function SpecimensPage({ names }: { names: readonly string[] }): JSX.Element {
  return (
    <>
      <h1>Views</h1>
      <p class="lead">
        Every view in every state, drawn from specimens with the shop’s own frame. Their buttons lead nowhere.
      </p>
      <ul class="plain columns">
        {names.map((name) => (
          <li>
            <a href={attribute(url.specimen(name))} safe>
              {name}
            </a>{' '}
            <a class="small" href={attribute(url.specimen(name, 'light'))} aria-label={attribute(`${name}, light`)}>
              light
            </a>{' '}
            <a class="small" href={attribute(url.specimen(name, 'dark'))} aria-label={attribute(`${name}, dark`)}>
              dark
            </a>
          </li>
        ))}
      </ul>
    </>
  );
}
