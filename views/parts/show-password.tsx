import type { FormState } from './form.tsx';

/**
 * Stands after the button that sends the form, so that Enter still sends it. Without scripts the form comes back with its
 * passwords to be read; `shop.js` shows them in place.
 */
export function ShowPassword({ form }: { form: FormState }): JSX.Element {
  const visible = form.passwords?.visible === true;
  return (
    <button type="submit" class="btn" name="show_password" value={visible ? 'no' : 'yes'} formnovalidate>
      {visible ? 'Hide password' : 'Show password'}
    </button>
  );
}
