import { describe, expect, test } from 'bun:test';
import { toIsbn13 } from './isbn.ts';

describe('an ISBN in any spelling becomes thirteen digits', () => {
  test.each([
    ['9780306406157', '9780306406157'],
    ['978-0-306-40615-7', '9780306406157'],
    ['978 0 306 40615 7', '9780306406157'],
    ['978\u20110\u2013306\u201440615\u20127', '9780306406157'],
    ['0306406152', '9780306406157'],
    ['0-306-40615-2', '9780306406157'],
    ['  ISBN-10: 0 306 40615 2 ', '9780306406157'],
    ['ISBN-13: 978-0-306-40615-7', '9780306406157'],
    ['isbn 0306406152', '9780306406157'],
    ['ISBN 1000000109', '9781000000108'],
    ['080442957X', '9780804429573'],
    ['0-8044-2957-x', '9780804429573'],
    ['979-10-90636-07-1', '9791090636071'],
  ])('%s', (text, expected) => expect(toIsbn13(text)).toBe(expected));
});

describe('what is no ISBN is refused', () => {
  test.each([
    ['a wrong check digit of thirteen', '9780306406158'],
    ['a wrong check digit of ten', '0306406153'],
    ['an X where it is not the check digit', '03064X6152'],
    ['a spreadsheet number', '9.78043902348e+12'],
    ['nine digits that lost their zero', '306406152'],
    ['another EAN', '4006381333931'],
    ['letters', 'The Republic'],
    ['nothing', ''],
    ['only separators', '- - -'],
    ['other digits', '９７８０３０６４０６１５７'],
    ['a very long text', '9780306406157'.repeat(1000)],
  ])('%s', (_, text) => expect(toIsbn13(text)).toBeNull());
});

test('each digit changed to any other is noticed', () => {
  for (const isbn of ['9780306406157', '0306406152']) {
    for (let at = 0; at < isbn.length; at++) {
      for (const digit of '0123456789') {
        if (digit === isbn[at]) continue;
        expect(toIsbn13(isbn.slice(0, at) + digit + isbn.slice(at + 1))).toBeNull();
      }
    }
  }
});
