import type { Review } from '#services/reviews/model';
import { type FormState, Tokens } from '../parts/form.tsx';
import { url } from '../urls.ts';

/** What a page needs to ask which reviews were helpful: its form's proof, and what this visitor found so. */
export type Voting = { form: FormState; voted: readonly number[] };

/**
 * Says that a review was helpful, or takes it back; with htmx the answer is this form again, in its place. Its button is not
 * disabled meanwhile, for it would lose the focus; a second press is dropped, and would do no harm.
 */
export function HelpfulVote({ review, voting }: { review: Review; voting: Voting }): JSX.Element {
  const isVoted = voting.voted.includes(review.id);
  return (
    <form
      class="helpful"
      method="post"
      action={url.helpful(review.id)}
      hx-post={url.helpful(review.id)}
      hx-target="this"
      hx-swap="outerHTML"
      hx-sync="this:drop"
    >
      <Tokens form={{ csrf: voting.form.csrf }} />
      <input type="hidden" name="vote" value={isVoted ? 'no' : 'yes'} />
      <button type="submit" class="btn" id={`helpful-${review.id}`} aria-pressed={isVoted ? 'true' : 'false'} safe>
        {`Helpful (${review.helpful_count.toLocaleString('en')})`}
      </button>
    </form>
  );
}
