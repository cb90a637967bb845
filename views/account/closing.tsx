import { ErrorSummary, type FormState, Tokens } from '../parts/form.tsx';
import { url } from '../urls.ts';

export type CloseAccountProps = {
  form: FormState;
  /** Orders that are still on their way: the account stays until they have ended. */
  unfinished: readonly { number: string }[];
};

export function CloseAccountPage({ form, unfinished }: CloseAccountProps): JSX.Element {
  return (
    <>
      <ErrorSummary form={form} fields={[]} />
      <h1>Close your account</h1>
      {unfinished.length > 0 ? <Unfinished orders={unfinished} /> : null}
      <div class="prose">
        <p>
          Your name, address and password go at once and for good. Your orders stay in our books, as the law asks, and
          your reviews stay without your name.
        </p>
        <p>
          Before that you may want to <a href={url.accountExport()}>take your data with you</a>.
        </p>
      </div>
      <form method="post" action={url.closeAccount()}>
        <Tokens form={form} />
        <p class="actions">
          <button type="submit" class="btn">
            Close my account for good
          </button>
          <a href={url.account()}>Keep it</a>
        </p>
      </form>
    </>
  );
}

function Unfinished({ orders }: { orders: CloseAccountProps['unfinished'] }): JSX.Element {
  return (
    <ul>
      {orders.map(({ number }) => (
        <li>
          <a href={url.order(number)}>
            Order <span safe>{number}</span>
          </a>
        </li>
      ))}
    </ul>
  );
}
