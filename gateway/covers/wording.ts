// What a cover says: titles and names as catalogues hold them, turned into the few words a designer would set.

const roomyTitle = 48;

/** More than any layout can hold at its smallest size; what is beyond it is never looked at. */
const longestText = 320;

/** The title as it is printed: one line, without subtitle, series and the like once it is over 48 characters. */
export function coverTitle(title: string): string {
  let text = withoutSeries(typographic(oneLine(title)));
  if (isLong(text)) text = text.replace(/(?:\s*[([][^()[\]]*[)\]])+$/u, '').trim() || text;
  if (isLong(text)) text = beforeSubtitle(text);
  if (text.length > 80) text = beforeParticulars(text);
  return text;
}

/** A person's name or a shelf's, as one clean line. */
export function coverName(name: string): string {
  return typographic(plain(name));
}

/** "Science fiction" from the slug "science-fiction"; nothing for a book on no shelf. */
export function shelfName(slug: string | undefined): string {
  const words = plain((slug ?? '').replaceAll('-', ' '));
  return words.slice(0, 1).toLocaleUpperCase('en') + words.slice(1);
}

const article = /^(?:(?:the|an?|le|la|les|une?|der|die|das|ein|eine|el|los|las|il|lo|gli|de|het|den|det)\s+|[ldn]’)/iu;

/** The letter or number a large initial shows, past a leading article; nothing if the title has neither. */
export function initialOf(title: string): string | undefined {
  const letter = /[\p{L}\p{N}]\p{M}{0,2}/u;
  const found = letter.exec(title.replace(article, '')) ?? letter.exec(title);
  return found?.[0].toLocaleUpperCase('en');
}

const invisible = /[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufff9-\uffff]|[\ufe00-\ufe0f]|\p{Co}/gu;
const joiners = /[\u200c\u200d]/g;
const indicOrArabic = /[\u0600-\u1cff\ua800-\uabff]/;

const rightToLeftLetter = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/** Whether a text runs from right to left, by its first letter, as a browser decides for dir="auto". */
export function readsRightToLeft(text: string): boolean {
  const first = /\p{L}/u.exec(text);
  return first !== null && rightToLeftLetter.test(first[0]);
}

/**
 * Text that is safe to draw and to write into XML: composed, on one line, without control characters, invisible
 * marks, stacked accents (three on a letter stay) and, where there are also letters, without emoji.
 */
export function plain(text: string): string {
  const visible = text
    .slice(0, 4 * longestText)
    .toWellFormed()
    .replace(invisible, '')
    .replace(joiners, indicOrArabic.test(text) ? '$&' : '')
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .normalize('NFC')
    .replace(/(\p{M}{3})\p{M}+/gu, '$1')
    .trim();
  const sober = withoutEmoji(visible);
  const kept = /[\p{L}\p{N}]/u.test(sober) ? sober : visible;
  return kept.length > longestText ? [...kept].slice(0, longestText).join('') : kept;
}

/** Emoji sit badly among four inks. Signs below the arrows (©, ™, …) count as emoji too, but our fonts have them. */
function withoutEmoji(text: string): string {
  const emoji =
    /(?![\0-\u2189])(?:\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{Regional_Indicator})|[\u20e3\u{e0020}-\u{e007f}]/gu;
  return text.replace(emoji, '').replace(/ {2,}/g, ' ').trim();
}

/** A line break in a catalogue's title divides it from the subtitle, as a colon does. */
function oneLine(title: string): string {
  const lines = title
    .slice(0, 4 * longestText)
    .split(/[\r\n\u0085\u2028\u2029]+/u)
    .map(plain);
  return lines.filter((line) => line !== '').reduce((text, next) => joined(text, next), '');
}

function joined(text: string, next: string): string {
  if (text === '') return next;
  return /[:;,.!?–—-]$/u.test(text) ? `${text} ${next}` : `${text}: ${next}`;
}

/** "Dune (Dune Chronicles, #1)" is "Dune". A title that is nothing but its series stays. */
function withoutSeries(title: string): string {
  return title.replace(/\s*[([][^()[\]]*#[^()[\]]*[)\]]\s*$/u, '').trim() || title;
}

/** Cuts at the first colon, semicolon, dash or ", or," that leaves three characters or more. */
function beforeSubtitle(title: string): string {
  for (const divider of title.matchAll(/\s*[:;](?=\s)|\s*—\s*|\s[–-]\s|,?\sor,\s/gu)) {
    const head = title.slice(0, divider.index).trim();
    if ([...head].length >= 3) return trimmed(head);
  }
  return title;
}

/** Old title pages go on and on: "A Treatise of Cleanness in Meats and Drinks, of the Preparation of Food, …". */
function beforeParticulars(title: string): string {
  for (const { 0: divider, index } of title.matchAll(/[,.!?](?=\s)/gu)) {
    if (index >= 24 && index <= 80) return trimmed(title.slice(0, index)) + (divider === ',' ? '…' : '');
  }
  return title;
}

/** Without a comma or an open bracket left over from what was cut off. */
function trimmed(head: string): string {
  return head.replace(/\s*[([][^)\]]*$/u, '').replace(/[\s,:;–—-]+$/u, '') || head;
}

function isLong(text: string): boolean {
  return text.length > roomyTitle && [...text].length > roomyTitle;
}

/** Real quotation marks, apostrophes, dashes and ellipses for those of the typewriter. */
function typographic(text: string): string {
  return text
    .replace(/(^|[\s([{‘“—–/-])"/gu, '$1“')
    .replaceAll('"', '”')
    .replace(/(^|[\s([{“—–/-])'(?=(?:tis|twas|til|em|n|cause|salem|\d\ds?)\b)/giu, '$1’')
    .replace(/(^|[\s([{“—–/-])['`](?=\S)/gu, '$1‘')
    .replace(/['`´]/gu, '’')
    .replace(/\s?--+\s?/gu, '—')
    .replace(/(?<=\d)-(?=\d)/gu, '–')
    .replace(/\.\.\.+/gu, '…');
}
