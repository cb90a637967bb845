import type { ProblemBody } from '#kit/problem';

/** A refusal as a fragment, for the place where the answer was expected. */
export function InlineProblem({ problem }: { problem: ProblemBody }): JSX.Element {
  return (
    <p class="note problem" role="alert" safe>
      {problem.detail}
    </p>
  );
}
