import { AddressState } from '../emails/show.tsx';
import type { Frame } from '../layout.tsx';
import { RadioField } from '../parts/field.tsx';
import { ErrorSummary, type FormState, Tokens } from '../parts/form.tsx';
import { url } from '../urls.ts';

/** Posts `theme` (auto, light, dark), kept in a cookie; works signed out. */
export type SettingsProps = {
  theme: Frame['theme'];
  form: FormState;
  /** The address of whoever is signed in; null for others, and while nobody can say. */
  address: { email: string; isVerified: boolean } | null;
};

export function SettingsPage({ theme, form, address }: SettingsProps): JSX.Element {
  return (
    <>
      <ErrorSummary form={form} fields={['theme']} />
      <h1>Settings</h1>
      <form class="stack" method="post" action={url.settings()}>
        <Tokens form={form} />
        <RadioField
          form={form}
          name="theme"
          label="Colours"
          known={theme}
          choices={[
            { value: 'auto', label: 'As the device has it' },
            { value: 'light', label: 'Light' },
            { value: 'dark', label: 'Dark' },
          ]}
        />
        <button type="submit" class="btn primary">
          Save settings
        </button>
      </form>
      <p class="small">Kept in a cookie on this device, and nowhere else.</p>
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
