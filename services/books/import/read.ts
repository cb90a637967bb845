// Rows out of text, one after the other, with the line each begins on. Where the parser stumbles, the line on which the row
// begins is looked at alone, and reading goes on with the line below: a broken row costs only itself.

import { type Layout, layoutOf, understood } from './columns.ts';
import { createParser, type Dialect, longestRow, type Parser, readFirst } from './parser.ts';

export type Line = { line: number; fields: string[] } | { line: number; broken: string; text: string };

/** `width`: how many fields a row has. */
export type Shape = Dialect & { width: number };

export type Header = { dialect: Dialect; fields: string[]; layout: Layout | null };

/** Reads the header with the delimiter under which most of its names are known; the layout is null where none is. */
export function readHeader(head: string): Header {
  // Old Macs end a line with a carriage return alone.
  const lineEnds = head.includes('\n') ? ['\r\n', '\n'] : ['\r'];
  const readings = [',', ';', '\t', '|'].map((delimiter) => {
    const dialect = { delimiter, lineEnds };
    const fields = readFirst(head, dialect) ?? [];
    return { dialect, fields, layout: layoutOf(fields) };
  });
  readings.sort((a, b) => understood(b.layout) - understood(a.layout) || b.fields.length - a.fields.length);
  return readings[0] as Header;
}

/** What begins with the first row that has not come out yet, and how much of it the parser has been given. */
type Page = {
  shape: Shape;
  lineEnd: number;
  rest: Buffer;
  fed: number;
  /** Bytes in front of `rest` that this parser was given too. */
  gone: number;
  line: number;
  parser: Parser;
  /** What was wrong, until the end of the line has been read. */
  fault: string | null;
  skipping: boolean;
};

// Small, because what follows a broken row in the same piece is read once more.
const pieceBytes = 4096;
const shownOfBroken = 2000;

/** Every row, the header too. Holds one piece of text and one row in memory. */
export async function* readRows(text: AsyncIterable<string>, shape: Shape): AsyncGenerator<Line> {
  const page: Page = {
    shape,
    lineEnd: shape.lineEnds.includes('\r') ? 13 : 10,
    rest: Buffer.alloc(0),
    fed: 0,
    gone: 0,
    line: 1,
    parser: createParser(shape),
    fault: null,
    skipping: false,
  };
  for await (const piece of text) {
    page.rest = Buffer.concat([page.rest, Buffer.from(piece)]);
    yield* readOn(page, false);
  }
  yield* readOn(page, true);
}

async function* readOn(page: Page, atEnd: boolean): AsyncGenerator<Line> {
  for (;;) {
    if (page.skipping && !skipLine(page)) return;
    if (page.fault !== null) {
      const line = passFault(page, page.fault, atEnd);
      if (line === null) return;
      yield line;
      continue;
    }
    const piece = page.rest.subarray(page.fed, page.fed + pieceBytes);
    if (piece.length === 0 && !atEnd) return;
    const { rows, fault } = piece.length > 0 ? await page.parser.read(piece) : await page.parser.finish();
    page.fed += piece.length;
    page.fault = fault;
    for (const { fields, upTo } of rows) {
      dropEmptyLines(page);
      yield { line: page.line, fields };
      drop(page, upTo - page.gone);
    }
    if (piece.length === 0 && fault === null) return;
  }
}

/** The row that was stumbled upon, with a new parser set behind its first line; null where that line has no end yet. */
function passFault(page: Page, fault: string, atEnd: boolean): Line | null {
  dropEmptyLines(page);
  const found = page.rest.indexOf(page.lineEnd);
  if (found < 0 && !atEnd && page.rest.length <= longestRow) return null;
  page.skipping = found < 0 && !atEnd;
  const end = found < 0 ? page.rest.length : found + 1;
  const { line } = page;
  const text = page.rest.toString('utf8', 0, Math.min(end, longestRow)).trimEnd();
  drop(page, end);
  Object.assign(page, { fed: 0, gone: 0, fault: null, parser: createParser(page.shape) });
  // A quote in the middle of a bare field (5" disk) means itself, where the row is whole on its one line.
  const fields = page.skipping ? null : readFirst(text, page.shape);
  if (fields?.length === page.shape.width) return { line, fields };
  return { line, broken: fault, text: text.slice(0, shownOfBroken) };
}

/** Leaves out what is left of a line that is too long; false where its end has not come yet. */
function skipLine(page: Page): boolean {
  const end = page.rest.indexOf(page.lineEnd);
  drop(page, end < 0 ? page.rest.length : end + 1);
  page.fed = 0;
  page.skipping = end < 0;
  return end >= 0;
}

function dropEmptyLines(page: Page): void {
  let end = 0;
  while (page.rest[end] === 10 || page.rest[end] === 13) end += 1;
  drop(page, Math.min(end, page.fed));
}

function drop(page: Page, bytes: number): void {
  for (let at = page.rest.indexOf(page.lineEnd); at >= 0 && at < bytes; at = page.rest.indexOf(page.lineEnd, at + 1)) {
    page.line += 1;
  }
  page.rest = page.rest.subarray(bytes);
  page.fed -= bytes;
  page.gone += bytes;
}
