import { formatMoney } from '#kit/money';
import type { DeliveryMethod } from '#services/orders/model';
import { RadioField, SelectField, TextField } from '../parts/field.tsx';
import { ErrorSummary, type FormState, Tokens } from '../parts/form.tsx';
import { Price } from '../parts/price.tsx';
import { counted, deliveryWords } from '../parts/words.ts';
import { url } from '../urls.ts';
import { countries } from './countries.ts';
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
        <DetailsForm {...props} />
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
      <AddressFields form={form} known={known} />
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

function AddressFields({ form, known }: FieldsProps): JSX.Element {
  return (
    <fieldset class="group">
      <legend>Where it goes</legend>
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
        choices={countries}
      />
    </fieldset>
  );
}
