import type { Address } from '#services/users/model';
import { attribute } from '../parts/attribute.ts';
import { Breadcrumb } from '../parts/breadcrumb.tsx';
import { type FormState, Tokens } from '../parts/form.tsx';
import { url } from '../urls.ts';
import { addressText } from './text.ts';

export type AddressesProps = { addresses: readonly Address[]; form: FormState };

export function AddressesPage({ addresses, form }: AddressesProps): JSX.Element {
  return (
    <>
      <Breadcrumb path={[{ name: 'Your account', href: url.account() }]} />
      <h1>Your addresses</h1>
      {addresses.length === 0 ? <p class="lead">None yet. The checkout offers those you keep here.</p> : null}
      <ul class="plain kept">
        {addresses.map((address) => (
          <li class="box">
            <address class="lines-kept" dir="auto" safe>
              {addressText(address)}
            </address>
            <form method="post" action={url.removeAddress(address.id)}>
              <Tokens form={form} />
              <p class="actions">
                <a class="btn" href={url.keptAddress(address.id)} aria-label={attribute(`Change ${address.line1}`)}>
                  Change
                </a>
                <button type="submit" class="link" aria-label={attribute(`Remove ${address.line1}`)}>
                  Remove
                </button>
              </p>
            </form>
          </li>
        ))}
      </ul>
      <p>
        <a class="btn primary" href={url.newAddress()}>
          Add an address
        </a>
      </p>
    </>
  );
}
