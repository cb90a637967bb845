// What every form shares: its state after a refusal, the hidden fields, and the summary of what to put right.

import type { FieldError } from '#kit/problem';
import { attribute } from './attribute.ts';

/**
 * A form as it is drawn: fresh, or again after a refusal.
 * `typed` is what was typed, by field name (the gateway leaves out passwords); `errors` are the service's, with pointers
 * such as `/email`; `problem` is a refusal that belongs to no field ("Wrong name or password.").
 */
export type FormState = {
  csrf: string;
  /** UUID that makes a repeated submit harmless; for forms that create or charge. */
  requestId?: string;
  typed?: Readonly<Record<string, string | undefined>>;
  errors?: readonly FieldError[];
  problem?: string | null;
  /** Passwords as they were typed, by field name, for who asked to see them, or to hide them again. */
  passwords?: { visible: boolean; values: Readonly<Record<string, string>> };
};

export const hasFailed = (form: FormState): boolean => (form.errors?.length ?? 0) > 0 || Boolean(form.problem);

/** What stands in a field: what was typed, else what is known already. */
export const valueIn = (form: FormState, name: string, known = ''): string => form.typed?.[name] ?? known;

/** The first refusal of a field, or null. */
export function errorIn(form: FormState, name: string): string | null {
  const found = form.errors?.find(({ pointer }) => pointer === `/${name}` || pointer.startsWith(`/${name}/`));
  return found?.detail ?? null;
}

/** The hidden fields of a form that posts: proof that it came from our page, and the id of this one wish. */
export function Tokens({ form }: { form: FormState }): JSX.Element {
  return (
    <>
      <input type="hidden" name="csrf" value={attribute(form.csrf)} />
      {form.requestId ? <input type="hidden" name="request_id" value={attribute(form.requestId)} /> : null}
    </>
  );
}

/**
 * Above the heading of a page whose form was refused; takes the focus. `fields` are the names on the page: refusals of
 * those are links to them, others are told without one.
 */
export function ErrorSummary({ form, fields }: { form: FormState; fields: readonly string[] }): JSX.Element {
  if (!hasFailed(form)) return '';
  return (
    <div class="summary" role="alert" tabindex="-1" autofocus aria-labelledby="summary-heading">
      <h2 id="summary-heading">There is a problem</h2>
      <ul>
        {form.problem ? <li safe>{form.problem}</li> : null}
        {form.errors?.map((error) => (
          <SummaryItem error={error} fields={fields} />
        ))}
      </ul>
    </div>
  );
}

function SummaryItem({ error, fields }: { error: FieldError; fields: readonly string[] }): JSX.Element {
  const name = fields.find((field) => error.pointer === `/${field}` || error.pointer.startsWith(`/${field}/`));
  if (name === undefined) return <li safe>{error.detail}</li>;
  return (
    <li>
      <a href={`#${name}`} safe>
        {error.detail}
      </a>
    </li>
  );
}
