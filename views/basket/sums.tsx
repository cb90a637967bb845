import { formatMoney } from '#kit/money';
import { Price } from '../parts/price.tsx';
import { counted } from '../parts/words.ts';
import { url } from '../urls.ts';

/** Standard delivery for what is in the basket. `freeWith`: so much more and it costs nothing; null where it is free. */
export type DeliveryEstimate = { amount: string; promise: string; freeWith: string | null };

export function BasketSum({ count, subtotal, currency }: { count: number; subtotal: string; currency: string }) {
  return (
    <tr>
      <th scope="row" colspan={3} safe>
        {`Subtotal, ${counted(count, 'book')}`}
      </th>
      <td class="number">
        <Price amount={subtotal} currency={currency} />
      </td>
    </tr>
  );
}

/** What will come on top, in a sentence: it is no sum, since the way to deliver is chosen on the next page. */
export function DeliveryWords({ delivery, currency }: { delivery: DeliveryEstimate; currency: string }): JSX.Element {
  const { amount, promise, freeWith } = delivery;
  const cost = freeWith === null ? 'is free' : `costs ${formatMoney(amount, currency)}`;
  return (
    <p class="small">
      <span safe>{`Standard delivery ${cost} to every country we send to, and ${promise}.`}</span>{' '}
      {freeWith === null ? null : (
        <>
          <span safe>{`With books for another ${formatMoney(freeWith, currency)} it is free.`}</span>{' '}
        </>
      )}
      <a href={url.delivery()}>All ways to deliver</a>
    </p>
  );
}
