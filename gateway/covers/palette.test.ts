import { describe, expect, test } from 'bun:test';
import { contrast, inkOn, mix, paletteFor, palettes, palettesOf, paperInk, paperOn } from './palette.ts';

const everyPalette = Object.entries(palettes);
const shelves =
  'fiction classics crime science-fiction horror poetry drama history biography philosophy science nature travel children art food adventure short-stories essays religion romance'.split(
    ' ',
  );

describe('inks', () => {
  test.each(everyPalette)('text on %s can be read', (_, palette) => {
    expect(contrast(palette.text, palette.ground)).toBeGreaterThanOrEqual(4.5);
  });

  test.each(everyPalette)('ornaments on %s can be seen', (_, palette) => {
    const seen = Math.max(contrast(palette.accent, palette.ground), contrast(palette.second, palette.ground));
    expect(seen).toBeGreaterThanOrEqual(2.4);
  });

  test.each(everyPalette)('a label on %s stands off from it and takes dark ink', (_, palette) => {
    const paper = paperOn(palette);
    expect(contrast(paper, paperInk)).toBeGreaterThan(7);
    expect(contrast(paper, palette.ground)).toBeGreaterThan(1.15);
  });

  test.each(everyPalette)('whatever colour of %s is printed on, some ink reads on it', (_, palette) => {
    for (const colour of Object.values(palette)) expect(contrast(inkOn(colour, palette), colour)).toBeGreaterThan(4);
  });

  test('contrast is that of WCAG', () => {
    expect(contrast('#000000', '#FFFFFF')).toBeCloseTo(21, 5);
    expect(contrast('#FFFFFF', '#767676')).toBeCloseTo(4.54, 2);
    expect(contrast('#123456', '#123456')).toBe(1);
  });

  test('mixed colours lie between', () => {
    expect(mix('#000000', '#ffffff', 0.5)).toBe('#808080');
    expect(mix('#102030', '#a0b0c0', 0)).toBe('#102030');
    expect(mix('#102030', '#a0b0c0', 1)).toBe('#a0b0c0');
  });
});

describe('shelves', () => {
  test.each(shelves)('%s has a few palettes of its own', (shelf) => {
    const own = palettesOf(shelf);
    expect(own.length).toBeGreaterThanOrEqual(4);
    expect(own.length).toBeLessThanOrEqual(6);
    expect(new Set(own).size).toBe(own.length);
  });

  test.each(['graphic-novels', '', '__proto__', undefined])('shelf %p may use them all', (shelf) => {
    expect(palettesOf(shelf)).toHaveLength(everyPalette.length);
  });

  test('each palette of a shelf gets its share of the books', () => {
    const counts = new Map<string, number>();
    for (let seed = 0; seed < 4000; seed++) {
      const { ground } = paletteFor('crime', seed);
      counts.set(ground, (counts.get(ground) ?? 0) + 1);
    }
    expect([...counts.values()]).toEqual([1000, 1000, 1000, 1000]);
  });
});
