// Languages as catalogues write them (eng, en-US, fre, French), as ISO 639-1, or -3 where there is no shorter code.

/** The bibliographic codes of ISO 639-2, which libraries use and Intl does not know. */
const bibliographic: Record<string, string> = {
  alb: 'sq',
  arm: 'hy',
  baq: 'eu',
  bur: 'my',
  chi: 'zh',
  cze: 'cs',
  dut: 'nl',
  fre: 'fr',
  geo: 'ka',
  ger: 'de',
  gre: 'el',
  ice: 'is',
  mac: 'mk',
  mao: 'mi',
  may: 'ms',
  per: 'fa',
  rum: 'ro',
  scc: 'sr',
  scr: 'hr',
  slo: 'sk',
  tib: 'bo',
  wel: 'cy',
};

/** Several languages, none, not known: no language to say. */
const unspecific = new Set(['mul', 'mis', 'und', 'zxx', 'qaa']);

/** A file names few languages, again and again. */
const earlier = new Map<string, string | null>();
const mostRemembered = 1000;

/** `eng`, `en-US`, `English` → `en`; `fr/de` → `fr`, the first; null where it is none. */
export function toLanguage(text: string): string | null {
  const remembered = earlier.get(text);
  if (remembered !== undefined) return remembered;
  const language = readLanguage(text);
  if (earlier.size < mostRemembered) earlier.set(text, language);
  return language;
}

function readLanguage(text: string): string | null {
  const word = (text.toLowerCase().split(/[/;,|]/)[0] ?? '').trim();
  const code = word.split(/[-_]/)[0] ?? '';
  if (!/^[a-z]{2,3}$/.test(code)) return byName().get(word) ?? null;
  if (unspecific.has(code)) return null;
  const short = bibliographic[code] ?? new Intl.Locale(code).language;
  return names.of(short) === undefined ? null : short;
}

const names = new Intl.DisplayNames(['en'], { type: 'language', fallback: 'none' });
let known: Map<string, string> | undefined;

/** English names of the languages that have two letters. */
function byName(): Map<string, string> {
  const letters = [...'abcdefghijklmnopqrstuvwxyz'];
  known ??= new Map(
    letters
      .flatMap((one) => letters.map((other) => one + other))
      .map((code) => [names.of(code)?.toLowerCase() ?? code, code]),
  );
  return known;
}
