import { expect, test } from 'bun:test';
import { shortenAuthors, turnRound, uncapitalize } from './author-line.ts';

test.each([
  ['Marsh, L. M. (Lena Maude)', 'L. M. Marsh'],
  ['Plato', 'Plato'],
  ['Guillaume, de Lorris', 'Guillaume de Lorris'],
  ['Lucian, of Samosata', 'Lucian of Samosata'],
  ['Sade, marquis de', 'marquis de Sade'],
  ['Lake, Madame de (Marie)', 'Madame de Lake'],
  ['Ward, Humphry, Mrs.', 'Mrs. Humphry Ward'],
  ['Raleigh, Walter, Sir', 'Walter Raleigh'],
  ['Alger, Horatio, Jr.', 'Horatio Alger Jr.'],
  ['Longinus, active 1st century', 'Longinus'],
  ['Boyle, John, active 1867', 'John Boyle'],
  ['Quelle & Meyer (Leipzig)', 'Quelle & Meyer'],
  ['Paul Green, Trench & Co.', 'Paul Green, Trench & Co.'],
  ['Virginia. History, Government, and Geography Service', 'Virginia. History, Government, and Geography Service'],
])('the heading %p is %p', (heading, name) => {
  expect(turnRound(heading)).toBe(name);
});

test.each([
  ['ANN GREEN', 'Ann Green'],
  ['A.S. BROWN', 'A.S. Brown'],
  ['DONNA MCINTYRE', 'Donna McIntyre'],
  ["TIM O'BRIEN", "Tim O'Brien"],
  ['JEAN-PAUL ÉMILE', 'Jean-Paul Émile'],
  ['JOHN SMITH III', 'John Smith III'],
  ['LTD', 'LTD'],
  ['Ann GREEN', 'Ann GREEN'],
])('capitals %p become %p', (line, name) => {
  expect(uncapitalize(line)).toBe(name);
});

test('a list of forty names keeps as many whole ones as fit', () => {
  const names = Array.from({ length: 47 }, (_, at) => `Author Number${at}`);
  const kept = shortenAuthors(names.join(', '));
  expect(kept.length).toBeLessThanOrEqual(500);
  expect(names.join(', ').startsWith(`${kept},`)).toBe(true);
  expect(shortenAuthors('Ann Green, Bo Brown')).toBe('Ann Green, Bo Brown');
});
