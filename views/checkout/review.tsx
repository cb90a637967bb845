import type { PaymentMethod } from '#services/payments/model';
import { Gone, type GoneBook } from '../basket/left.tsx';
import { type BasketLine, newsOf } from '../basket/line.tsx';
import { attribute } from '../parts/attribute.ts';
import type { CoverOf } from '../parts/cover.tsx';
import { RadioField } from '../parts/field.tsx';
import { ErrorSummary, type FormState, Tokens } from '../parts/form.tsx';
import { Lines } from '../parts/lines.tsx';
import { Price } from '../parts/price.tsx';
import { deliveryWords } from '../parts/words.ts';
import { payChoices } from '../payments/choices.ts';
import { url } from '../urls.ts';
import type { DeliveryOption } from './details.tsx';
import { Steps } from './steps.tsx';

/**
 * Posts `payment_method`, the hidden tokens and `shown`: what is ordered is what the server keeps, and only if it is what was
 * shown here.
 * `address` has line breaks.
 */
export type CheckoutReviewProps = {
  lines: readonly BasketLine[];
  /** Books that left the shop since the page before. */
  gone: readonly GoneBook[];
  /** Stands for everything the sum is made of. */
  shown: string;
  methods: readonly PaymentMethod[];
  email: string;
  address: string;
  delivery: DeliveryOption;
  subtotal: string;
  total: string;
  currency: string;
  form: FormState;
  coverOf: CoverOf;
};

export function CheckoutReviewPage(props: CheckoutReviewProps): JSX.Element {
  const { lines, email, address, delivery, subtotal, total, currency, coverOf } = props;
  return (
    <>
      <ErrorSummary form={props.form} fields={['payment_method']} />
      <Steps at={2} />
      <h1>
        <span class="step">Step 2 of 3:</span> Check your order
      </h1>
      <Gone books={props.gone} />
      <Changes lines={lines} />
      <PlaceOrder {...props} />
      <dl class="answers">
        <Answer name="E-mail" value={email} />
        <Answer name="Goes to" value={address} change={url.checkout()} />
        <Answer
          name="Delivery"
          value={`${deliveryWords[delivery.method]}: ${delivery.promise}`}
          change={url.checkout()}
        />
        <Answer name="Books" value={`${lines.length} in the list below`} change={url.basket()} />
      </dl>
      <Lines
        caption="Books you are about to order"
        lines={lines.map((line) => ({
          book: line.book,
          href: url.book(line.book),
          quantity: line.quantity,
          price: line.book.price,
          total: line.total,
        }))}
        currency={currency}
        sums={[
          { label: 'Subtotal', amount: subtotal },
          { label: deliveryWords[delivery.method], amount: delivery.amount },
          { label: 'Total', amount: total },
        ]}
        coverOf={coverOf}
      />
    </>
  );
}

function PlaceOrder({ total, currency, shown, methods, form }: CheckoutReviewProps): JSX.Element {
  return (
    <form class="box" method="post" action={url.checkoutReview()}>
      <Tokens form={form} />
      <input type="hidden" name="shown" value={attribute(shown)} />
      <RadioField
        form={form}
        name="payment_method"
        label="How do you want to pay?"
        known={methods[0]}
        choices={payChoices(methods).map(({ value, label }) => ({ value, label }))}
      />
      <p>
        Total{' '}
        <strong>
          <Price amount={total} currency={currency} />
        </strong>
        , delivery and tax included.
      </p>
      <button type="submit" class="btn primary">
        Place order
      </button>
      <p class="small">
        This holds the books for you. Cards and PayPal are asked for on the next page, which is our payment provider’s;
        nothing is charged before you agree to it there.
      </p>
    </form>
  );
}

/** What changed since the page before, above the button that agrees to it. */
function Changes({ lines }: Pick<CheckoutReviewProps, 'lines'>): JSX.Element {
  const changed = lines.filter((line) => newsOf(line).length > 0);
  return (
    <>
      {changed.map((line) => (
        <p class="note warn">
          <cite dir="auto" safe>
            {line.book.title}
          </cite>
          : <span safe>{newsOf(line).join(' ')}</span>
        </p>
      ))}
    </>
  );
}

function Answer({ name, value, change }: { name: string; value: string; change?: string }): JSX.Element {
  return (
    <div>
      <dt safe>{name}</dt>
      <dd class="lines-kept" safe>
        {value}
      </dd>
      {change === undefined ? null : (
        <dd>
          <a href={change}>
            Change<span class="unseen" safe>{` ${name.toLowerCase()}`}</span>
          </a>
        </dd>
      )}
    </div>
  );
}
