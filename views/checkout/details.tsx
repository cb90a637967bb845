import { formatMoney } from '#kit/money';
import type { DeliveryMethod } from '#services/orders/model';
import type { Address } from '#services/users/model';
import { addressText } from '../addresses/text.ts';
import { AddressFields } from '../parts/address-fields.tsx';
import { RadioField, TextField } from '../parts/field.tsx';
import { ErrorSummary, type FormState, Tokens } from '../parts/form.tsx';
import { Price } from '../parts/price.tsx';
import { counted, deliveryWords } from '../parts/words.ts';
import { url } from '../urls.ts';
import { Steps } from './steps.tsx';

/** A way to deliver with its price and when it arrives: "Thursday 26 November". */
export type DeliveryOption = { method: DeliveryMethod; amount: string; promise: string };

/**
 * Posts `email` (guests only), `name`, `line1`, `line2`, `city`, `region`, `postcode`, `country` (a code of countries.ts)
 * and `delivery_method`.
 */
export type CheckoutDetailsProps = {
  /** True where nobody is signed in: the order is made for an address alone. */
  isGuest: boolean;
  deliveries: readonly DeliveryOption[];
  /** Addresses the account keeps. */
  addresses: readonly Address[];
  /** What is known from the account or an earlier try; typed values win. */
  known: Readonly<Record<string, string | undefined>>;
  basket: { count: number; subtotal: string; currency: string };
  form: FormState;
};

const fields = ['email', 'name', 'line1', 'line2', 'city', 'region', 'postcode', 'country', 'delivery_method'];

export function CheckoutDetailsPage(props: CheckoutDetailsProps): JSX.Element {
  const { isGuest, basket, form } = props;
  return (
    <>
      <ErrorSummary form={form} fields={fields} />
      <Steps at={1} />
      <h1>
        <span class="step">Step 1 of 3:</span> Address and delivery
      </h1>
      {isGuest ? (
        <p>
          No account is needed. If you have one, <a href={url.signIn(url.checkout())}>sign in</a> first.
        </p>
      ) : null}
      <div class="beside">
        <div>
          <KnownAddresses addresses={props.addresses} />
          <DetailsForm {...props} />
        </div>
        <aside class="box" aria-label="Your basket">
          <p>
            <span safe>{counted(basket.count, 'book')}</span>,{' '}
            <Price amount={basket.subtotal} currency={basket.currency} />
          </p>
          <p class="small">
            You see the sum with delivery before you order. <a href={url.basket()}>Change basket</a>
          </p>
        </aside>
      </div>
    </>
  );
}

function DetailsForm({ isGuest, deliveries, known, basket, form }: CheckoutDetailsProps): JSX.Element {
  return (
    <form class="stack" method="post" action={url.checkout()} novalidate>
      <Tokens form={form} />
      {isGuest ? <GuestFields form={form} known={known} /> : null}
      <AddressFields form={form} known={known} legend="Where it goes" />
      {isGuest ? null : <KeepAddress form={form} />}
      <RadioField
        form={form}
        name="delivery_method"
        label="Delivery"
        known={known.delivery_method ?? deliveries[0]?.method}
        choices={deliveries.map(({ method, amount, promise }) => ({
          value: method,
          label: `${deliveryWords[method]}, ${isFree(amount) ? 'free' : formatMoney(amount, basket.currency)}`,
          hint: promise,
        }))}
      />
      <button type="submit" class="btn primary">
        Go on: check your order
      </button>
    </form>
  );
}

const isFree = (amount: string): boolean => /^0+(\.0+)?$/.test(amount);

type FieldsProps = Pick<CheckoutDetailsProps, 'form' | 'known'>;

function GuestFields({ form, known }: FieldsProps): JSX.Element {
  return (
    <TextField
      form={form}
      name="email"
      label="E-mail"
      hint="For the confirmation and news of this order. Nothing else."
      type="email"
      autocomplete="email"
      spellcheck="false"
      known={known.email}
    />
  );
}

/** Links that fill the form in; each is this page with that address. */
function KnownAddresses({ addresses }: Pick<CheckoutDetailsProps, 'addresses'>): JSX.Element {
  if (addresses.length === 0) return '';
  return (
    <section class="apart" aria-labelledby="known-heading">
      <h2 id="known-heading">Addresses you keep</h2>
      <ul class="plain">
        {addresses.map((address) => (
          <li>
            <a href={url.checkout({ address: String(address.id) })} dir="auto" safe>
              {addressText(address).replaceAll('\n', ', ')}
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

function KeepAddress({ form }: Pick<CheckoutDetailsProps, 'form'>): JSX.Element {
  return (
    <p class="field">
      <label class="radio">
        <input type="checkbox" name="keep_address" value="yes" checked={form.typed?.keep_address === 'yes'} />
        <span>Keep this address in my account</span>
      </label>
    </p>
  );
}
