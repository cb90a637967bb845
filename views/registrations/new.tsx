import { attribute } from '../parts/attribute.ts';
import { TextField } from '../parts/field.tsx';
import { ErrorSummary, type FormState, Tokens } from '../parts/form.tsx';
import { ShowPassword } from '../parts/show-password.tsx';
import { url } from '../urls.ts';

/**
 * Posts `email`, `username`, `first_name`, `last_name`, `password`, `password2` and `next`. `isGuest`: somebody bought as a
 * guest in this browser, which comes along.
 */
export type SignUpProps = { form: FormState; next: string; isGuest: boolean };

const fields = ['email', 'username', 'first_name', 'last_name', 'password', 'password2'];

export function SignUpPage({ form, next, isGuest }: SignUpProps): JSX.Element {
  return (
    <>
      <ErrorSummary form={form} fields={fields} />
      <h1>Open an account</h1>
      {isGuest ? <p class="note">What was ordered as a guest in this browser joins the new account.</p> : null}
      <form class="stack" method="post" action={url.signUp()} novalidate>
        <Tokens form={form} />
        <input type="hidden" name="next" value={attribute(next)} />
        <TextField form={form} name="email" label="E-mail" type="email" autocomplete="email" spellcheck="false" />
        <TextField
          form={form}
          name="username"
          label="Username"
          hint="Letters, digits and . _ + - only. It stands beside your reviews unless you give your name."
          autocomplete="username"
          spellcheck="false"
          maxlength={64}
        />
        <TextField
          form={form}
          name="first_name"
          label="First name"
          autocomplete="given-name"
          required={false}
          maxlength={100}
        />
        <TextField
          form={form}
          name="last_name"
          label="Last name"
          autocomplete="family-name"
          required={false}
          maxlength={100}
        />
        <TextField
          form={form}
          name="password"
          label="Password"
          hint="8 characters or more. A few words in a row are easy to remember and hard to guess."
          type="password"
          autocomplete="new-password"
        />
        <TextField form={form} name="password2" label="Password again" type="password" autocomplete="new-password" />
        <p class="actions">
          <button type="submit" class="btn primary">
            Open account
          </button>
          <ShowPassword form={form} />
        </p>
      </form>
      <p>
        Been here before? <a href={attribute(url.signIn(next))}>Sign in</a>.
      </p>
    </>
  );
}
