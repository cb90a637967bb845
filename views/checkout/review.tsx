import type { BasketLine } from '../basket/line.tsx';
import type { CoverOf } from '../parts/cover.tsx';
import { ErrorSummary, type FormState, Tokens } from '../parts/form.tsx';
import { Lines } from '../parts/lines.tsx';
import { Price } from '../parts/price.tsx';
import { deliveryWords } from '../parts/words.ts';
import { url } from '../urls.ts';
import type { DeliveryOption } from './details.tsx';
import { Steps } from './steps.tsx';

/** Posts only the hidden tokens: what is ordered is what the server keeps. `address` has line breaks. */
export type CheckoutReviewProps = {
  lines: readonly BasketLine[];
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
  const { lines, email, address, delivery, subtotal, total, currency, form, coverOf } = props;
  return (
    <>
      <ErrorSummary form={form} fields={[]} />
      <Steps at={2} />
      <h1>
        <span class="step">Step 2 of 3:</span> Check your order
      </h1>
      <form class="box" method="post" action={url.checkoutReview()}>
        <Tokens form={form} />
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
          This holds the books for you. You choose how to pay on the next page; nothing is charged yet.
        </p>
      </form>
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
        lines={lines.map(({ book, quantity, total }) => ({
          book,
          href: url.book(book),
          quantity,
          price: book.price,
          total,
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
