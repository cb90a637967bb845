// A file into the catalogue: read, understood row by row, and loaded in batches. Repeating it changes nothing, so it may be
// killed at any moment and started again.

import type { Database } from '#kit/database';
import { type Entry, loadBatch } from './batch.ts';
import type { Layout } from './columns.ts';
import { type Survey, surveyFile, textOf } from './encoding.ts';
import { type Line, readHeader, readRows } from './read.ts';
import { type Note, type Reason, RowFault, sentenceOf } from './reasons.ts';
import type { Reject, Rejects } from './rejects.ts';
import { refreshStatistics } from './repository.ts';
import { type RowOptions, readRow } from './row.ts';
import { checkHeader, type ImportOptions, type Settings, settingsFor } from './settings.ts';

export type Progress = { rows: number; bytesRead: number; bytes: number };

export type ImportHooks = {
  openRejects(header: string[]): Promise<Rejects>;
  onStart?(file: { layout: Layout; survey: Survey; delimiter: string }): void;
  /** After each batch. */
  onProgress?(progress: Progress): void;
  /** Stops between two batches. */
  signal?: AbortSignal;
};

export type ImportReport = {
  rows: number;
  added: number;
  changed: number;
  same: number;
  /** Books that staff took out of the catalogue; they stay out. */
  withdrawn: number;
  rejected: Partial<Record<Reason, number>>;
  notes: Partial<Record<Note, number>>;
  pricesMadeUp: number;
  /** The signal came before the end of the file. */
  interrupted: boolean;
};

const batchRows = 500;
const batchCharacters = 4_000_000;

/** @throws FileFault where the file or its header is none, WishFault where the shelf is, else what the database throws. */
export async function importFile(db: Database, options: ImportOptions, hooks: ImportHooks): Promise<ImportReport> {
  const survey = await surveyFile(options.path);
  const header = readHeader(survey.head);
  const layout = checkHeader(options, header);
  const settings = await settingsFor(db, options, layout);
  hooks.onStart?.({ layout, survey, delimiter: header.dialect.delimiter });
  const rejects = await hooks.openRejects(layout.header);
  const report = emptyReport();
  const seen = new Map<string, number>();
  let bytesRead = 0;
  const text = textOf(survey, (bytes) => {
    bytesRead += bytes;
  });
  const lines = readRows(text, { ...header.dialect, width: layout.width });
  try {
    for await (const batch of batchesOf(rowsBelowHeader(lines))) {
      if (hooks.signal?.aborted) {
        report.interrupted = true;
        break;
      }
      await rejects.write(await takeBatch(db, batch, { settings, seen, report }));
      hooks.onProgress?.({ rows: report.rows, bytesRead, bytes: survey.bytes });
    }
  } finally {
    await rejects.close();
  }
  if (!options.dryRun && report.added + report.changed > batchRows) await db.use(refreshStatistics, 60_000);
  return report;
}

/** Spreadsheets end in rows of nothing but delimiters: those are no rows. */
async function* rowsBelowHeader(lines: AsyncIterable<Line>): AsyncGenerator<Line> {
  let header = true;
  for await (const line of lines) {
    const blank = 'fields' in line && line.fields.every((field) => field.trim() === '');
    if (!header && !blank) yield line;
    header = false;
  }
}

async function* batchesOf(lines: AsyncIterable<Line>): AsyncGenerator<Line[]> {
  let batch: Line[] = [];
  let characters = 0;
  for await (const line of lines) {
    batch.push(line);
    characters += 'fields' in line ? line.fields.reduce((sum, field) => sum + field.length, 0) : line.text.length;
    if (batch.length < batchRows && characters < batchCharacters) continue;
    yield batch;
    [batch, characters] = [[], 0];
  }
  if (batch.length > 0) yield batch;
}

type Run = { settings: Settings; seen: Map<string, number>; report: ImportReport };

async function takeBatch(db: Database, batch: Line[], { settings, seen, report }: Run): Promise<Reject[]> {
  const faults = new Map<Line, RowFault>();
  const entries = new Map<Entry, Line>();
  for (const line of batch) {
    const read = understand(line, settings.row);
    if (read instanceof RowFault) faults.set(line, read);
    else {
      entries.set({ line: line.line, id: read.id, given: read.given }, line);
      for (const note of read.notes) count(report.notes, note);
    }
  }
  const result = await loadBatch(db, [...entries.keys()], settings.batch, seen);
  for (const [entry, fault] of result.faults) {
    const line = entries.get(entry);
    if (line) faults.set(line, fault);
  }
  report.rows += batch.length;
  for (const figure of ['added', 'changed', 'same', 'withdrawn', 'pricesMadeUp'] as const)
    report[figure] += result[figure];
  for (const { reason } of faults.values()) count(report.rejected, reason);
  return batch.flatMap((line) => {
    const fault = faults.get(line);
    if (!fault) return [];
    return [{ line: line.line, reason: sentenceOf(fault), fields: 'fields' in line ? line.fields : [line.text] }];
  });
}

function understand(line: Line, options: RowOptions) {
  if ('broken' in line) return new RowFault('broken', line.broken);
  try {
    return readRow(line.fields, options);
  } catch (error) {
    if (error instanceof RowFault) return error;
    throw error;
  }
}

function count<Name extends string>(figures: Partial<Record<Name, number>>, name: Name): void {
  figures[name] = (figures[name] ?? 0) + 1;
}

const emptyReport = (): ImportReport => ({
  rows: 0,
  added: 0,
  changed: 0,
  same: 0,
  withdrawn: 0,
  rejected: {},
  notes: {},
  pricesMadeUp: 0,
  interrupted: false,
});
