import { url } from '../urls.ts';

export function ReturnsHelpPage(): JSX.Element {
  return (
    <div class="prose">
      <h1>Returns</h1>
      <p>
        An order that is not paid yet can be cancelled on its page under <a href={url.orders()}>your orders</a>. Nothing
        is charged, and the books go back to the shelf.
      </p>
      <p>
        Of a paid order you can cancel single books, or all of them, until we pack it; and send books back until thirty
        days after they arrived. Both are done on the page of the order. What you paid for the books goes back the way
        it came, and where nothing of the order is left, the delivery too. The page shows the refund and when it was
        made, with a credit note.
      </p>
      <p>
        Books that arrive damaged are ours to put right, whatever else is written here:{' '}
        <a href={url.contact({ topic: 'return' })}>tell us</a>.
      </p>
    </div>
  );
}
