import type { Address } from '#services/users/model';
import { AddressFields, addressFieldNames } from '../parts/address-fields.tsx';
import { attribute } from '../parts/attribute.ts';
import { Breadcrumb } from '../parts/breadcrumb.tsx';
import { ErrorSummary, type FormState, Tokens } from '../parts/form.tsx';
import { url } from '../urls.ts';

/** A new address, or one that changes. `home`: the country a new one is probably in, or ''. */
export type AddressProps = { address: Address | null; home: string; form: FormState };

export function KeptAddressPage({ address, home, form }: AddressProps): JSX.Element {
  const action = address === null ? url.addresses() : url.keptAddress(address.id);
  const known =
    address === null
      ? { country: home }
      : Object.fromEntries(Object.entries(address).map(([key, value]) => [key, `${value}`]));
  return (
    <>
      <Breadcrumb path={[{ name: 'Your addresses', href: url.addresses() }]} />
      <ErrorSummary form={form} fields={addressFieldNames} />
      <h1>{address === null ? 'Add an address' : 'Change an address'}</h1>
      <form class="stack" method="post" action={attribute(action)} novalidate>
        <Tokens form={form} />
        <AddressFields form={form} known={known} legend="The address" />
        <p class="actions">
          <button type="submit" class="btn primary">
            Save address
          </button>
          <a class="btn" href={url.addresses()}>
            Leave it
          </a>
        </p>
      </form>
    </>
  );
}
