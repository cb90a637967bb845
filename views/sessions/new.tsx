import { attribute } from '../parts/attribute.ts';
import { TextField } from '../parts/field.tsx';
import { ErrorSummary, type FormState, Tokens } from '../parts/form.tsx';
import { ShowPassword } from '../parts/show-password.tsx';
import { url } from '../urls.ts';

/**
 * Posts `username` (a name or an e-mail address), `password` and `next`, the local address to go on to. `isGuest`: somebody
 * bought as a guest in this browser, which comes along.
 */
export type SignInProps = { form: FormState; next: string; isGuest: boolean };

export function SignInPage({ form, next, isGuest }: SignInProps): JSX.Element {
  return (
    <>
      <ErrorSummary form={form} fields={['username', 'password']} />
      <h1>Sign in</h1>
      {isGuest ? (
        <p class="note">What was ordered as a guest in this browser joins the account you sign in to.</p>
      ) : null}
      <form class="stack" method="post" action={url.signIn()} novalidate>
        <Tokens form={form} />
        <input type="hidden" name="next" value={attribute(next)} />
        <TextField form={form} name="username" label="E-mail or username" autocomplete="username" spellcheck="false" />
        <TextField form={form} name="password" label="Password" type="password" autocomplete="current-password" />
        <p class="actions">
          <button type="submit" class="btn primary">
            Sign in
          </button>
          <ShowPassword form={form} />
        </p>
      </form>
      <p>
        <a href={url.forgotPassword()}>I forgot my password</a>
      </p>
      <p>
        Ordered without an account? <a href={url.track()}>Track the order</a>.
      </p>
      <p>
        New here? <a href={attribute(url.signUp(next))}>Open an account</a>. You can also buy without one.
      </p>
    </>
  );
}
