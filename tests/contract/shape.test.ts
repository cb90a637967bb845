// The judge of changes, judged.

import { describe, expect, test } from 'bun:test';
import { compare, parse, print } from './shape.ts';

const before = parse(`operation addThing: POST /api/things/ staff
operation addThing / 201: Thing
operation addThing / 409: busy, taken
operation addThing / body: NewThing required
operation addThing / query q: string[..200] optional
request NewThing / name: string[1..100] /\\S/ required
request NewThing / size: {small|large} optional
response Thing / id: integer[1..] required
response Thing / note: string|null required
response Thing / size: {small|large} required
`);

const changed = (place: string, fact: string | null, ...more: [string, string][]) => {
  const after = new Map([...before, ...more]);
  if (fact === null) after.delete(place);
  else if (fact !== '') after.set(place, fact);
  return compare(before, after);
};

describe('breaks', () => {
  test.each<[string, string | null]>([
    ['operation addThing', null],
    ['operation addThing', 'POST /api/things/ admin'],
    ['operation addThing', 'PUT /api/things/ staff'],
    ['operation addThing / 201', null],
    ['operation addThing / 201', 'OtherThing'],
    ['operation addThing / 409', 'busy'],
    ['operation addThing / query q', null],
    ['operation addThing / query q', 'string[..200] required'],
    ['operation addThing / query q', 'string[..100] optional'],
    ['request NewThing / name', null],
    ['request NewThing / name', 'integer required'],
    ['request NewThing / name', 'string[2..100] /\\S/ required'],
    ['request NewThing / name', 'string[1..100] /^x/ required'],
    ['request NewThing / size', '{small} optional'],
    ['response Thing / id', null],
    ['response Thing / id', 'integer[1..] optional'],
    ['response Thing / id', 'string required'],
    ['response Thing / id', 'integer[1..]|null required'],
    ['response Thing / size', '{small} required'],
  ])('%s → %s', (place, fact) => {
    const { breaks, additions } = changed(place, fact);
    expect([breaks.length, additions.length]).toEqual([1, 0]);
  });

  test('a new field that must be sent', () => {
    expect(changed('', '', ['request NewThing / colour', 'string required']).breaks).toHaveLength(1);
    expect(changed('', '', ['operation addThing / query z', 'string required']).breaks).toHaveLength(1);
  });
});

describe('additions', () => {
  test.each<[string, string]>([
    ['operation addThing / 409', 'busy, taken, full'],
    ['operation addThing / body', 'NewThing optional'],
    ['operation addThing / query q', 'string[..300] optional'],
    ['request NewThing / name', 'string[1..100] required'],
    ['request NewThing / name', 'string[1..100] /\\S/ optional'],
    ['request NewThing / size', '{small|large|huge} optional'],
    ['response Thing / note', 'string required'],
    ['response Thing / size', '{small|large|huge} required'],
  ])('%s → %s', (place, fact) => {
    const { breaks, additions } = changed(place, fact);
    expect([breaks.length, additions.length]).toEqual([0, 1]);
  });

  test('new operations, fields and what they ask for', () => {
    const { breaks, additions } = changed(
      '',
      '',
      ['operation dropThing', 'DELETE /api/things/ staff'],
      ['operation dropThing / path id', 'string required'],
      ['request OtherThing / name', 'string required'],
      ['response Thing / colour', 'string required'],
      ['request NewThing / colour', 'string optional'],
    );
    expect([breaks, additions.length]).toEqual([[], 5]);
  });
});

test('what is written down reads back', () => {
  expect(parse(print(before))).toEqual(before);
  expect(compare(before, before)).toEqual({ breaks: [], additions: [] });
});
