import { readFileSync } from 'node:fs';

/** One row of a table, by column name, with the place it came from for error messages. */
export type Row = { place: string; cell: (column: string) => string };

/**
 * Reads a tab-separated file of this folder whose first line names the columns. Every row must have exactly as many
 * cells as there are columns, so a lost tab is noticed where it happened.
 */
export function readTable(path: string): Row[] {
  const text = readFileSync(new URL(path, import.meta.url), 'utf8');
  const [header = '', ...lines] = text.replace(/\n$/, '').split('\n');
  const columns = header.split('\t');
  return lines.map((line, index) => toRow(columns, line.split('\t'), `sample/${path}:${index + 2}`));
}

function toRow(columns: string[], cells: string[], place: string): Row {
  if (cells.length !== columns.length) {
    throw new Error(`${place}: ${cells.length} cells where the header names ${columns.length}`);
  }
  return {
    place,
    cell(column) {
      const value = cells[columns.indexOf(column)];
      if (value === undefined) throw new Error(`${place}: no column "${column}"`);
      return value;
    },
  };
}

/** A whole number, possibly negative; anything else names the place and stops. */
export function integerIn(row: Row, column: string): number {
  const text = row.cell(column);
  if (!/^-?\d{1,9}$/.test(text)) throw new Error(`${row.place}: ${column} is not a whole number: "${text}"`);
  return Number(text);
}

/** Money written as "12.99", in minor units (1299). */
export function moneyIn(row: Row, column: string): number {
  const parts = /^(\d{1,6})\.(\d\d)$/.exec(row.cell(column));
  if (parts === null) throw new Error(`${row.place}: ${column} is not an amount like 12.99`);
  return Number(`${parts[1]}${parts[2]}`);
}

/** The cell when it is one of the allowed words. */
export function oneOf<Word extends string>(row: Row, column: string, allowed: readonly Word[]): Word {
  const found = allowed.find((word) => word === row.cell(column));
  if (found === undefined) throw new Error(`${row.place}: ${column} must be one of ${allowed.join(', ')}`);
  return found;
}
