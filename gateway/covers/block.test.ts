import { describe, expect, test } from 'bun:test';
import { type BlockWish, fit } from './block.ts';
import { parseXml, wordsOn } from './proof.ts';

const sizes = [40, 36, 32, 28, 24, 20, 17, 15];
const box: BlockWish = { text: '', face: 'serif', width: 248, height: 120, lines: 4, sizes };

describe('fitting a text', () => {
  test('takes the largest size at which it goes in', () => {
    expect(fit({ ...box, text: 'Emma' }).size).toBe(40);
    expect(fit({ ...box, text: 'Twenty Thousand Leagues Under the Seas' }).size).toBeLessThan(36);
  });

  test('lines are about equally long', () => {
    expect(fit({ ...box, text: 'The Mysterious Affair at Styles', sizes: [28] }).lines).toEqual([
      'The Mysterious',
      'Affair at Styles',
    ]);
  });

  test('a line does not end in a word that leans on the next', () => {
    expect(fit({ ...box, text: 'A Portrait of the Artist', sizes: [30] }).lines).toEqual([
      'A Portrait',
      'of the Artist',
    ]);
  });

  test('an "of" does not get a line of its own when a little less size avoids it', () => {
    const { lines } = fit({
      ...box,
      text: 'W, or the Memory of Childhood',
      sizes: [46, 42, 38, 34],
      height: 220,
      lines: 6,
    });
    expect(lines).not.toContain('of');
  });

  test('hyphens and slashes may end a line, the hyphen of X-Men may not', () => {
    expect(fit({ ...box, text: 'Egomaniacal/Self-Centered', sizes: [30] }).lines).toEqual([
      'Egomaniacal/',
      'Self-Centered',
    ]);
    expect(fit({ ...box, text: 'Magnificent X-Men', sizes: [34] }).lines).toEqual(['Magnificent', 'X-Men']);
  });

  test('what does not fit is left out at the end, between words, and marked', () => {
    const block = fit({ ...box, text: 'and so on and on and never stopping '.repeat(12).trim() });
    expect(block.whole).toBe(false);
    expect(block.size).toBe(15);
    expect(block.lines.at(-1)).toEndWith('…');
    for (const word of block.lines.join(' ').replace('…', '').split(' '))
      expect('and so on never stopping'.split(' ')).toContain(word);
    expect(block.lines.at(-1)).not.toMatch(/\band…$/);
  });

  test('a text of nothing but small words is not thrown away to its first', () => {
    expect(fit({ ...box, text: 'a b c d e f g '.repeat(40).trim() }).lines).toHaveLength(4);
  });

  test('only a word longer than a line is cut, and then stays large enough to read', () => {
    const block = fit({ ...box, text: 'Der Donaudampfschifffahrtsgesellschaftskapitän' });
    expect(block.lines).toHaveLength(2);
    expect(block.lines[0]).toBe('Der');
    expect(block.lines[1]).toMatch(/^Donaudampf\p{L}+…$/u);
    expect(block.size).toBeGreaterThanOrEqual(20);
    expect(block.whole).toBe(false);
  });

  test('nothing is drawn for an empty text', () => {
    const block = fit(box);
    expect(block).toMatchObject({ height: 0, below: 0, lines: [], whole: true });
    expect(block.draw({ x: 0, top: 0, align: 'left', fill: '#000000' })).toBe('');
  });

  test('Chinese is broken between words and without hyphens or spaces', () => {
    const { lines } = fit({ ...box, text: '中国古代神话故事与历史传说全集', sizes: [40], lines: 6, height: 400 });
    expect(lines.length).toBeGreaterThan(1);
    expect(lines.join('')).toBe('中国古代神话故事与历史传说全集');
  });
});

describe('drawing a block', () => {
  const drawn = (place: Parameters<ReturnType<typeof fit>['draw']>[0], text = 'Middlemarch') => {
    const words = wordsOn(parseXml(`<svg>${fit({ ...box, text, sizes: [30] }).draw(place)}</svg>`));
    const [first] = words;
    if (words.length !== 1 || !first) throw new Error('expected one block of words');
    return first;
  };

  test('ink stands on the left margin, whatever white the letter brings with it', () => {
    for (const text of ['Middlemarch', 'Tess', 'Antigone', 'Jude']) {
      expect(drawn({ x: 26, top: 50, align: 'left', fill: '#111111' }, text).left).toBeCloseTo(26, 0);
    }
  });

  test('middle and right alignment are about and up to x', () => {
    const middle = drawn({ x: 150, top: 50, align: 'middle', fill: '#111111' });
    expect((middle.left + middle.right) / 2).toBeCloseTo(150, -0.5);
    expect(Math.abs(drawn({ x: 274, top: 50, align: 'right', fill: '#111111' }).right - 274)).toBeLessThan(2);
  });

  test('capitals hang from the top, and the last line stands on the baseline', () => {
    const hanging = drawn({ x: 26, top: 50, align: 'left', fill: '#111111' }, 'HE');
    expect(Math.abs(hanging.top - 50)).toBeLessThan(0.6);
    const standing = drawn({ x: 26, baseline: 424, align: 'left', fill: '#111111' }, 'HE');
    expect(Math.abs(standing.bottom - 424)).toBeLessThan(0.6);
  });
});
