import { formatMoney } from '#kit/money';

/** An amount as answers give it (`"29.99"`, `"USD"`), in the currency's own manner. */
export function Price({ amount, currency }: { amount: string; currency: string }): JSX.Element {
  return (
    <span class="amount" safe>
      {formatMoney(amount, currency)}
    </span>
  );
}
