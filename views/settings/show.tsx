import { AddressState } from '../emails/show.tsx';
import { RadioField } from '../parts/field.tsx';
import { ErrorSummary, type FormState, Tokens } from '../parts/form.tsx';
import { url } from '../urls.ts';

/** Posts `theme`, `text`, `motion` and `results`, kept in cookies; works signed out. */
export type SettingsProps = {
  known: { theme: string; text: string; motion: string; results: string };
  form: FormState;
  /** The address of whoever is signed in; null for others, and while nobody can say. */
  address: { email: string; isVerified: boolean } | null;
};

const names = ['theme', 'text', 'motion', 'results'];

export function SettingsPage({ known, form, address }: SettingsProps): JSX.Element {
  return (
    <>
      <ErrorSummary form={form} fields={names} />
      <h1>Settings</h1>
      <form class="stack" method="post" action={url.settings()}>
        <Tokens form={form} />
        <RadioField
          form={form}
          name="theme"
          label="Colours"
          known={known.theme}
          choices={[
            { value: 'auto', label: 'As the device has it' },
            { value: 'light', label: 'Light' },
            { value: 'dark', label: 'Dark' },
          ]}
        />
        <RadioField
          form={form}
          name="text"
          label="Text size"
          known={known.text}
          choices={[
            { value: 'normal', label: 'Normal' },
            { value: 'large', label: 'Large' },
          ]}
        />
        <RadioField
          form={form}
          name="motion"
          label="Motion"
          known={known.motion}
          choices={[
            { value: 'auto', label: 'As the device has it' },
            { value: 'none', label: 'None' },
          ]}
        />
        <RadioField
          form={form}
          name="results"
          label="Books on a page of a list"
          known={known.results}
          choices={[
            { value: '24', label: '24' },
            { value: '48', label: '48' },
            { value: '96', label: '96' },
          ]}
        />
        <button type="submit" class="btn primary">
          Save settings
        </button>
      </form>
      <p class="small">Kept in cookies on this device, and nowhere else.</p>
      {address === null ? null : (
        <section aria-labelledby="address-heading">
          <h2 id="address-heading">Your e-mail address</h2>
          <AddressState email={address.email} isVerified={address.isVerified} csrf={form.csrf} />
          <p>
            <a href={url.address()}>Use another address</a>
          </p>
        </section>
      )}
    </>
  );
}
