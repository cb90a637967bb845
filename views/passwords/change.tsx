import { attribute } from '../parts/attribute.ts';
import { TextField } from '../parts/field.tsx';
import { ErrorSummary, type FormState, Tokens } from '../parts/form.tsx';
import { ShowPassword } from '../parts/show-password.tsx';
import { url } from '../urls.ts';

/** Posts `current_password`, `password` and `password2`. */
export function ChangePasswordPage({ form, username }: { form: FormState; username: string }): JSX.Element {
  return (
    <>
      <ErrorSummary form={form} fields={['current_password', 'password', 'password2']} />
      <h1>Your password</h1>
      <p>A new one signs every other device out. We tell you by mail that it was changed.</p>
      <form class="stack" method="post" action={url.changePassword()} novalidate>
        <Tokens form={form} />
        {/* Password managers ask whose password it is. */}
        <input type="text" name="username" value={attribute(username)} autocomplete="username" hidden />
        <TextField
          form={form}
          name="current_password"
          label="Your present password"
          type="password"
          autocomplete="current-password"
        />
        <TextField
          form={form}
          name="password"
          label="New password"
          hint="8 characters or more. A few words in a row are easy to remember and hard to guess."
          type="password"
          autocomplete="new-password"
        />
        <TextField
          form={form}
          name="password2"
          label="New password again"
          type="password"
          autocomplete="new-password"
        />
        <p class="actions">
          <button type="submit" class="btn primary">
            Save password
          </button>
          <ShowPassword form={form} />
        </p>
      </form>
      <p>
        Forgot it? <a href={url.forgotPassword()}>Have a link sent</a> with which you choose a new one.
      </p>
    </>
  );
}
