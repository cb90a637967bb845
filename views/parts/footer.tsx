// The colophon, and the links below every page. Whoever sends the page fills in the marks.

import { url } from '../urls.ts';

/** ⁂, drawn because few fonts have it. */
function Asterism(): JSX.Element {
  const arms = 'v6m-2.6-4.5 5.2 3m0-3-5.2 3';
  return (
    <svg class="ornament" viewBox="0 0 20 17" aria-hidden="true" focusable="false">
      <path d={`M10 1${arms}M5 9.5${arms}M15 9.5${arms}`} />
    </svg>
  );
}

/** The end of every page: what it is made of, and the way to what helps. */
export function Footer({ typeface }: { typeface: 'Literata' | 'your own type' }): JSX.Element {
  return (
    <footer class="site">
      <Asterism />
      <p>
        Set in {typeface}. Rendered on the server in {'{{ms}}'} ms. This page weighs {'{{kB}}'} kB and works without
        JavaScript.
      </p>
      <nav aria-label="Help and more">
        <ul>
          <li>
            <a href={url.delivery()}>Delivery</a>
          </li>
          <li>
            <a href={url.returns()}>Returns</a>
          </li>
          <li>
            <a href={url.contact()}>Ask us</a>
          </li>
          <li>
            <a href={url.orders()}>Your orders</a>
          </li>
          <li>
            <a href={url.settings()}>Settings</a>
          </li>
          <li>
            <a href={url.privacy()}>Privacy</a>
          </li>
          <li>
            <a href={url.terms()}>Terms</a>
          </li>
          <li>
            <a href={url.accessibility()}>Accessibility</a>
          </li>
          <li>
            <a href={url.feeds()}>Feeds</a>
          </li>
          <li>
            <a href={url.developers()}>Developers</a>
          </li>
        </ul>
      </nav>
    </footer>
  );
}
