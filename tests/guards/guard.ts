// A guard: a few words of the source without which money, stock or somebody's account would be in danger, what stands there when
// it is taken away, and the test that then must fail.

export type Guard = {
  name: string;
  file: string;
  /** Stands exactly once in the file. */
  text: string;
  instead: string;
  test: { file: string; name: string };
};

type Row = [name: string, text: string, instead: string, test: string];

/** The guards of one file that are caught by tests of another. */
export const guardsOf = (file: string, testFile: string, rows: Row[]): Guard[] =>
  rows.map(([name, text, instead, test]) => ({ name, file, text, instead, test: { file: testFile, name: test } }));
