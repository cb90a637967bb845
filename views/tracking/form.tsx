import { TextField } from '../parts/field.tsx';
import { ErrorSummary, type FormState, Tokens } from '../parts/form.tsx';
import { url } from '../urls.ts';

/** Posts `number` and `email`. `number` is what a link brought along. */
export function TrackPage({ form, number }: { form: FormState; number: string }): JSX.Element {
  return (
    <>
      <ErrorSummary form={form} fields={['number', 'email']} />
      <h1>Track an order</h1>
      <form class="stack" method="post" action={url.track()} novalidate>
        <Tokens form={form} />
        <TextField
          form={form}
          name="number"
          label="Order number"
          hint="It looks like CB-7F3K-29QX and stands in our mails."
          known={number}
          autocomplete="off"
          spellcheck="false"
        />
        <TextField
          form={form}
          name="email"
          label="E-mail"
          hint="The one you ordered with."
          type="email"
          autocomplete="email"
          spellcheck="false"
        />
        <button type="submit" class="btn primary">
          Find order
        </button>
      </form>
      <p>
        With an account, <a href={url.orders()}>all your orders</a> are in one place.
      </p>
    </>
  );
}
