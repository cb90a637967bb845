// csv-parse, fed piece by piece. It counts bytes, so that whoever feeds it knows where each row ended.

import { type CsvError, type Options, parse } from 'csv-parse';
import { parse as parseAtOnce } from 'csv-parse/sync';

export type Dialect = { delimiter: string; lineEnds: string[] };
/** `upTo` counts from the first byte this parser was given to the end of the row. */
export type Row = { fields: string[]; upTo: number };
export type Parsed = { rows: Row[]; fault: string | null };
export type Parser = { read(piece: Buffer): Promise<Parsed>; finish(): Promise<Parsed> };

/** A row may not be longer, in bytes: an opening quote that nobody closes would take in the rest of the file. */
export const longestRow = 2 * 1024 * 1024;

const optionsOf = ({ delimiter, lineEnds }: Dialect): Options<string[]> => ({
  delimiter,
  record_delimiter: lineEnds,
  bom: true,
  relax_column_count: true,
  skip_empty_lines: true,
  max_record_size: longestRow,
});

/** After a fault it is of no more use: begin another behind the place. */
export function createParser(dialect: Dialect): Parser {
  let rows: Row[] = [];
  const stream = parse({
    ...optionsOf(dialect),
    on_record(fields: string[], { bytes }) {
      rows.push({ fields, upTo: bytes });
      return null;
    },
  });
  // Faults are told to whoever fed the piece; an unheard event would end the process.
  stream.on('error', () => {});
  stream.resume();
  const taken = (error?: Error | null): Parsed => {
    const parsed = { rows, fault: error ? faultOf(error) : null };
    rows = [];
    return parsed;
  };
  return {
    read: (piece) => new Promise((done) => stream.write(piece, (error) => done(taken(error)))),
    finish: () =>
      new Promise((done) => {
        stream.once('end', () => done(taken()));
        stream.once('error', (error) => done(taken(error)));
        stream.end();
      }),
  };
}

/** The first row of a text that may be cut off behind it; null where there is none. */
export function readFirst(text: string, dialect: Dialect): string[] | null {
  try {
    return (parseAtOnce(text, { ...optionsOf(dialect), relax_quotes: true, to: 1 }) as string[][])[0] ?? null;
  } catch {
    return null;
  }
}

function faultOf(error: Error): string {
  switch ((error as CsvError).code) {
    case 'CSV_QUOTE_NOT_CLOSED':
    case 'CSV_MAX_RECORD_SIZE':
      return 'a quote is opened and not closed';
    case 'INVALID_OPENING_QUOTE':
    case 'CSV_INVALID_CLOSING_QUOTE':
      return 'a quote stands in the middle of a field';
    default:
      return error.message;
  }
}
