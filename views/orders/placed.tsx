import type { Order } from '#services/orders/model';
import type { CoverOf } from '../parts/cover.tsx';
import { TextField } from '../parts/field.tsx';
import { ErrorSummary, type FormState, Tokens } from '../parts/form.tsx';
import { url } from '../urls.ts';
import { OrderItems } from './items.tsx';

/** Shown after a payment, and whenever the address is opened again. */
/** `form` posts `password` and `password2`, for a guest who wants an account. */
export type OrderPlacedProps = { order: Order; email: string; isGuest: boolean; coverOf: CoverOf; form: FormState };

export function OrderPlacedPage({ order, email, isGuest, coverOf, form }: OrderPlacedProps): JSX.Element {
  return (
    <>
      <ErrorSummary form={form} fields={['password', 'password2']} />
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
            {order.delivery_method === 'collect'
              ? 'We write to you when they lie ready in the shop.'
              : order.delivery_method === null
                ? 'We hand them to the carrier.'
                : 'We hand them to the carrier, who brings them to you.'}
          </li>
        </ol>
        <p>
          News of it goes to <strong safe>{email}</strong>. <a href={url.order(order.number)}>Follow your order</a> at
          any time
          {isGuest ? ' from this browser' : null}, or from any with its number and your address:{' '}
          <a href={url.track(order.number)}>track an order</a>.
        </p>
      </div>
      {isGuest ? <KeepAccount number={order.number} email={email} form={form} /> : null}
      <OrderItems order={order} coverOf={coverOf} />
    </>
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
