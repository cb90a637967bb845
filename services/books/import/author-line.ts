// The author line as the shop shows it: names as people say them, single spaces, no capitals throughout.

const longest = 500;

/** Whole names only, as many as the shop keeps; anthologies name forty-seven. */
export function shortenAuthors(line: string): string {
  if (line.length <= longest) return line;
  const names = line.split(/\s*([,;])\s*/);
  let kept = names[0] ?? '';
  for (let at = 2; at < names.length; at += 2) {
    const longer = `${kept}${names[at - 1]} ${names[at]}`;
    if (longer.length > longest) break;
    kept = longer;
  }
  return kept;
}

const dated = /\d|^active\b/;
const suffix = /^(jr|sr|[ivx]{1,4})\.?$/i;
/** Without these a wife is taken for her husband. Other titles are left out, as on a book's spine. */
const kept = /^(mrs|mme|madame)\b/i;
const several = /&|\band\b/;

/**
 * `Montgomery, L. M. (Lucy Maud)` → `L. M. Montgomery`, `Guillaume, de Lorris` → `Guillaume de Lorris`,
 * `Ward, Humphry, Mrs.` → `Mrs. Humphry Ward`: a library's heading as a name.
 */
export function turnRound(heading: string): string {
  const bare = heading.replace(/\s*\([^()]*\)/g, '').trim();
  const [family = '', given, ...rest] = bare.split(/\s*,\s*/);
  if (given === undefined || several.test(bare) || /\.\s/.test(family)) return bare;
  if (dated.test(given)) return family;
  const after = rest.filter((part) => suffix.test(part));
  const before = rest.filter((part) => kept.test(part));
  return [...before, ...inOrder(family, given), ...after].join(' ');
}

function inOrder(family: string, given: string): string[] {
  // "de Lorris" follows the name; "marquis de" and "L. M." come before it.
  return /^(of|de|d['’]|da|di|du|von|van|the)\s?\S/i.test(given) && !/\b(de|of|von)$|['’]$/.test(given)
    ? [family, given]
    : [given, family];
}

/** `A.S. BYATT` → `A.S. Byatt`, `DONNA MCINTYRE` → `Donna McIntyre`; lines with a small letter stay as they are. */
export function uncapitalize(line: string): string {
  if (line !== line.toUpperCase() || !/\p{Lu}{2}/u.test(line)) return line;
  return line.replace(/[\p{Lu}\p{M}]{2,}/gu, (word) => {
    if (suffix.test(word) || /^[^AEIOUY]{2,3}$/.test(word)) return word;
    const lowered = word.slice(0, 1) + word.slice(1).toLowerCase();
    return lowered.replace(/^Mc\p{Ll}/u, (start) => `Mc${start.slice(2).toUpperCase()}`);
  });
}
