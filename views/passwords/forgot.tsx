import { TextField } from '../parts/field.tsx';
import { ErrorSummary, type FormState, Tokens } from '../parts/form.tsx';
import { url } from '../urls.ts';

/** Posts `email`. `sent` shows the same answer for known and unknown addresses. */
export type ForgottenPasswordProps = { form: FormState; sent: boolean };

export function ForgottenPasswordPage({ form, sent }: ForgottenPasswordProps): JSX.Element {
  if (sent)
    return (
      <div class="prose">
        <h1>Look in your mail</h1>
        <p>
          If there is an account with that address, a letter with a link is on its way. The link works once, for 30
          minutes.
        </p>
        <p>
          <a href={url.signIn()}>Back to sign in</a>
        </p>
      </div>
    );
  return (
    <>
      <ErrorSummary form={form} fields={['email']} />
      <h1>Forgotten password</h1>
      <form class="stack" method="post" action={url.forgotPassword()} novalidate>
        <Tokens form={form} />
        <TextField
          form={form}
          name="email"
          label="E-mail"
          hint="We send you a link with which you choose a new password."
          type="email"
          autocomplete="email"
          spellcheck="false"
        />
        <button type="submit" class="btn primary">
          Send link
        </button>
      </form>
    </>
  );
}
