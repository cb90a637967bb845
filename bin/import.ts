// `bun run import FILE.csv`: a catalogue from a file into the running shop.
import { join } from 'node:path';
import { openDatabase } from '#kit/database';
import { FileFault, WishFault } from '#services/books/import/fault';
import { type ImportReport, importFile } from '#services/books/import/import-file';
import { openRejects } from '#services/books/import/rejects';
import { booksDatabase, databaseWords } from './import/database.ts';
import { type Flags, help, readFlags } from './import/flags.ts';
import { progressLine } from './import/progress.ts';
import { rejectedIn, reportText } from './import/report.ts';
import { Refusal, wordsOf } from './launcher/refusal.ts';

async function main(words: string[]): Promise<number> {
  try {
    const flags = readFlags(words);
    if (flags === null) {
      process.stdout.write(help);
      return 0;
    }
    const url = booksDatabase(join(import.meta.dir, '..'));
    const began = performance.now();
    const report = await load(flags, url, process.env.CURRENCY || 'USD');
    const seconds = (performance.now() - began) / 1000;
    process.stdout.write(reportText({ report, rejects: flags.rejects, dryRun: flags.dryRun, seconds }));
    return exitCode(report, flags.path);
  } catch (error) {
    return explain(error);
  }
}

async function load(flags: Flags, url: string, currency: string): Promise<ImportReport> {
  // A batch may wait for a reservation and the other way round: a statement gets longer here than in a page's answer.
  const db = openDatabase(url, { max: 1, statementTimeoutMs: 30_000, applicationName: 'colophon-import' });
  const stop = stopOnSignal();
  const progress = progressLine();
  try {
    return await importFile(
      db,
      { ...flags, currency },
      {
        openRejects: (header) => openRejects(flags.rejects, header),
        onStart: ({ layout, survey, delimiter }) =>
          void process.stdout.write(
            `${flags.path}: ${fileKinds[layout.kind]}, ${survey.encoding}, ${delimiters[delimiter]}\n`,
          ),
        onProgress: progress.show,
        signal: stop,
      },
    );
  } finally {
    progress.stop();
    await db.close();
  }
}

const fileKinds = {
  csv: 'a catalogue',
  goodbooks: 'the catalogue of goodbooks-10k',
  goodreads: 'an export from Goodreads',
  bookcrossing: 'the catalogue of Book-Crossing',
  gutenberg: 'the catalogue of Project Gutenberg',
};

const delimiters: Record<string, string> = { ',': 'commas', ';': 'semicolons', '\t': 'tabs', '|': 'bars' };

/** The first Ctrl-C stops after the batch that is on its way, a second one at once; neither leaves half a batch. */
function stopOnSignal(): AbortSignal {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (stop.signal.aborted) process.exit(130);
      stop.abort();
    });
  }
  return stop.signal;
}

function exitCode(report: ImportReport, path: string): number {
  if (report.interrupted) return 130;
  if (report.rows > rejectedIn(report)) return 0;
  const none = report.rows === 0 ? `${path} has no rows below its first line.` : `No row of ${path} could be used.`;
  process.stderr.write(`${none}\n`);
  return 1;
}

function explain(error: unknown): number {
  const ours = error instanceof Refusal || error instanceof FileFault || error instanceof WishFault;
  const database = ours ? null : databaseWords(error);
  process.stderr.write(
    database === null
      ? `${wordsOf(error)}\n`
      : `The import stopped at the books database. ${database}\nWhat was read before is in; the same command goes on from there.\n`,
  );
  if (error instanceof WishFault) return 2;
  return error instanceof Refusal ? error.exitCode : 1;
}

// Whoever read our output may be gone; that is no reason to stop in the middle.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
process.exit(await main(process.argv.slice(2)));
