import { formatInstant } from '#kit/time';
import type { Order } from '#services/orders/model';
import type { PaymentMethod } from '#services/payments/model';
import { Steps } from '../checkout/steps.tsx';
import { RadioField } from '../parts/field.tsx';
import { ErrorSummary, type FormState, Tokens } from '../parts/form.tsx';
import { Price } from '../parts/price.tsx';
import { methodWords } from '../parts/words.ts';
import { url } from '../urls.ts';

/** Posts `payment_method` and a `request_id`. A payment that was declined comes back as `form.problem`. */
export type NewPaymentProps = { order: Order; methods: readonly PaymentMethod[]; form: FormState };

const hints: Record<PaymentMethod, string> = {
  CREDIT_CARD: 'On our payment provider’s page. We never see the number.',
  DEBIT_CARD: 'On our payment provider’s page. We never see the number.',
  PAYPAL: 'On our payment provider’s page.',
  BANK_TRANSFER: 'We pack when the money arrives, usually after two working days.',
  CASH_ON_DELIVERY: 'Pay at the door when the parcel comes.',
};

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
          choices={methods.map((method) => ({ value: method, label: methodWords[method], hint: hints[method] }))}
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
