import { url } from '../urls.ts';

export function AccessibilityHelpPage(): JSX.Element {
  return (
    <div class="prose">
      <h1>Accessibility</h1>
      <p>We mean every page to meet WCAG 2.2, level AA, and test each with axe in light and dark, narrow and wide.</p>
      <ul>
        <li>Everything works with the keyboard alone, and without JavaScript.</li>
        <li>
          Colours follow your device; you can <a href={url.settings()}>choose light or dark</a> yourself.
        </li>
        <li>Pages reflow at 320 pixels and at 400 % zoom, and honour reduced motion and forced colours.</li>
        <li>Nothing on the checkout runs out in less than fifteen minutes.</li>
      </ul>
      <h2>Known limits</h2>
      <ul>
        <li>
          Spines on the home page are set sideways. The same shelves are listed upright under{' '}
          <a href={url.shelves()}>Browse</a>.
        </li>
        <li>Titles in some scripts are shown in your device’s own typeface.</li>
        <li>
          Generated covers are pictures: the title stands beside each as text, so they have no words of their own.
        </li>
        <li>
          The <a href={url.swagger()}>documentation of the API</a> is a program of others’, needs JavaScript, and is not
          tested as our pages are.
        </li>
        <li>We have not tried every screen reader; the tests are of the pages, not of the ears.</li>
      </ul>
      <h2>Something in your way?</h2>
      <p>
        <a href={url.contact({ topic: 'other' })}>Tell us</a>, with the page and what you use. A person reads it, and we
        send what you need by mail meanwhile.
      </p>
    </div>
  );
}
