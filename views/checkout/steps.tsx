import { url } from '../urls.ts';

const steps = ['Address and delivery', 'Check your order', 'Payment'] as const;

/** Where in the checkout we are (1 to 3); a step that is done is a link back, except after the order stands. */
export function Steps({ at }: { at: 1 | 2 | 3 }): JSX.Element {
  return (
    <nav aria-label="Steps of the checkout">
      <ol class="steps">
        {steps.map((step, index) => (
          <li aria-current={index + 1 === at ? 'step' : undefined}>
            {index === 0 && at === 2 ? <a href={url.checkout()}>{step}</a> : <span>{step}</span>}
          </li>
        ))}
      </ol>
    </nav>
  );
}
