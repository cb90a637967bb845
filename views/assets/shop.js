// Filters and sort orders left at their default stay out of the address, whether the browser sends the form or htmx does.
document.addEventListener('formdata', ({ target, formData }) => {
  if (target.method !== 'get') return;
  for (const [name, value] of [...formData]) if (value === '') formData.delete(name);
});
