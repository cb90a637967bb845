import { formatMoney } from '#kit/money';
import type { DeliveryOption } from '../checkout/details.tsx';
import { deliveryWords } from '../parts/words.ts';
import { url } from '../urls.ts';

/** The same list the checkout shows; `promise` in general words there, by date here. */
export type DeliveryHelpProps = { deliveries: readonly DeliveryOption[]; currency: string };

export function DeliveryHelpPage({ deliveries, currency }: DeliveryHelpProps): JSX.Element {
  return (
    <div class="prose">
      <h1>Delivery, watched</h1>
      <p>What the books cost to bring to you is shown before you order, and does not change afterwards.</p>
      <dl class="facts">
        {deliveries.map(({ method, amount, promise }) => (
          <div>
            <dt>{deliveryWords[method]}</dt>
            <dd safe>{`${formatMoney(amount, currency)}. ${promise}`}</dd>
          </div>
        ))}
      </dl>
      <h2>Following a parcel</h2>
      <p>
        <a href={url.orders()}>Your orders</a> shows where each one is, with times. You can change the address until it
        is on its way.
      </p>
      <p>
        A parcel that does not come? <a href={url.contact({ topic: 'order' })}>Ask us</a>.
      </p>
      <h2>Held books</h2>
      <p>An order that waits for payment holds its books for a short while; its page says until when.</p>
    </div>
  );
}
