import { Price } from '../parts/price.tsx';
import { counted } from '../parts/words.ts';
import { url } from '../urls.ts';

/** The fragment for `#added` on a book's page after it went into the basket; the count in the header comes along. */
export type AddedProps = { title: string; count: number; subtotal: string; currency: string };

export function BasketAdded({ title, count, subtotal, currency }: AddedProps): JSX.Element {
  return (
    <>
      <p class="added">
        <cite dir="auto" safe>
          {title}
        </cite>{' '}
        added. Basket: <span safe>{counted(count, 'book')}</span>, <Price amount={subtotal} currency={currency} />.{' '}
        <a href={url.basket()}>See basket</a>
      </p>
      <hx-partial hx-target="#basket-count" hx-swap="innerHTML">
        ({count})
      </hx-partial>
    </>
  );
}
