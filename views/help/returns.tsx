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
        A paid order can still be stopped while we pack it, and sent back once it has arrived. Either way the whole
        amount goes back the way it came; the page of the order shows the refund and when it was made.
      </p>
      <p>Books that arrive damaged are ours to put right, whatever else is written here.</p>
    </div>
  );
}
