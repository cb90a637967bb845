// A refusal or fault as a page. It asks no room anything, so it can be shown when all of them are down.

import { requestIdOf } from '#kit/http';
import type { Problem } from '#kit/problem';
import { InlineProblem } from '#views/errors/inline.tsx';
import { headingOf, ProblemPage } from '#views/errors/problem.tsx';
import type { Deps } from './deps.ts';
import { lostAt } from './lost.ts';
import { renderBare, renderPage } from './render.ts';
import { unannouncedVisit } from './visit.ts';

const forPrograms = /^\/(api|swagger|health|metrics|csp)(\/|$)/;

/** The page for a problem, or undefined where a program asked: it gets the problem document. */
export function errorPage(deps: Deps, problem: Problem, request: Request): Response | undefined {
  const visit = unannouncedVisit(deps, request);
  if (forPrograms.test(visit.path)) return undefined;
  const body = problem.body();
  if (visit.partial)
    return withHeaders(renderBare(deps, visit, InlineProblem({ problem: body }), problem.status), problem);
  const wait = Number(problem.headers['retry-after']);
  const lost = problem.status === 404 ? lostAt(visit.path) : undefined;
  const page = renderPage(deps, visit, {
    title: headingOf(body),
    status: problem.status,
    noindex: true,
    light: true,
    // Whoever searched too fast finds the words still in the box.
    q: visit.path === '/search' ? (visit.query.get('q') ?? undefined) : lost?.words || undefined,
    content: ProblemPage({
      problem: body,
      requestId: requestIdOf(request),
      lost,
      retryAfter: Number.isInteger(wait) && wait > 0 ? wait : undefined,
    }),
  });
  return withHeaders(page, problem);
}

function withHeaders(page: Response, problem: Problem): Response {
  for (const name of ['retry-after', 'allow']) {
    const value = problem.headers[name];
    if (value !== undefined) page.headers.set(name, value);
  }
  return page;
}
