import { url } from '../urls.ts';

/** After a question was sent. It says nothing of it, and can be opened again. */
export function ContactSentPage(): JSX.Element {
  return (
    <div class="prose">
      <h1>Your question is with us</h1>
      <p>
        A person reads it and answers by e-mail, usually within a working day. If no answer comes within three, look in
        the folder for unwanted mail, then <a href={url.contact()}>ask again</a>.
      </p>
      <p>
        Meanwhile: how <a href={url.delivery()}>delivery</a> and <a href={url.returns()}>returns</a> work, and{' '}
        <a href={url.track()}>where an order is</a>.
      </p>
    </div>
  );
}
