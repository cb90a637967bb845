import { url } from '../urls.ts';

/** The top of a document for the printer: its name and the shop's name and address, with line breaks. */
export function DocumentTop({ name, number, seller }: { name: string; number: string; seller: string }): JSX.Element {
  return (
    <>
      <p class="noprint small">
        <a href={url.order(number)}>Back to the order</a> · Your browser’s Print command prints this page or saves it as
        PDF.
      </p>
      <div class="invoice-top">
        <h1 safe>{name}</h1>
        <p class="lines-kept" safe>
          {seller}
        </p>
      </div>
    </>
  );
}
