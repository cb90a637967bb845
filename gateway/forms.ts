// A form as a view draws it: fresh, or again after a refusal with everything that was typed.

import { newUid } from '#kit/id';
import { type FieldError, type Problem, refuseFields } from '#kit/problem';
import type { FormState } from '#views/parts/form.tsx';
import { stillRunning } from './calls.ts';
import type { Deps } from './deps.ts';
import type { Posted } from './posted.ts';
import { csrfFor, type Visit } from './visit.ts';

/** A form that may be sent twice and do nothing worse than once. It is the same at every drawing within the hour. */
export const plainForm = (deps: Deps, visit: Visit): FormState => ({ csrf: csrfFor(deps, visit) });

/**
 * A form that creates or charges: it carries the id of this one wish.
 * @param known what to fill in, where an earlier try left something
 */
export const freshForm = (deps: Deps, visit: Visit, known?: Record<string, string>): FormState => ({
  csrf: csrfFor(deps, visit),
  requestId: newUid(),
  typed: known,
});

/**
 * The form again, with the refusal. A wish that may have been done after all, or is being done, keeps its id; any other refusal
 * ends it, and the next try is a new wish.
 */
export function refusedForm(deps: Deps, visit: Visit, posted: Posted, problem: Problem): FormState {
  const errors = problem.extra.errors ?? [];
  return {
    csrf: csrfFor(deps, visit),
    requestId: problem.status === 503 || problem.slug === stillRunning ? posted.requestId() : newUid(),
    typed: posted.typed(),
    errors,
    problem: errors.length > 0 ? null : problem.message,
  };
}

/** The form as it was sent, with its passwords to be read or hidden again; null where it was sent to be done. */
export function peekedForm(deps: Deps, visit: Visit, posted: Posted, passwords: readonly string[]): FormState | null {
  const wish = posted.text('show_password');
  if (wish === '') return null;
  const values = Object.fromEntries(passwords.map((name) => [name, posted.text(name)]));
  return { csrf: csrfFor(deps, visit), typed: posted.typed(), passwords: { visible: wish === 'yes', values } };
}

/** How a page with a refused form is answered. A 401 would make browsers ask for a password of their own. */
export function refusedAnswer(problem: Problem): { status: number; failed: true; headers: Record<string, string> } {
  const wait = problem.headers['retry-after'];
  return {
    status: problem.status === 401 ? 422 : problem.status,
    failed: true,
    headers: wait === undefined ? {} : { 'retry-after': wait },
  };
}

/** Does this refusal belong on the form (what to change, or to try again), rather than on a page of its own? */
export const belongsOnForm = ({ status }: Problem): boolean =>
  [400, 402, 403, 409, 410, 412, 413, 422, 429, 503].includes(status);

/** A checked field: what is wrong with it, or null. */
export type Check = [name: string, fault: string | null];

/** @returns the refusal that names every field at fault, or null */
export function refusalOf(checks: Check[]): Problem | null {
  const errors: FieldError[] = checks.flatMap(([name, fault]) =>
    fault ? [{ pointer: `/${name}`, detail: fault }] : [],
  );
  return errors.length > 0 ? refuseFields(errors) : null;
}
