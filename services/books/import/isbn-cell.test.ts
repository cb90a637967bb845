import { expect, test } from 'bun:test';
import { readIsbn } from './isbn-cell.ts';

const isbn = (isbn: string) => ({ isbn, rounded: false });

test.each([
  [['0-306-40615-2'], '9780306406157'],
  [['306406152'], '9780306406157'],
  [['9780306406157.0'], '9780306406157'],
  [['="0306406152"'], '9780306406157'],
  [["'0306406152"], '9780306406157'],
  [['080442957x'], '9780804429573'],
  [['80442957X'], '9780804429573'],
  [['2005018'], '9780002005012'],
  [['', ' ', '0306406152'], '9780306406157'],
  [['9.78030640616e+12', '306406152'], '9780306406157'],
  [['rubbish', '0306406152'], '9780306406157'],
  [['0306406153; 0306406152'], '9780306406157'],
])('%p is an ISBN', (cells, wanted) => {
  expect(readIsbn(cells)).toEqual(isbn(wanted));
});

test.each([[[]], [['']], [['0']], [['0000000000']], [['N/A']], [['-']], [['nan', 'NULL']]])('%p is none', (cells) => {
  expect(readIsbn(cells)).toEqual({ isbn: null, rounded: false });
});

test.each([[['9.78043902348e+12']], [['9,78044E+12']], [['', '9.78e12']]])(
  '%p was rounded and is not used',
  (cells) => {
    expect(readIsbn(cells)).toEqual({ isbn: null, rounded: true });
  },
);

test('a wrong check digit is a fault that names the right one', () => {
  expect(readIsbn(['0306406153'])).toEqual({
    fault: 'the check digit of "0306406153" is wrong: with these digits it would be 2',
  });
  expect(readIsbn(['804429570'])).toEqual({
    fault: 'the check digit of "804429570" is wrong: with these digits it would be X',
  });
  expect(readIsbn(['9780306406158'])).toEqual({
    fault: 'the check digit of "9780306406158" is wrong: with these digits it would be 7',
  });
});

test('what is no ISBN at all is a fault, shown in part', () => {
  expect(readIsbn(['B000FC1PJI'])).toEqual({ fault: '"B000FC1PJI" is no ISBN' });
  expect(readIsbn(['12345'])).toEqual({ fault: '"12345" is no ISBN' });
  expect(readIsbn(['x'.repeat(1_000_000)])).toEqual({ fault: `"${'x'.repeat(40)}…" is no ISBN` });
});
