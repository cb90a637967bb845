import { expect, test } from 'bun:test';
import type { ImportReport } from '#services/books/import/import-file';
import { rejectedIn, reportText } from './report.ts';

const report: ImportReport = {
  rows: 6114,
  added: 6090,
  changed: 1,
  same: 5,
  withdrawn: 2,
  rejected: { twice: 3, isbn: 13 },
  notes: { rounded: 78 },
  pricesMadeUp: 6090,
  interrupted: false,
};
const told = { report, rejects: 'books.rejects.csv', dryRun: false, seconds: 3 };

test('the report says what became of each row, the most frequent reason first', () => {
  expect(reportText(told)).toBe(`Done:
  6,090 new, 1 changed, 5 the same, 16 left out
  6,114 rows in 3.0 s, 2,038 a second

Left out
       13  wrong ISBN
        3  the same book twice
  Listed with line and reason in books.rejects.csv; mend them there and import that file.

Noticed
       78  had an ISBN that a spreadsheet rounded: imported without it
        2  left the catalogue since an earlier import: they stay out
    6,090  had no price: one was made up from title and author; --price sets one
`);
  expect(rejectedIn(report)).toBe(16);
});

test('a trial and a stop say so', () => {
  expect(reportText({ ...told, dryRun: true })).toStartWith('Nothing was written. An import would give:\n');
  const stopped = reportText({ ...told, report: { ...report, interrupted: true } });
  expect(stopped).toStartWith('Stopped before the end:\n');
  expect(stopped).toEndWith('\nThe same command goes on from there.\n');
});

test('where nothing was left out or noticed, nothing is said of it', () => {
  const clean = { ...report, rejected: {}, notes: {}, withdrawn: 0, pricesMadeUp: 0 };
  expect(reportText({ ...told, report: clean }).split('\n')).toHaveLength(4);
});
