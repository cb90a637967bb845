import { expect, test } from 'bun:test';
import { type Line, readHeader, readRows } from './read.ts';

/** The rows below the header, the text coming in pieces of this many characters. */
async function rows(text: string, pieceLength = text.length): Promise<Line[]> {
  async function* pieces() {
    for (let at = 0; at < text.length; at += pieceLength) yield text.slice(at, at + pieceLength);
  }
  const { dialect, fields } = readHeader(text);
  return (await Array.fromAsync(readRows(pieces(), { ...dialect, width: fields.length }))).slice(1);
}

const header = 'title,author,price\n';

test.each([',', ';', '\t', '|'])('the delimiter %j is found out', (delimiter) => {
  const { dialect, layout } = readHeader(`title${delimiter}"author, living"${delimiter}author${delimiter}isbn\nx`);
  expect([dialect.delimiter, layout?.at.isbn]).toEqual([delimiter, [3]]);
});

test.each(['\n', '\r\n', '\r'])(
  'lines that end in %j are counted, also inside quotes and where they are empty',
  async (end) => {
    const text = ['title,author', 'A,B', '', '"two', 'lines",C', 'D,E'].join(end);
    const expected: Line[] = [
      { line: 2, fields: ['A', 'B'] },
      { line: 4, fields: [`two${end}lines`, 'C'] },
      { line: 6, fields: ['D', 'E'] },
    ];
    for (const pieceLength of [1, 3, 7, 1000]) {
      expect(await rows(text, pieceLength)).toEqual(expected);
      expect(await rows(text + end, pieceLength)).toEqual(expected);
    }
  },
);

test('a quote nobody closes costs its own row only', async () => {
  const text = `${header}A,B,1\nC,"D,2\nE,F,3\nG,"H, I",4\nJ,K,5\n`;
  for (const pieceLength of [1, 5, 1000]) {
    expect(await rows(text, pieceLength)).toEqual([
      { line: 2, fields: ['A', 'B', '1'] },
      { line: 3, broken: 'a quote stands in the middle of a field', text: 'C,"D,2' },
      { line: 4, fields: ['E', 'F', '3'] },
      { line: 5, fields: ['G', 'H, I', '4'] },
      { line: 6, fields: ['J', 'K', '5'] },
    ]);
  }
});

test('a quote that is never closed to the end costs its own row only', async () => {
  const many = Array.from({ length: 20_000 }, (_, at) => `Title ${at},Author,1`);
  const found = await rows(`${header}A,"B,1\n${many.join('\n')}`, 4000);
  expect(found).toHaveLength(20_001);
  expect(found[0]).toEqual({ line: 2, broken: 'a quote is opened and not closed', text: 'A,"B,1' });
  expect(found.at(-1)).toEqual({ line: 20_002, fields: ['Title 19999', 'Author', '1'] });
});

test('a quote in the middle of a bare field means itself', async () => {
  const measures = Array.from({ length: 3000 }, (_, at) => `A 5" disk and the "real" ${at},B,1`);
  const began = performance.now();
  const found = await rows(header + measures.join('\n'), 64_000);
  expect(found).toHaveLength(3000);
  expect(found[2999]).toEqual({ line: 3001, fields: ['A 5" disk and the "real" 2999', 'B', '1'] });
  expect(performance.now() - began).toBeLessThan(10_000);
});

test('a quoted word at the beginning of a field means itself too', async () => {
  expect(await rows(`${header}"A" and B,C,1\nD,E,2`)).toEqual([
    { line: 2, fields: ['"A" and B', 'C', '1'] },
    { line: 3, fields: ['D', 'E', '2'] },
  ]);
});

test('a field of a megabyte is read, a line of many is not, and the next row comes all the same', async () => {
  const long = 'x'.repeat(1_000_000);
  const endless = 'y'.repeat(9_000_000);
  const [first, second, third, ...more] = await rows(`${header}${long},B,1\n${endless}\nC,D,2\n`, 65_536);
  expect(first).toEqual({ line: 2, fields: [long, 'B', '1'] });
  expect(second).toMatchObject({ line: 3, broken: 'a quote is opened and not closed' });
  expect(second && 'text' in second ? second.text.length : 0).toBe(2000);
  expect(third).toEqual({ line: 4, fields: ['C', 'D', '2'] });
  expect(more).toEqual([]);
});

test('zero bytes and rows of any width come through, to be judged by whoever reads them', async () => {
  expect(await rows(`${header}A\0,B,1\nC\nD,E,1,2,3`)).toEqual([
    { line: 2, fields: ['A\0', 'B', '1'] },
    { line: 3, fields: ['C'] },
    { line: 4, fields: ['D', 'E', '1', '2', '3'] },
  ]);
});

test('a text without a known name has no layout', () => {
  expect(readHeader('Emma,Jane Austen\nPersuasion,Jane Austen').layout).toBeNull();
  expect(readHeader('"').layout).toBeNull();
});
