// Labelled fields. The id of a field is its name; hint and error come before it and are tied to it.

import { attribute } from './attribute.ts';
import { errorIn, type FormState, valueIn } from './form.tsx';

type Named = { form: FormState; name: string; label: string; hint?: string };

type TextFieldProps = Named & {
  type?: 'text' | 'email' | 'password' | 'tel' | 'number';
  autocomplete?: string;
  inputmode?: 'numeric' | 'decimal' | 'email' | 'tel';
  required?: boolean;
  /** What is known before anything is typed. Never given for passwords. */
  known?: string;
  maxlength?: number;
  width?: 'short' | 'middle';
  spellcheck?: 'false';
};

export function TextField(field: TextFieldProps): JSX.Element {
  const isPassword = field.type === 'password';
  const { passwords } = field.form;
  const error = errorIn(field.form, field.name);
  return (
    <div class={error === null ? 'field' : 'field wrong'}>
      <FieldHead field={field} optional={field.required === false} />
      <input
        id={field.name}
        name={field.name}
        type={isPassword && passwords?.visible ? 'text' : (field.type ?? 'text')}
        class={field.width}
        value={
          isPassword ? seen(passwords?.values[field.name]) : attribute(valueIn(field.form, field.name, field.known))
        }
        autocomplete={field.autocomplete}
        inputmode={field.inputmode}
        maxlength={field.maxlength}
        spellcheck={isPassword ? 'false' : field.spellcheck}
        autocapitalize={isPassword && passwords?.visible ? 'none' : undefined}
        required={field.required !== false}
        aria-invalid={error === null ? undefined : 'true'}
        aria-describedby={describedBy(field)}
      />
    </div>
  );
}

const seen = (password: string | undefined): string | undefined =>
  password === undefined ? undefined : attribute(password);

export function TextArea(
  field: Named & { rows: number; known?: string; maxlength?: number; required?: boolean },
): JSX.Element {
  const error = errorIn(field.form, field.name);
  return (
    <div class={error === null ? 'field' : 'field wrong'}>
      <FieldHead field={field} optional={field.required === false} />
      <textarea
        id={field.name}
        name={field.name}
        rows={String(field.rows)}
        maxlength={field.maxlength}
        required={field.required !== false}
        aria-invalid={error === null ? undefined : 'true'}
        aria-describedby={describedBy(field)}
        safe
      >
        {/* HTML drops one line break right after the tag, so there is always one to drop. */}
        {`\n${valueIn(field.form, field.name, field.known)}`}
      </textarea>
    </div>
  );
}

export type Choice = { value: string; label: string; hint?: string };

export function SelectField(
  field: Named & { choices: readonly Choice[]; known?: string; autocomplete?: string },
): JSX.Element {
  const error = errorIn(field.form, field.name);
  const chosen = valueIn(field.form, field.name, field.known);
  return (
    <div class={error === null ? 'field' : 'field wrong'}>
      <FieldHead field={field} optional={false} />
      <select
        id={field.name}
        name={field.name}
        autocomplete={field.autocomplete}
        required
        aria-invalid={error === null ? undefined : 'true'}
        aria-describedby={describedBy(field)}
      >
        {field.choices.map((choice) => (
          <option value={attribute(choice.value)} selected={choice.value === chosen} safe>
            {choice.label}
          </option>
        ))}
      </select>
    </div>
  );
}

/** One of several, as radios. The first radio carries the group's id, so that the error summary can point at it. */
export function RadioField(field: Named & { choices: readonly Choice[]; known?: string }): JSX.Element {
  const error = errorIn(field.form, field.name);
  const chosen = valueIn(field.form, field.name, field.known);
  return (
    <fieldset class={error === null ? 'field radios' : 'field radios wrong'} aria-describedby={describedBy(field)}>
      <legend safe>{field.label}</legend>
      {field.hint === undefined ? null : (
        <p class="hint" id={`${field.name}-hint`} safe>
          {field.hint}
        </p>
      )}
      <FieldError name={field.name} error={error} />
      {field.choices.map((choice, index) => (
        <label class="radio">
          <input
            type="radio"
            id={index === 0 ? field.name : undefined}
            name={field.name}
            value={attribute(choice.value)}
            checked={choice.value === chosen}
            required
          />
          <span>
            <span safe>{choice.label}</span>
            {choice.hint === undefined ? null : <small safe>{choice.hint}</small>}
          </span>
        </label>
      ))}
    </fieldset>
  );
}

function FieldHead({ field, optional }: { field: Named; optional: boolean }): JSX.Element {
  return (
    <>
      <label for={field.name}>
        <span safe>{field.label}</span>
        {optional ? <span class="muted"> (optional)</span> : null}
      </label>
      {field.hint === undefined ? null : (
        <p class="hint" id={`${field.name}-hint`} safe>
          {field.hint}
        </p>
      )}
      <FieldError name={field.name} error={errorIn(field.form, field.name)} />
    </>
  );
}

function FieldError({ name, error }: { name: string; error: string | null }): JSX.Element {
  if (error === null) return '';
  return (
    <p class="error" id={`${name}-error`}>
      <span class="unseen">Error: </span>
      <span safe>{error}</span>
    </p>
  );
}

function describedBy(field: Named): string | undefined {
  const ids = [
    field.hint === undefined ? null : `${field.name}-hint`,
    errorIn(field.form, field.name) === null ? null : `${field.name}-error`,
  ].filter((id) => id !== null);
  return ids.length === 0 ? undefined : ids.join(' ');
}
