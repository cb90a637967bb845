import { formatDay, formatInstant } from '#kit/time';
import type { OrderReturn } from '#services/orders/model';
import { Breadcrumb } from '../parts/breadcrumb.tsx';
import { Price } from '../parts/price.tsx';
import { counted } from '../parts/words.ts';
import { url } from '../urls.ts';
import { reasonWords, stateOfReturn } from './words.ts';

/** Where a return stands; right after it was asked for it is the confirmation, with a slip to print and put in. */
/** `moneyBy`: "Thursday 26 November", when money that left at the last change has arrived. */
export type ReturnPageProps = { asked: OrderReturn; moneyBy: string; seller: string };

export function ReturnPage({ asked, moneyBy, seller }: ReturnPageProps): JSX.Element {
  const awaited = asked.kind === 'RETURN' && (asked.status === 'REQUESTED' || asked.status === 'ACCEPTED');
  return (
    <>
      <Breadcrumb path={[{ name: `Order ${asked.order_number}`, href: url.order(asked.order_number) }]} />
      <h1>
        {asked.kind === 'RETURN' ? 'Return' : 'Cancellation'} {asked.id}
      </h1>
      <section class="state" aria-label="State of the return">
        <p class="lead">
          <strong>{stateOfReturn(asked)}.</strong> <Next asked={asked} moneyBy={moneyBy} />
        </p>
        {asked.answer === null ? null : (
          <p>
            We wrote: <q safe>{asked.answer}</q>
          </p>
        )}
      </section>
      <ReturnFacts asked={asked} />
      {awaited ? <Slip asked={asked} seller={seller} /> : null}
      <p class="noprint">
        <a href={url.order(asked.order_number)}>Back to the order</a>
      </p>
    </>
  );
}

function Next({ asked, moneyBy }: Omit<ReturnPageProps, 'seller'>): JSX.Element {
  switch (asked.status) {
    case 'REQUESTED':
      return <>We answer within a working day, on this page. You may send the books at once, if you like.</>;
    case 'ACCEPTED':
      return <>Put the slip below into the parcel. The money leaves us on the working day the books arrive.</>;
    case 'DECLINED':
      return <>Nothing changes about your order.</>;
    case 'GRANTED':
      return <span safe>{`It is with you by ${moneyBy} at the latest.`}</span>;
    default:
      return (
        <>
          Since{' '}
          <time datetime={asked.updated_at} safe>
            {formatDay(asked.updated_at)}
          </time>
          <span safe>{`; it is with you by ${moneyBy} at the latest.`}</span>
        </>
      );
  }
}

function ReturnFacts({ asked }: { asked: OrderReturn }): JSX.Element {
  return (
    <dl class="facts">
      <div>
        <dt>Asked for</dt>
        <dd>
          <time datetime={asked.created_at} safe>
            {formatInstant(asked.created_at)}
          </time>
        </dd>
      </div>
      <div>
        <dt>Reason</dt>
        <dd>{reasonWords[asked.reason]}</dd>
      </div>
      {asked.note === null ? null : (
        <div>
          <dt>You wrote</dt>
          <dd dir="auto" safe>
            {asked.note}
          </dd>
        </div>
      )}
      <div>
        <dt>Books</dt>
        <dd>
          <ul class="plain">
            {asked.items.map((item) => (
              <li>
                {item.quantity} ×{' '}
                <cite dir="auto" safe>
                  {item.title}
                </cite>
              </li>
            ))}
          </ul>
        </dd>
      </div>
      <div>
        <dt>For them</dt>
        <dd>
          <Price amount={asked.amount} currency={asked.currency} />
        </dd>
      </div>
    </dl>
  );
}

function Slip({ asked, seller }: Omit<ReturnPageProps, 'moneyBy'>): JSX.Element {
  const count = asked.items.reduce((sum, { quantity }) => sum + quantity, 0);
  return (
    <section class="box slip apart" aria-labelledby="slip-heading">
      <h2 id="slip-heading">Slip for the parcel</h2>
      <p class="noprint small">Your browser’s Print command prints it; writing the numbers on a sheet does as well.</p>
      <address class="lines-kept" safe>
        {seller}
      </address>
      <p>
        Return <strong class="order-number">{asked.id}</strong> of order{' '}
        <strong class="order-number" safe>
          {asked.order_number}
        </strong>
        , <span safe>{counted(count, 'book')}</span>.
      </p>
    </section>
  );
}
