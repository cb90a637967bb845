import { expect, test } from 'bun:test';
import { homeCountry } from '#views/checkout/countries.ts';
import { addressLines, keepDetails, keptDetails, readDetails, splitName } from './checkout-details.ts';
import { openJar } from './cookies.ts';
import { postedFrom } from './posted.ts';
import { createSeals } from './seals.ts';

const complete = {
  email: 'ada@example.com',
  name: ' Ada   King ',
  line1: '12 St James Square',
  line2: '',
  city: 'London',
  region: '',
  postcode: 'SW1Y 4JH',
  country: 'GB',
  delivery_method: 'express',
};
const post = (fields: Record<string, string>) => postedFrom(new URLSearchParams(fields).toString());
const faults = (fields: Record<string, string>, isGuest = true) =>
  readDetails(post(fields), isGuest).refusal?.extra.errors?.map(({ pointer }) => pointer) ?? [];

test('complete details pass, tidied', () => {
  const { details, refusal } = readDetails(post(complete), true);
  expect([refusal, details.name]).toEqual([null, 'Ada King']);
  expect(addressLines(details)).toBe('Ada King\n12 St James Square\nSW1Y 4JH London\nUnited Kingdom');
});

test('every field at fault is named at once', () => {
  expect(faults({})).toEqual(['/email', '/name', '/line1', '/city', '/postcode', '/country', '/delivery_method']);
  expect(faults({ ...complete, country: 'ZZ', delivery_method: 'teleport' })).toEqual(['/country', '/delivery_method']);
  expect(faults({ ...complete, line2: 'x'.repeat(201) })).toEqual(['/line2']);
});

test('somebody with an account need not give an address for mail', () => {
  expect(faults({ ...complete, email: '' }, false)).toEqual([]);
  expect(readDetails(post(complete), false).details.email).toBe('');
});

test('a line break in a field cannot add a line to the parcel', () => {
  const { details } = readDetails(post({ ...complete, city: 'London\r\nFREE BOOKS' }), true);
  expect(addressLines(details).split('\n')).toHaveLength(4);
});

test('the longest details fit into a cookie and come back', () => {
  const seals = createSeals('a secret of at least thirty-two characters');
  const wide = '語'.repeat(200);
  const { details, refusal } = readDetails(
    post({ ...complete, name: wide, line1: wide, line2: wide, city: wide.slice(0, 100), region: wide.slice(0, 100) }),
    true,
  );
  const jar = openJar(null, true);
  keepDetails(jar, seals, details);
  expect(refusal).toBeNull();
  expect(jar.lines()[0]?.length).toBeLessThan(4096);
  expect(keptDetails(jar, seals)).toEqual(details);
});

test('details that were not sealed here are none', () => {
  const seals = createSeals('a secret of at least thirty-two characters');
  for (const cookie of [
    'checkout=abc',
    'checkout=',
    `checkout=${seals.seal('placed', ['a', 'b'])}`,
    `checkout=${seals.seal('checkout', ['a'])}`,
  ]) {
    expect(keptDetails(openJar(cookie, false), seals)).toBeNull();
  }
});

test('one name becomes two', () => {
  expect(splitName('Ada King Lovelace')).toEqual({ first_name: 'Ada King', last_name: 'Lovelace' });
  expect(splitName('Plato')).toEqual({ first_name: 'Plato', last_name: '' });
});

test('the country is the one the browser speaks of, if we send there, and nobody is moved to the first of the list', () => {
  const known = { 'en-GB,en;q=0.9': 'GB', 'de, en-us;q=0.8': 'US', 'zh-Hant-TW': 'TW', 'fr-AQ, fr-BE': 'BE' };
  for (const [languages, code] of Object.entries(known)) expect(homeCountry(languages)).toBe(code);
  for (const unknown of [null, '', 'de', 'x-YZ', '*', '-'.repeat(5000)]) expect(homeCountry(unknown)).toBe('');
});
