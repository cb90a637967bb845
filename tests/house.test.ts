// The house rules, executed. Each failure names the place and what to do instead; docs/house.md gives the reasons.

import { expect, test } from 'bun:test';
import { checkDecisions, checkMigrations, checkReadmeTree, checkVariables } from './house/documents.ts';
import { foreignImports, strayPackages, upwardImports } from './house/imports.ts';
import * as shape from './house/shape.ts';
import { businessWords, leftoverMarks, strayWords, unfriendlyWords } from './house/words.ts';

const rules: [name: string, check: () => string[] | Promise<string[]>][] = [
  ['every service has the same files', shape.missingFiles],
  ['every service tells what it owns, answers, announces and listens to', shape.missingHeadings],
  ['run-time imports stay inside the rooms that allow them', foreignImports],
  ['a package is imported by its owner only', strayPackages],
  ['inside a service imports point down', upwardImports],
  ['nobody is told please, oops, invalid or forbidden', unfriendlyWords],
  ['dangerous words stay with their owners', strayWords],
  ['no leftover marks', leftoverMarks],
  ['no vague file names', shape.vagueNames],
  ['file names are kebab-case', shape.kebab],
  ['markup is in views/ only', shape.markupOutsideViews],
  ['views hold no inline code and wait for nothing', shape.inlineCode],
  ['files are short', shape.longFiles],
  ['functions are short', shape.longFunctions],
  ['the kit knows nothing of books', businessWords],
  ['migrations are listed in order and unchanged', checkMigrations],
  ['.env.example and compose.yaml name the settings the rooms read', checkVariables],
  ['decision records have all their parts', checkDecisions],
  ["the README's tree is real", checkReadmeTree],
];

for (const [name, check] of rules) {
  test(name, async () => {
    expect(await check()).toEqual([]);
  });
}
