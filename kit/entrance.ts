// What stands before a door: is there still time for this request, is there a place for it, is its body short enough? It goes
// around the whole app, because what is counted at the entrance must be counted off again, however the request ends.

import { standsFor } from './address.ts';
import { type Admission, createAdmission, type Rank } from './admission.ts';
import { announcesTooMuch, bodyOf, tooLarge } from './bodies.ts';
import { leastMs, readDeadline, remainingMs, tooLate, within } from './deadline.ts';
import { Problem, toProblem } from './problem.ts';

export type EntranceOptions = {
  /** Who is served first when there are too many; see {@link Rank}. Without it all are equal. */
  rank?: (request: Request) => Rank;
  /** Milliseconds for a request that brings no `x-deadline`. */
  patienceMs?: number;
  /**
   * False where callers are strangers, whose `x-deadline` means nothing: then the rank alone says how long one waits for a
   * place. Else it is three quarters of the time there is.
   */
  trustsDeadlines?: boolean;
  /** False where the app reads bodies itself. */
  checksBodies?: boolean;
  places?: number;
};

export type Entrance = {
  around(handle: Handle): Handle;
  /** Why this request was not let in, for the app to answer; undefined where it was. */
  refusal(request: Request): Problem | undefined;
  stats: Admission['stats'];
};

type Answer = Response | Promise<Response>;
type Handle = (request: Request) => Answer;

const places = 256;
const patienceMs = 10_000;
/** Asked by who must know how we are doing, above all when we are not doing well. */
const alwaysAdmitted = /^https?:\/\/[^/]+\/(health\/|metrics(\?|$))/;

export function createEntrance(options: EntranceOptions = {}): Entrance {
  const admission = createAdmission(options.places ?? places);
  const refused = new WeakMap<Request, Problem>();
  const refuse = (handle: Handle, request: Request, problem: Problem): Answer => {
    refused.set(request, problem);
    return handle(request);
  };
  const admitted = (handle: Handle, request: Request): Answer => {
    const waitMs = options.trustsDeadlines === false ? undefined : remainingMs() * 0.75;
    const leave = admission.enter(options.rank?.(request) ?? 2, waitMs);
    if (typeof leave === 'function') return leaving(leave, () => handle(request));
    return leave.then((later) =>
      later ? leaving(later, () => handle(request)) : refuse(handle, request, overloaded()),
    );
  };
  const timed = (handle: Handle, request: Request): Answer => {
    const given = options.trustsDeadlines === false ? null : readDeadline(request.headers.get('x-deadline'));
    if (given !== null && given < leastMs) return refuse(handle, request, tooLate());
    return within(given ?? options.patienceMs ?? patienceMs, () => admitted(handle, request));
  };
  return {
    around: (handle) => (request) => {
      // A host that is none makes an address that nobody behind here could read.
      if (!URL.canParse(request.url)) return nonsense();
      if (alwaysAdmitted.test(request.url)) return handle(request);
      if (options.checksBodies === false || request.body === null) return timed(handle, request);
      if (announcesTooMuch(request)) return refuse(handle, request, tooLarge());
      if (request.headers.has('content-length')) return timed(handle, request);
      // Nobody said how long it is: it is read here, up to the limit.
      return bodyOf(request).then(
        (body) => timed(handle, standsFor(new Request(request, { body }), request)),
        (error: unknown) => refuse(handle, request, error instanceof Problem ? error : toProblem(error)),
      );
    },
    refusal: (request) => refused.get(request),
    stats: admission.stats,
  };
}

function nonsense(): Response {
  const problem = new Problem(400, 'unreadable-address', 'The Host header or the address is not well-formed.');
  return new Response(JSON.stringify(problem.body()), {
    status: 400,
    headers: {
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      connection: 'close',
    },
  });
}

/** Gives the place back when the answer is there, or when there is none. */
function leaving(leave: () => void, answer: () => Answer): Answer {
  try {
    const made = answer();
    if (made instanceof Promise) return made.finally(leave);
    leave();
    return made;
  } catch (error) {
    leave();
    throw error;
  }
}

export const overloaded = () =>
  new Problem(503, 'overloaded', 'Too many are here at once just now. Nothing was done; try again in a moment.', {
    headers: { 'retry-after': '1' },
  });
