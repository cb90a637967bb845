import { describe, expect, test } from 'bun:test';
import { authorsOf } from './author-names.ts';
import { slugOf } from './slug.ts';

describe('an author line is read as people', () => {
  test.each([
    ['Jane Austen', ['Jane Austen']],
    ['Marco Polo & Rustichello da Pisa', ['Marco Polo', 'Rustichello da Pisa']],
    ['Karl Marx; Friedrich Engels', ['Karl Marx', 'Friedrich Engels']],
    ['J.K. Rowling, Mary GrandPré', ['J.K. Rowling', 'Mary GrandPré']],
    ['Alexander Hamilton, James Madison & John Jay', ['Alexander Hamilton', 'James Madison', 'John Jay']],
    ['Austen, Jane', ['Austen, Jane']],
    ['García Márquez, Gabriel', ['García Márquez, Gabriel']],
    ['Le Guin, Ursula K.', ['Le Guin, Ursula K.']],
    ['Martin Luther King, Jr.', ['Martin Luther King, Jr.']],
    ['Martin Luther King, Jr., Coretta Scott King', ['Martin Luther King, Jr.', 'Coretta Scott King']],
    ['Plato', ['Plato']],
    ['Austen, Jane; Brontë, Charlotte', ['Austen, Jane', 'Brontë, Charlotte']],
    ['  Neil  Gaiman ,  Terry Pratchett ', ['Neil Gaiman', 'Terry Pratchett']],
    ['紫式部', ['紫式部']],
    ['Émile Zola & Emile Zola', ['Émile Zola']],
    ['&', ['&']],
    [', ,', [', ,']],
  ])('%s', (line, names) => expect(authorsOf(line).map((author) => author.name)).toEqual(names));
});

test('a crowd is cut to twenty', () => {
  const line = Array.from({ length: 50 }, (_, at) => `Author Number${at}`).join('; ');
  expect(authorsOf(line)).toHaveLength(20);
});

describe('an address is made from a text', () => {
  test.each([
    ['Pride and Prejudice', 'pride-and-prejudice'],
    ["L'Étranger", 'letranger'],
    ['Matsuo Bashō', 'matsuo-basho'],
    ['Øystein Łódź Straße & Æsir', 'oystein-lodz-strasse-aesir'],
    ['  ', 'untitled'],
    ['???', '3f-3f-3f'],
    ['源氏物語', '源氏物語'],
    ['ガリバー', 'ガリバー'],
    ['<script>alert(1)</script>', 'script-alert-1-script'],
    ['../../etc/passwd', 'etc-passwd'],
  ])('%s', (text, slug) => expect(slugOf(text)).toBe(slug));

  test('it is at most eighty characters, cut between words', () => {
    const slug = slugOf('word '.repeat(100));
    expect(slug).toEndWith('word-word');
    expect(slug.length).toBeLessThanOrEqual(80);
    expect(slugOf('x'.repeat(500))).toBe('x'.repeat(80));
    expect(slugOf('𝔘'.repeat(100)).length).toBeLessThanOrEqual(80);
  });
});
