import type { Statistics } from '#services/reviews/model';
import { attribute } from '../parts/attribute.ts';
import { counted } from '../parts/words.ts';

const ratings = ['5', '4', '3', '2', '1'] as const;

/** How many gave how many stars, as a table with drawn bars. `hrefOf` makes each row a link to those reviews. */
export function RatingBars({
  statistics,
  hrefOf,
}: {
  statistics: Statistics;
  hrefOf?: (rating: string) => string;
}): JSX.Element {
  return (
    <table class="bars">
      <caption class="unseen">Ratings readers gave</caption>
      <tbody>
        {ratings.map((rating) => (
          <tr>
            <th scope="row">
              {hrefOf === undefined ? (
                <span safe>{counted(Number(rating), 'star')}</span>
              ) : (
                <a href={attribute(hrefOf(rating))} safe>
                  {counted(Number(rating), 'star')}
                </a>
              )}
            </th>
            <td>
              <Bar share={statistics.rating_distribution[rating] / Math.max(1, statistics.total_reviews)} />
            </td>
            <td class="number">{statistics.rating_distribution[rating]}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The length travels as an SVG width: style attributes are forbidden. */
function Bar({ share }: { share: number }): JSX.Element {
  return (
    <svg viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true" focusable="false">
      <rect class="off" width="100" height="4" />
      <rect class="on" width={(share * 100).toFixed(1)} height="4" />
    </svg>
  );
}
