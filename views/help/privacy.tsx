import { url } from '../urls.ts';

export function PrivacyHelpPage(): JSX.Element {
  return (
    <div class="prose">
      <h1>Privacy</h1>
      <p>We keep what we need to sell you books, and nothing to follow you about.</p>
      <h2>What is kept</h2>
      <ul>
        <li>Your name, e-mail address and password, the last only as a hash nobody can read back.</li>
        <li>Your orders with the addresses they went to, and the reviews you write.</li>
        <li>Which payment method was used and what came of it. Card numbers never reach us.</li>
        <li>
          Your reading list, the addresses you keep, what you found helpful and what you reported of others’ reviews.
        </li>
        <li>If you share your reading list by a link: its books and your first name, for whoever has the link.</li>
        <li>What you ask us, until it is in our mailbox; it is answered from there.</li>
      </ul>
      <h2>Yours to take</h2>
      <p>
        <a href={url.account()}>Your account</a> hands you all of it as one file, at any time.
      </p>
      <h2>Cookies</h2>
      <p>
        One that knows your basket and whether you are signed in, one for <a href={url.settings()}>settings</a> if you
        change them, and one with the last books you looked at, which goes when you close the browser or sign out. No
        third party is loaded on any page.
      </p>
      <h2>Leaving</h2>
      <p>
        When an account is closed it is signed out everywhere and its name and address are removed. Orders and reviews
        stay, without the name; what you reported stays without your words.
      </p>
      <p>
        A question? <a href={url.contact({ topic: 'account' })}>Ask us</a>.
      </p>
    </div>
  );
}
