// The page for a refusal or a fault, from a problem body. It calls on nobody, so that it works when everything else is down.

import type { ProblemBody } from '#kit/problem';
import { url } from '../urls.ts';
import { type Lost, LostHint } from './lost.tsx';

export type ProblemProps = {
  problem: ProblemBody;
  /** To quote in a letter to us. */
  requestId: string;
  /** Seconds to wait, from `Retry-After`. */
  retryAfter?: number;
  /** For an address where nothing is: what was looked for. */
  lost?: Lost;
};

export function ProblemPage({ problem, requestId, retryAfter, lost }: ProblemProps): JSX.Element {
  return (
    <div class="prose">
      <h1 safe>{headingOf(problem)}</h1>
      <p safe>{problem.detail}</p>
      <ProblemFields problem={problem} />
      {lost === undefined ? <NextStep problem={problem} retryAfter={retryAfter} /> : <LostHint lost={lost} />}
      {problem.status >= 500 ? (
        <p class="small">
          Your basket is as it was. If it happens again, <a href={url.contact()}>tell us</a> and quote this:{' '}
          <code safe>{requestId}</code>
        </p>
      ) : null}
    </div>
  );
}

/** What the page is called, also for the frame's title. */
export function headingOf(problem: ProblemBody): string {
  return resting[problem.type] ?? byStatus(problem);
}

/** What rests is named where a visitor can make something of it. */
const resting: Record<string, string> = {
  '/problems/books-unavailable': 'The catalogue is resting just now',
  '/problems/users-unavailable': 'Signing in rests just now',
};

function byStatus(problem: ProblemBody): string {
  switch (problem.status) {
    case 401:
      return 'Sign in first';
    case 403:
      return 'Not open to your account';
    case 404:
      return 'Page not found';
    case 405:
      return 'That cannot be done here';
    case 410:
      return 'No longer sold';
    case 409:
    case 412:
      return 'Something changed meanwhile';
    case 413:
      return 'That was too much at once';
    case 415:
      return 'That cannot be read here';
    case 429:
      return 'A little slower';
    case 503:
      return 'The shop is out of reach just now';
    default:
      return problem.status >= 500 ? 'Sorry, there is a problem with the service' : 'That did not work';
  }
}

function ProblemFields({ problem }: { problem: ProblemBody }): JSX.Element {
  if (problem.errors === undefined || problem.errors.length < 2) return '';
  return (
    <ul>
      {problem.errors.map((error) => (
        <li safe>{error.detail}</li>
      ))}
    </ul>
  );
}

function NextStep({ problem, retryAfter }: { problem: ProblemBody; retryAfter: number | undefined }): JSX.Element {
  if (problem.status === 401)
    return (
      <p>
        <a class="btn primary" href={url.signIn()}>
          Sign in
        </a>
      </p>
    );
  if (retryAfter !== undefined)
    return (
      <p>
        Try again in {retryAfter} {retryAfter === 1 ? 'second' : 'seconds'}.
      </p>
    );
  return (
    <p>
      Search above, <a href={url.shelves()}>walk along the shelves</a> or go <a href={url.home()}>home</a>.
    </p>
  );
}
