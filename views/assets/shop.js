// Filters and sort orders left at their default stay out of the address, whether the browser sends the form or htmx does.
document.addEventListener('formdata', ({ target, formData }) => {
  if (target.method !== 'get') return;
  for (const [name, value] of [...formData]) if (value === '') formData.delete(name);
});
// Passwords are shown in place; without scripts the button sends the form and it comes back with them.
document.addEventListener('click', (event) => {
  const button = event.target.closest('[name="show_password"]');
  if (!button) return;
  event.preventDefault();
  const show = button.value === 'yes';
  for (const field of button.form.querySelectorAll('[autocomplete$="-password"]'))
    field.type = show ? 'text' : 'password';
  button.value = show ? 'no' : 'yes';
  button.textContent = show ? 'Hide password' : 'Show password';
});
