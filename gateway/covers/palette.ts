// Four inks per cover. A shelf allows a few sets of inks, so that a shelf looks like a shelf.

/** `ground` is the board, `text` reads on it (4.8:1 or more), `accent` and `second` are for ornament only. */
export type Palette = { ground: string; text: string; accent: string; second: string };

/** The ink of everything printed on pale paper. */
export const paperInk = '#1A1A1D';

export const palettes = {
  vermilion: inks('#C8321F', '#FBF3E4', '#1B1B1E', '#F2B233'),
  prussian: inks('#143A5A', '#F6F0E1', '#E4572E', '#9CC3D5'),
  bottle: inks('#1F4A3A', '#F5EFDF', '#D9A441', '#8DB89B'),
  mustard: inks('#D9A21B', '#1C1A17', '#7A1F1F', '#FBF3E4'),
  aubergine: inks('#4A2545', '#F8EFE6', '#E08D79', '#B9A0C9'),
  ultramarine: inks('#1D3FBB', '#FFFFFF', '#F7C948', '#A9BAFF'),
  oxblood: inks('#6E1423', '#F9EDE3', '#D6A77A', '#E7C8BF'),
  slate: inks('#39424E', '#F4F2EC', '#EF8354', '#AEB8C4'),
  duckEgg: inks('#BFD8D2', '#16302B', '#DC5A3E', '#FEFCF6'),
  pink: inks('#F2B5A7', '#3A0F1C', '#1D3FBB', '#FFF6EF'),
  bone: inks('#EFE9DA', '#1A1A1D', '#C8321F', '#1D3FBB'),
  black: inks('#17171A', '#F6F1E4', '#F7C948', '#6C7A89'),
  teal: inks('#0B5D6B', '#F3F7EE', '#F4A259', '#8FD3CC'),
  olive: inks('#55561F', '#F7F3DC', '#F0C808', '#C9C58B'),
} satisfies Record<string, Palette>;

export type PaletteName = keyof typeof palettes;

const shelves: ReadonlyMap<string, readonly PaletteName[]> = new Map<string, readonly PaletteName[]>([
  ['fiction', ['vermilion', 'ultramarine', 'bone', 'teal', 'pink', 'bottle']],
  ['classics', ['bottle', 'bone', 'vermilion', 'prussian', 'olive']],
  ['crime', ['black', 'oxblood', 'mustard', 'slate']],
  ['science-fiction', ['teal', 'prussian', 'ultramarine', 'black']],
  ['horror', ['black', 'oxblood', 'aubergine', 'slate']],
  ['poetry', ['bone', 'duckEgg', 'pink', 'aubergine']],
  ['drama', ['oxblood', 'aubergine', 'vermilion', 'black', 'mustard']],
  ['history', ['olive', 'oxblood', 'mustard', 'prussian']],
  ['biography', ['prussian', 'mustard', 'slate', 'vermilion', 'duckEgg']],
  ['philosophy', ['slate', 'bone', 'black', 'duckEgg']],
  ['science', ['prussian', 'duckEgg', 'ultramarine', 'mustard']],
  ['nature', ['bottle', 'olive', 'duckEgg', 'mustard', 'bone']],
  ['travel', ['teal', 'mustard', 'vermilion', 'duckEgg', 'prussian']],
  ['children', ['mustard', 'pink', 'duckEgg', 'vermilion', 'ultramarine']],
  ['art', ['bone', 'vermilion', 'ultramarine', 'pink', 'black']],
  ['food', ['vermilion', 'mustard', 'bottle', 'pink', 'bone']],
  ['adventure', ['teal', 'vermilion', 'prussian', 'mustard', 'olive']],
  ['short-stories', ['duckEgg', 'aubergine', 'slate', 'pink', 'teal']],
  ['essays', ['bone', 'slate', 'bottle', 'duckEgg', 'oxblood']],
  ['religion', ['aubergine', 'prussian', 'oxblood', 'bone']],
  ['romance', ['pink', 'oxblood', 'aubergine', 'vermilion', 'duckEgg']],
]);

const everyPalette = Object.values(palettes);

/** The palette of a book with this seed on this shelf; a shelf we do not know may use every palette. */
export function paletteFor(shelf: string | undefined, seed: number): Palette {
  const allowed = palettesOf(shelf);
  return allowed[seed % allowed.length] ?? palettes.bone;
}

/** The palettes a shelf allows. */
export function palettesOf(shelf: string | undefined): readonly Palette[] {
  const names = shelf === undefined ? undefined : shelves.get(shelf);
  return names === undefined ? everyPalette : names.map((name) => palettes[name]);
}

/** Pale paper for a label pasted on the ground: dark ink reads on it, and it stands off from the ground. */
export function paperOn(palette: Palette): string {
  const papers = ['#FBF3E4', '#FFFFFF', palette.text, palette.second];
  return papers.find((paper) => contrast(paper, paperInk) > 7 && contrast(paper, palette.ground) > 1.25) ?? '#FFFDF7';
}

/** The ink of the palette that reads best on the given colour. */
export function inkOn(colour: string, palette: Palette): string {
  const candidates = [palette.text, palette.ground, '#FBF3E4', paperInk];
  return candidates.reduce((best, ink) => (contrast(ink, colour) > contrast(best, colour) ? ink : best));
}

/** WCAG contrast of two `#rrggbb` colours, 1 to 21. */
export function contrast(one: string, other: string): number {
  const [light, dark] = [luminance(one), luminance(other)].toSorted((a, b) => b - a);
  return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05);
}

/** The colour `share` (0 to 1) of the way from one `#rrggbb` colour to another. */
export function mix(from: string, to: string, share: number): string {
  const end = channels(to);
  const mixed = channels(from).map((value, index) => Math.round(value + ((end[index] ?? value) - value) * share));
  return `#${mixed.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}

function inks(ground: string, text: string, accent: string, second: string): Palette {
  return { ground, text, accent, second };
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = channels(colour).map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function channels(colour: string): number[] {
  return [1, 3, 5].map((start) => Number.parseInt(colour.slice(start, start + 2), 16));
}
