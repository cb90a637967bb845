import { formatDay } from '#kit/time';
import type { Order } from '#services/orders/model';
import type { Payment } from '#services/payments/model';
import { Price } from '../parts/price.tsx';

type MoneyProps = {
  order: Order;
  payments: readonly Payment[] | null;
  /** By when what was given back last has arrived. */
  moneyBy: string | null;
};

/** What was given back so far, when it left and when it has arrived; and that there is more to come. */
export function MoneyBack({ order, payments, moneyBy }: MoneyProps): JSX.Element {
  const refunds = (payments ?? []).flatMap((payment) => payment.refunds);
  const given = refunds.filter(({ status }) => status === 'COMPLETED').map(({ created_at }) => created_at);
  const last = given.sort().at(-1);
  const isAll = order.payment_status === 'REFUNDED';
  return (
    <>
      {last === undefined || moneyBy === null ? null : (
        <p>
          {isAll ? 'All you paid, ' : null}
          <Price amount={order.refunded_amount} currency={order.currency} />
          {isAll ? ', was given back' : ' was given back'}
          {given.length > 1 ? ', the last of it' : null} on{' '}
          <time datetime={last} safe>
            {formatDay(last)}
          </time>
          . <span safe>{`It is with you by ${moneyBy} at the latest.`}</span>
        </p>
      )}
      {refunds.some(({ status }) => status === 'PENDING') ? (
        <p>{last === undefined ? 'Your money' : 'More of your money'} is on its way back to you.</p>
      ) : null}
    </>
  );
}
