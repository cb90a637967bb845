import { TextField } from '../parts/field.tsx';
import { ErrorSummary, type FormState, Tokens } from '../parts/form.tsx';
import { ShowPassword } from '../parts/show-password.tsx';
import { url } from '../urls.ts';

/** Posts `password` and `password2` to its own address. `isSpent`: the link was used already or is too old. */
export type ResetPasswordProps = { form: FormState; token: string; isSpent: boolean };

export function ResetPasswordPage({ form, token, isSpent }: ResetPasswordProps): JSX.Element {
  if (isSpent)
    return (
      <div class="prose">
        <h1>This link has run out</h1>
        <p>
          A link works once, for 30 minutes. <a href={url.forgotPassword()}>Ask for a new one</a>.
        </p>
      </div>
    );
  return (
    <>
      <ErrorSummary form={form} fields={['password', 'password2']} />
      <h1>Choose a new password</h1>
      <form class="stack" method="post" action={url.resetPassword(token)} novalidate>
        <Tokens form={form} />
        <TextField
          form={form}
          name="password"
          label="New password"
          hint="8 characters or more."
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
    </>
  );
}
