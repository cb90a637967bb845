// What became of the file, for whoever imported it.
import type { ImportReport } from '#services/books/import/import-file';
import { type Note, notes, type Reason, reasons } from '#services/books/import/reasons';
import { number } from './progress.ts';

type Told = { report: ImportReport; rejects: string; dryRun: boolean; seconds: number };

export const rejectedIn = ({ rejected }: ImportReport): number =>
  Object.values(rejected).reduce((sum, count) => sum + count, 0);

export function reportText({ report, rejects, dryRun, seconds }: Told): string {
  const left = rejectedIn(report);
  const rate = number(Math.round(report.rows / Math.max(seconds, 0.001)));
  const lines = [
    dryRun ? 'Nothing was written. An import would give:' : report.interrupted ? 'Stopped before the end:' : 'Done:',
    `  ${number(report.added)} new, ${number(report.changed)} changed, ${number(report.same)} the same, ${number(left)} left out`,
    `  ${number(report.rows)} rows in ${seconds.toFixed(1)} s, ${rate} a second`,
    ...leftOut(report, rejects),
    ...noticed(report),
    ...(report.interrupted ? ['', 'The same command goes on from there.'] : []),
  ];
  return `${lines.join('\n')}\n`;
}

function leftOut({ rejected }: ImportReport, rejects: string): string[] {
  const counted = Object.entries(rejected) as [Reason, number][];
  if (counted.length === 0) return [];
  return [
    '',
    'Left out',
    ...counted.sort(([, a], [, b]) => b - a).map(([reason, count]) => `  ${column(count)}  ${reasons[reason]}`),
    `  Listed with line and reason in ${rejects}; mend them there and import that file.`,
  ];
}

function noticed({ notes: found, pricesMadeUp, withdrawn }: ImportReport): string[] {
  const lines = (Object.entries(found) as [Note, number][]).map(
    ([note, count]) => `  ${column(count)}  ${notes[note]}`,
  );
  if (withdrawn > 0) lines.push(`  ${column(withdrawn)}  left the catalogue since an earlier import: they stay out`);
  if (pricesMadeUp > 0) {
    lines.push(`  ${column(pricesMadeUp)}  had no price: one was made up from title and author; --price sets one`);
  }
  return lines.length === 0 ? [] : ['', 'Noticed', ...lines];
}

const column = (count: number): string => number(count).padStart(7);
