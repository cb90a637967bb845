import { TextField } from '../parts/field.tsx';
import { ErrorSummary, type FormState, Tokens } from '../parts/form.tsx';
import { url } from '../urls.ts';

/** Posts `email` and `current_password`. `asked`: the letter to the new address is on its way. */
export type AddressProps = { email: string; isVerified: boolean; asked: boolean; form: FormState };

export function AddressPage({ email, isVerified, asked, form }: AddressProps): JSX.Element {
  if (asked)
    return (
      <div class="prose">
        <h1>Look in your mail</h1>
        <p>
          A letter is on its way to the new address. Follow the link in it, within a day, and your account has that
          address; until then it keeps <strong safe>{email}</strong>.
        </p>
        <p>
          <a href={url.account()}>Back to your account</a>
        </p>
      </div>
    );
  return (
    <>
      <ErrorSummary form={form} fields={['email', 'current_password']} />
      <h1>Your e-mail address</h1>
      <AddressState email={email} isVerified={isVerified} csrf={form.csrf} />
      <h2>Use another address</h2>
      <form class="stack" method="post" action={url.address()} novalidate>
        <Tokens form={form} />
        <TextField
          form={form}
          name="email"
          label="New address"
          hint="We send a link there. The old address is told."
          type="email"
          autocomplete="email"
          spellcheck="false"
        />
        <TextField
          form={form}
          name="current_password"
          label="Your password"
          type="password"
          autocomplete="current-password"
        />
        <button type="submit" class="btn primary">
          Send link
        </button>
      </form>
    </>
  );
}

/** Whether the address is confirmed, and the way to have the link again where it is not. */
export function AddressState({ email, isVerified, csrf }: { email: string; isVerified: boolean; csrf: string }) {
  if (isVerified)
    return (
      <p>
        <strong safe>{email}</strong> is confirmed.
      </p>
    );
  return (
    <>
      <p>
        <strong safe>{email}</strong> is not confirmed yet. Follow the link we sent there; you can order before.
      </p>
      <form method="post" action={url.addressVerification()}>
        <Tokens form={{ csrf }} />
        <button type="submit" class="btn">
          Send the link again
        </button>
      </form>
    </>
  );
}
