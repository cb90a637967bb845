import { attribute } from '../parts/attribute.ts';
import { type FormState, Tokens } from '../parts/form.tsx';
import { url } from '../urls.ts';

type Props = { number: string; form: FormState; look: 'link' | 'btn' };

/** The books of an order into the basket, as far as they are still sold. Twice is the same as once. */
export function BuyAgain({ number, form, look }: Props): JSX.Element {
  return (
    <form method="post" action={url.buyAgain(number)}>
      <Tokens form={{ csrf: form.csrf }} />
      <button type="submit" class={look} aria-label={attribute(`Buy again: order ${number}`)}>
        Buy again
      </button>
    </form>
  );
}
