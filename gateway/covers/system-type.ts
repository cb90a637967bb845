// Scripts our fonts lack (Hebrew, Arabic, Chinese, …) are written as text and drawn by the reader's machine. We cannot
// know its fonts, so widths are estimates on the generous side: a title that comes out a little small is still whole.
import type { FaceName } from './fonts.ts';
import { escapeXml, short } from './svg.ts';
import type { Typeset } from './typeset.ts';
import { readsRightToLeft } from './wording.ts';

/** The Typeset of a text in a script that no font of ours has. */
export function systemType(face: FaceName, text: string): Typeset {
  const rightToLeft = readsRightToLeft(text);
  const look = attributes(face, text, rightToLeft);
  return {
    width: estimatedWidth,
    ink: (word) => ({ left: 0, right: estimatedWidth(word), top: 0.82, bottom: -0.1 }),
    space: 0.3,
    capital: 0.82,
    descender: 0.35,
    leading: 1.2,
    outlined: false,
    draw: (lines, { size, fill, align }) =>
      lines
        .map(({ words, left, width, baseline }) => {
          // Anchored where the line must stay put, so that an estimate that is off moves only its free end.
          const x = { left, middle: left + width / 2, right: left + width }[align];
          const start = rightToLeft ? 'right' : 'left';
          const anchor = align === start ? '' : ` text-anchor="${align === 'middle' ? 'middle' : 'end'}"`;
          const line = words.map((word) => word.text + (word.spaceAfter ? ' ' : '')).join('');
          const place = `x="${short(x)}" y="${short(baseline)}" font-size="${short(size)}" fill="${fill}"`;
          return `<text ${place}${anchor}${look}>${escapeXml(line.trim())}</text>`;
        })
        .join(''),
  };
}

/** The width of a word in ems, as no usual serif exceeds it. */
export function estimatedWidth(word: string): number {
  let width = 0;
  for (const char of word) width += charWidth(char);
  return width;
}

const widths: readonly [RegExp, number][] = [
  [/[\p{Mn}\p{Me}\p{Cf}]/u, 0],
  [/\s/u, 0.3],
  [/\p{Extended_Pictographic}|\p{Emoji_Presentation}/u, 1.4],
  [
    /[\u1100-\u11ff\u2e80-\ua4cf\uac00-\ud7ff\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1f000}-\u{3ffff}]/u,
    1,
  ],
  [/[\u0590-\u05ff\ufb1d-\ufb4f]/u, 0.68],
  [/[\u0600-\u08ff\ufb50-\ufdff\ufe70-\ufeff]/u, 0.68],
  [/[.,:;'’‘!|()[\]ijl\u0131]/u, 0.4],
  [/[mwMW@%—…]/u, 1.05],
  [/[A-Z]/u, 0.85],
  [/[\p{Script=Latin}\d]/u, 0.66],
  [/[\u0e00-\u0eff]/u, 0.72],
];

function charWidth(char: string): number {
  return widths.find(([pattern]) => pattern.test(char))?.[1] ?? 0.95;
}

/** The language chooses between Chinese, Japanese and Korean shapes of one character. */
function attributes(face: FaceName, text: string, rightToLeft: boolean): string {
  const language = /[\u3040-\u30ff]/u.test(text) ? 'ja' : /[\uac00-\ud7af]/u.test(text) ? 'ko' : undefined;
  const serifs: Record<string, string> = {
    ja: "'Noto Serif CJK JP','Hiragino Mincho ProN','Yu Mincho',serif",
    ko: "'Noto Serif CJK KR',AppleMyungjo,Batang,serif",
    zh: "Georgia,'Noto Serif','Noto Serif CJK SC','Songti SC',SimSun,serif",
  };
  const lang = language === undefined ? '' : ` lang="${language}"`;
  const weight = face === 'serif' || face === 'sans' ? ' font-weight="600"' : '';
  const direction = rightToLeft ? ' direction="rtl"' : '';
  return `${lang} font-family="${serifs[language ?? 'zh']}"${weight}${direction}`;
}
