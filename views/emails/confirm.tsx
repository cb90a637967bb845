import { ErrorSummary, type FormState, Tokens } from '../parts/form.tsx';
import { url } from '../urls.ts';

/**
 * Where a mailed link leads: mail programs open links by themselves, so that it takes a press of a button to use one up.
 * `isSpent`: the link was used already or is too old.
 */
export function ConfirmAddressPage({ form, token, isSpent }: { form: FormState; token: string; isSpent: boolean }) {
  if (isSpent)
    return (
      <div class="prose">
        <h1>This link has run out</h1>
        <p>
          It works once, and not for ever. If you are signed in, <a href={url.address()}>ask for a new one</a>.
        </p>
      </div>
    );
  return (
    <>
      <ErrorSummary form={form} fields={[]} />
      <h1>Confirm your e-mail address</h1>
      <p>One press, and we know that letters to you arrive.</p>
      <form method="post" action={url.verifyAddress(token)}>
        <Tokens form={form} />
        <button type="submit" class="btn primary">
          Confirm this address
        </button>
      </form>
    </>
  );
}
