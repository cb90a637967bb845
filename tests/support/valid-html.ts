// What counts as valid HTML here: all that html-validate recommends, but for what is right in this shop.

import { HtmlValidate } from 'html-validate';

const validator = new HtmlValidate({
  extends: ['html-validate:recommended'],
  rules: {
    // Kita closes void elements with a slash, which HTML allows.
    'void-style': 'off',
    // An order that is being confirmed loads itself again where there is no script; nothing typed is lost by it.
    'meta-refresh': 'off',
    // A page is called what its book is called, and some have long names.
    'long-title': 'off',
    'no-dup-id': 'error',
    // Boxes that may be ticked together share a name, as radios do.
    'form-dup-name': ['error', { shared: ['radio', 'checkbox', 'button', 'reset', 'submit'] }],
  },
});

/** What is not valid in a page or a part of one, each with the rule it breaks. */
export const htmlFaults = (html: string): string[] =>
  validator
    .validateStringSync(html)
    .results.flatMap(({ messages }) => messages.map(({ ruleId, message }) => `${ruleId}: ${message}`));
