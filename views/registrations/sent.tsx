import { url } from '../urls.ts';

/** The same whether or not somebody has the address: what is to be done stands in the mail. */
export function LookInMailPage(): JSX.Element {
  return (
    <div class="prose">
      <h1>Look in your mail</h1>
      <p>We have written to the address you entered. The letter says how to go on.</p>
      <p>
        <a href={url.signIn()}>Sign in</a>
      </p>
    </div>
  );
}
