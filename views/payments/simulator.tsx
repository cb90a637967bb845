// The page of a payment provider that does not exist. It stands in for a hosted card page: another house with its own plain
// look, so it brings its whole document. Real providers ask for a card here; this one asks how the test should end.

import { formatInstant } from '#kit/time';
import { attribute } from '../parts/attribute.ts';
import { type Choice, RadioField } from '../parts/field.tsx';
import { ErrorSummary, type FormState, hasFailed, Tokens } from '../parts/form.tsx';
import { Price } from '../parts/price.tsx';
import { url } from '../urls.ts';

/** Posts `payment_token` (one of the service's `simulatorTokens`), `payment_method` and `request_id` to `url.simulator`. */
export type SimulatorProps = {
  number: string;
  amount: string;
  currency: string;
  /** The method chosen before, handed through. */
  method: string;
  /** Until when the shop holds the books, as an instant; null where it says nothing of it. */
  heldUntil: string | null;
  form: FormState;
  /** Address of the style sheet. */
  css: string;
};

const outcomes: readonly Choice[] = [
  { value: 'tok_ok', label: 'The payment succeeds' },
  { value: 'tok_declined', label: 'The card is declined' },
  { value: 'tok_insufficient_funds', label: 'There is not enough money' },
  { value: 'tok_expired', label: 'The card has expired' },
  {
    value: 'tok_timeout',
    label: 'The provider answers late',
    hint: 'The shop must find out by itself what came of it.',
  },
];

export function SimulatorPage({ number, amount, currency, method, heldUntil, form, css }: SimulatorProps): JSX.Element {
  return (
    <>
      {'<!DOCTYPE html>'}
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <title safe>{`${hasFailed(form) ? 'Error: ' : ''}Pay ${number} · Pretend Payments`}</title>
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="robots" content="noindex" />
          <link rel="stylesheet" href={attribute(css)} />
          <link rel="icon" href={url.asset('icon.svg')} />
        </head>
        <body class="provider">
          <main>
            <ErrorSummary form={form} fields={['payment_token']} />
            <p class="provider-name">Pretend Payments</p>
            <h1>
              Pay <Price amount={amount} currency={currency} /> to Colophon Books
            </h1>
            <p>
              Order{' '}
              <span class="order-number" safe>
                {number}
              </span>
              . No money moves here: choose how this test should end.
            </p>
            {heldUntil === null ? null : (
              <p class="small">
                The shop holds your books until{' '}
                <time datetime={heldUntil} safe>
                  {formatInstant(heldUntil)}
                </time>
                .
              </p>
            )}
            <form method="post" action={url.simulator(number)} novalidate>
              <Tokens form={form} />
              <input type="hidden" name="payment_method" value={attribute(method)} />
              <RadioField form={form} name="payment_token" label="Outcome" known="tok_ok" choices={outcomes} />
              <p class="actions">
                <button type="submit" class="btn primary">
                  Pay
                </button>
                <a class="btn" href={url.pay(number)}>
                  Back without paying
                </a>
                {hasFailed(form) ? (
                  <a class="btn" href={url.order(number)}>
                    Look at the order
                  </a>
                ) : null}
              </p>
            </form>
          </main>
        </body>
      </html>
    </>
  );
}
