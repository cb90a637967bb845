import { formatInstant } from '#kit/time';
import type { Order } from '#services/orders/model';
import type { PaymentMethod } from '#services/payments/model';
import { Steps } from '../checkout/steps.tsx';
import { RadioField } from '../parts/field.tsx';
import { ErrorSummary, type FormState, Tokens } from '../parts/form.tsx';
import { Price } from '../parts/price.tsx';
import { url } from '../urls.ts';
import { payChoices } from './choices.ts';

/** Posts `payment_method` and a `request_id`. A payment that was declined comes back as `form.problem`. */
export type NewPaymentProps = { order: Order; methods: readonly PaymentMethod[]; form: FormState };

export function NewPaymentPage({ order, methods, form }: NewPaymentProps): JSX.Element {
  return (
    <>
      <ErrorSummary form={form} fields={['payment_method']} />
      <Steps at={3} />
      <h1>
        <span class="step">Step 3 of 3:</span> Payment
      </h1>
      <p>
        Order{' '}
        <span class="order-number" safe>
          {order.number}
        </span>
        :{' '}
        <strong>
          <Price amount={order.total_amount} currency={order.currency} />
        </strong>
        .
        {order.expires_at === null ? null : (
          <>
            {' '}
            We hold the books for you until{' '}
            <time datetime={order.expires_at} safe>
              {formatInstant(order.expires_at)}
            </time>
            .
          </>
        )}
      </p>
      <form class="stack" method="post" action={url.payments(order.number)} novalidate>
        <Tokens form={form} />
        <RadioField
          form={form}
          name="payment_method"
          label="How do you want to pay?"
          known={methods[0]}
          choices={payChoices(methods)}
        />
        <button type="submit" class="btn primary">
          Go on to pay
        </button>
      </form>
      <p>
        <a href={url.order(order.number)}>Back to the order</a>
      </p>
    </>
  );
}
