import type { Order } from '#services/orders/model';
import type { CoverOf } from '../parts/cover.tsx';
import { TextField } from '../parts/field.tsx';
import { ErrorSummary, errorIn, type FormState, Tokens } from '../parts/form.tsx';
import { url } from '../urls.ts';
import { OrderItems } from './items.tsx';

/**
 * Shown after a payment, and whenever the address is opened again. `form` posts `password` and `password2`, for a guest who
 * wants an account, or `email`, for one who mistyped it.
 */
export type OrderPlacedProps = {
  order: Order;
  email: string;
  isGuest: boolean;
  /** The day it comes, "Thursday 26 November", or null. */
  expected: string | null;
  coverOf: CoverOf;
  form: FormState;
};

export function OrderPlacedPage({ order, email, isGuest, expected, coverOf, form }: OrderPlacedProps): JSX.Element {
  return (
    <>
      <ErrorSummary form={form} fields={['email', 'password', 'password2']} />
      <h1>Thank you. Your order is placed.</h1>
      <p class="lead">
        Order number{' '}
        <strong class="order-number" safe>
          {order.number}
        </strong>
      </p>
      <div class="prose">
        <h2>What happens next</h2>
        <ol>
          {order.payment_status === 'UNPAID' ? (
            <li>We wait for your payment as agreed.</li>
          ) : (
            <li>Your payment is in.</li>
          )}
          <li>We pack your books, usually on the same working day.</li>
          <li>
            <span safe>{arrivalWords(order, expected)}</span>
          </li>
        </ol>
        <p>
          News of it goes to <strong safe>{email}</strong>.{' '}
          {isGuest ? null : (
            <>
              <a href={url.address()}>Correct it</a>.{' '}
            </>
          )}
          <a href={url.order(order.number)}>Follow your order</a> at any time
          {isGuest ? ' from this browser' : null}, or from any with its number and your address:{' '}
          <a href={url.track(order.number)}>track an order</a>.
        </p>
      </div>
      {isGuest ? <CorrectAddress number={order.number} email={email} form={form} /> : null}
      {isGuest ? <KeepAccount number={order.number} email={email} form={form} /> : null}
      <OrderItems order={order} coverOf={coverOf} />
    </>
  );
}

function arrivalWords({ delivery_method }: Order, expected: string | null): string {
  const day = expected === null ? '' : ` on ${expected}`;
  switch (delivery_method) {
    case 'collect':
      return `We write to you when they lie ready in the shop${expected === null ? '' : `, which will be${day}`}.`;
    case null:
      return 'We hand them to the carrier.';
    default:
      return `We hand them to the carrier, who brings them to you${day}.`;
  }
}

/** Folded away: most addresses are right. */
function CorrectAddress({ number, email, form }: { number: string; email: string; form: FormState }): JSX.Element {
  return (
    <details class="apart" open={errorIn(form, 'email') !== null}>
      <summary>Is the address wrong? Correct it</summary>
      <form class="stack" method="post" action={url.correctAddress(number)} novalidate>
        <Tokens form={form} />
        <TextField
          form={form}
          name="email"
          label="E-mail"
          hint="News of this order goes there from now on."
          type="email"
          autocomplete="email"
          spellcheck="false"
          known={email}
        />
        <button type="submit" class="btn">
          Correct address
        </button>
      </form>
    </details>
  );
}

/** Everything but a password is known already. */
function KeepAccount({ number, email, form }: { number: string; email: string; form: FormState }): JSX.Element {
  return (
    <section class="row" aria-labelledby="keep-heading">
      <h2 id="keep-heading">Keep this as an account</h2>
      <p>
        With a password, <strong safe>{email}</strong> has an account: your orders in one place, and nothing to type
        again.
      </p>
      <form class="stack" method="post" action={url.keepAccount(number)} novalidate>
        <Tokens form={form} />
        <TextField
          form={form}
          name="password"
          label="Password"
          hint="8 characters or more."
          type="password"
          autocomplete="new-password"
        />
        <TextField form={form} name="password2" label="Password again" type="password" autocomplete="new-password" />
        <button type="submit" class="btn">
          Open account
        </button>
      </form>
    </section>
  );
}
