// The part of a page address that is made from a title or a name.

const longest = 80;

// Letters that have no accent to lose and so survive decomposition.
const spelledOut: Record<string, string> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ł: 'l',
  ħ: 'h',
  ı: 'i',
  ŋ: 'ng',
};

/**
 * `L’Étranger` → `letranger`, `Matsuo Bashō` → `matsuo-basho`; letters of other scripts stay. At most 80 characters, cut
 * between words where there are several. A text without a letter or digit gives the code points of its characters.
 */
export function slugOf(text: string): string {
  const words = foldLetters(text)
    .replace(/['’‘ʼ]/g, '')
    .split(/[^\p{L}\p{N}\p{M}]+/u)
    .filter((word) => word !== '');
  if (words.length === 0) return codePoints(text);
  let slug = (words[0] ?? '').slice(0, longest).toWellFormed();
  for (const word of words.slice(1)) {
    if (slug.length + 1 + word.length > longest) break;
    slug += `-${word}`;
  }
  return slug;
}

function foldLetters(text: string): string {
  // Composed again at the end: in Japanese or Korean the parts are not accents.
  const bare = text.normalize('NFKD').replace(/[\u0300-\u036f\u00ad\u200b-\u200f\u2060\ufeff]/g, '');
  return bare
    .normalize('NFC')
    .toLowerCase()
    .replace(/[ßæœøđðþłħıŋ]/g, (letter) => spelledOut[letter] ?? letter);
}

const codePoints = (text: string): string =>
  [...text.trim()]
    .slice(0, 10)
    .map((character) => (character.codePointAt(0) ?? 0).toString(16))
    .join('-') || 'untitled';
