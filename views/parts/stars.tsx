// Ratings. The words carry them; the stars are decoration, drawn because the web font has no star.

import { counted } from './words.ts';

const star = 'M5 .6 6.4 3.5l3.2.4-2.3 2.2.6 3.2L5 7.8 2.1 9.3l.6-3.2L.4 3.9l3.2-.4z';

/** Five stars, filled to the rating in halves. Hidden from screen readers: print words beside them. */
export function Stars({ rating }: { rating: number }): JSX.Element {
  const filled = Math.round(rating * 2);
  return (
    <svg class="stars" viewBox="0 0 50 10" width="80" height="16" aria-hidden="true" focusable="false">
      {[0, 1, 2, 3, 4].map((index) => (
        <Star at={index * 10} halves={Math.max(0, Math.min(2, filled - index * 2))} />
      ))}
    </svg>
  );
}

const halfStar = 'M5 .6v7.2L2.1 9.3l.6-3.2L.4 3.9l3.2-.4z';

function Star({ at, halves }: { at: number; halves: number }): JSX.Element {
  const place = at === 0 ? undefined : `translate(${at})`;
  return (
    <g transform={place}>
      <path class={halves === 2 ? 'on' : 'off'} d={star} />
      {halves === 1 ? <path class="on" d={halfStar} /> : null}
    </g>
  );
}

/** `4.6 out of 5`, or nothing before the first review. */
export function RatingWords({ average, count }: { average: number | null; count: number }): JSX.Element {
  if (average === null || count === 0) return '';
  return <span safe>{`${average.toFixed(1)} out of 5 · ${counted(count, 'review')}`}</span>;
}
