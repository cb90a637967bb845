// What spreadsheets, web exports and wrong encodings do to text, undone.

/** The characters of bytes 128 to 159 in Windows-1252, which is what "Latin-1" files are written in. */
const windows = [...new TextDecoder('windows-1252').decode(Uint8Array.from({ length: 32 }, (_, at) => 128 + at))];
const byteOf = new Map(windows.map((character, at) => [character, 128 + at]));

const named: Record<string, string> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  hellip: '…',
  ndash: '–',
  mdash: '—',
  lsquo: '‘',
  rsquo: '’',
  ldquo: '“',
  rdquo: '”',
  laquo: '«',
  raquo: '»',
  copy: '©',
  reg: '®',
  trade: '™',
  szlig: 'ß',
  aelig: 'æ',
  AElig: 'Æ',
  oelig: 'œ',
  OElig: 'Œ',
  oslash: 'ø',
  Oslash: 'Ø',
  iexcl: '¡',
  iquest: '¿',
};

const marks: Record<string, string> = {
  acute: '\u0301',
  grave: '\u0300',
  circ: '\u0302',
  uml: '\u0308',
  tilde: '\u0303',
  cedil: '\u0327',
  ring: '\u030a',
  caron: '\u030c',
};

const entity = /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z])(acute|grave|circ|uml|tilde|cedil|ring|caron)|([a-z]{2,6}));/gi;

/** `Fish &amp; Chips` → `Fish & Chips`; also `&amp` whose semicolon was taken for the end of a cell. */
export function decodeEntities(text: string): string {
  if (!text.includes('&')) return text;
  return text
    .replace(entity, (whole: string, decimal, hex, letter, mark, name) => {
      if (decimal !== undefined) return characterOf(Number.parseInt(decimal, 10));
      if (hex !== undefined) return characterOf(Number.parseInt(hex, 16));
      if (letter !== undefined) return `${letter}${marks[mark.toLowerCase()]}`.normalize('NFC');
      return named[name] ?? named[name.toLowerCase()] ?? whole;
    })
    .replace(/&amp(?![\w;])/gi, '&');
}

function characterOf(code: number): string {
  // Numbers from 128 to 159 are meant as Windows-1252, as browsers read them too.
  if (code >= 128 && code < 160) return windows[code - 128] ?? '';
  const valid = code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
  return valid ? String.fromCodePoint(code) : '';
}

const continuation = `[\\u0080-\\u00bf${windows.join('')}]`;
const misread = new RegExp(`[ÂÃ]${continuation}|â${continuation}${continuation}`, 'g');
const utf8 = new TextDecoder('utf-8', { fatal: true });

/** `StÃ¼ck` → `Stück`: UTF-8 read as Latin-1. `LÃ?Â¼bbe` → `Lübbe`: read so twice, with one byte lost on the way. */
export function undoMisreading(text: string): string {
  if (!/[ÂÃâ]/.test(text)) return text;
  return text.replace(/Ã\?Â(?=[\u0080-\u00bf])/g, 'Ã').replace(misread, (letters) => {
    const bytes = [...letters].map((letter) => byteOf.get(letter) ?? letter.charCodeAt(0));
    try {
      return utf8.decode(Uint8Array.from(bytes));
    } catch {
      return letters;
    }
  });
}

/** A spreadsheet keeps leading zeros by writing `="0142402494"`. */
export const undoFormula = (text: string): string => /^\s*="(.*)"\s*$/s.exec(text)?.[1] ?? text;

/** Characters that say nothing on a page and may hide something: controls, invisible ones, those that turn text round. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are meant.
const invisible = /[\u0001-\u0008\u000b\u000e-\u001f\u007f-\u009f\u00ad\u200b\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** Lines of text: tidied, with its line breaks as `\n` and single spaces. */
export function tidyLines(cell: string): string {
  return undoMisreading(decodeEntities(undoFormula(cell)))
    .toWellFormed()
    .normalize('NFC')
    .replace(/\r\n?/g, '\n')
    .replace(invisible, '')
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .trim();
}

/** One line of text. */
export const tidy = (cell: string): string => tidyLines(cell).replace(/\s+/g, ' ');

/** A description as plain paragraphs: breaks and paragraphs of HTML become line breaks, other tags go. */
export function tidyDescription(cell: string): string {
  const bare = cell
    .replace(/<(br|\/p|\/div|\/li)\b[^<>]{0,200}>/gi, '\n')
    .replace(/<\/?[a-z][a-z0-9]*(\s[^<>]{0,1000})?\/?>/gi, '');
  return tidyLines(bare).replace(/\n{3,}/g, '\n\n');
}
