import { countries, countryName } from '../checkout/countries.ts';
import { SelectField, TextField } from './field.tsx';
import { type FormState, valueIn } from './form.tsx';

type Props = {
  form: FormState;
  known: Readonly<Record<string, string | undefined>>;
  legend: string;
};

/** Nobody's parcel goes to the first country of the alphabet by oversight. */
const unchosen = { value: '', label: 'Choose a country' };
const isChosen = (form: FormState, known: Props['known']): boolean =>
  countryName(valueIn(form, 'country', known.country)) !== null;

/** Names of the fields, for the summary of what to put right. */
export const addressFieldNames = ['name', 'line1', 'line2', 'city', 'region', 'postcode', 'country'];

/** Where a parcel goes. */
export function AddressFields({ form, known, legend }: Props): JSX.Element {
  return (
    <fieldset class="group">
      <legend safe>{legend}</legend>
      <TextField
        form={form}
        name="name"
        label="Full name"
        autocomplete="shipping name"
        known={known.name}
        maxlength={200}
      />
      <TextField
        form={form}
        name="line1"
        label="Address"
        hint="House number and street."
        autocomplete="shipping address-line1"
        known={known.line1}
        maxlength={200}
      />
      <TextField
        form={form}
        name="line2"
        label="Address, second line"
        autocomplete="shipping address-line2"
        known={known.line2}
        required={false}
        maxlength={200}
      />
      <TextField
        form={form}
        name="city"
        label="Town or city"
        autocomplete="shipping address-level2"
        known={known.city}
        maxlength={100}
      />
      <TextField
        form={form}
        name="region"
        label="County, state or region"
        autocomplete="shipping address-level1"
        known={known.region}
        required={false}
        maxlength={100}
      />
      <TextField
        form={form}
        name="postcode"
        label="Postcode"
        autocomplete="shipping postal-code"
        known={known.postcode}
        width="short"
        maxlength={20}
      />
      <SelectField
        form={form}
        name="country"
        label="Country"
        autocomplete="shipping country"
        known={known.country}
        choices={isChosen(form, known) ? countries : [unchosen, ...countries]}
      />
    </fieldset>
  );
}
