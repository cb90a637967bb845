// Reads covers back for their tests: a strict little XML reader, and where the ink of the words lies on the page.

export type Element = { name: string; attributes: ReadonlyMap<string, string>; children: Element[]; text: string };

export type Box = { left: number; top: number; right: number; bottom: number };

/** Where words may be: clear of the hinge and of all four edges. */
export const safe: Box = { left: 14, right: 288, top: 12, bottom: 440 };

/** The words of a cover as they lie on the page; `text` is empty for words drawn as outlines. */
export type Words = Box & { fill: string; text: string };

/** The document as a tree. Throws on anything that is not well-formed, and on entities other than numeric ones. */
export function parseXml(xml: string): Element {
  const root: Element = { name: '', attributes: new Map(), children: [], text: '' };
  const open = [root];
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters XML cannot hold.
  if (/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/.test(xml) || !xml.isWellFormed()) throw new Error('illegal character');
  let end = 0;
  for (const tag of xml.matchAll(/<(\/?)([a-zA-Z]+)((?:\s+[a-zA-Z:-]+="[^"<]*")*)(\/?)>/g)) {
    const parent = open.at(-1) ?? root;
    parent.text += unescaped(xml.slice(end, tag.index));
    end = tag.index + tag[0].length;
    const [, closing, name = '', attributes = '', selfClosing] = tag;
    if (closing) {
      if (open.pop()?.name !== name) throw new Error(`unexpected </${name}>`);
      continue;
    }
    const element: Element = { name, attributes: readAttributes(attributes), children: [], text: '' };
    parent.children.push(element);
    if (!selfClosing) open.push(element);
  }
  const [document] = root.children;
  if (open.length !== 1 || root.children.length !== 1 || !document) throw new Error('elements do not balance');
  if (root.text + xml.slice(end) !== '') throw new Error('text outside the document');
  return document;
}

/** Every element of the tree, parents first. */
export function everyElement(element: Element): Element[] {
  return [element, ...element.children.flatMap(everyElement)];
}

/** Where the title, the author and the other words are; not the large initials, which are ornament. */
export function wordsOn(document: Element): Words[] {
  return collect(document, (x, y) => [x, y]);
}

/** The words that leave the safe box, and those whose ink touches other words'. */
export function misplacedOn(document: Element): { outside: Words[]; touching: Words[] } {
  const words = wordsOn(document);
  const outside = words.filter(
    ({ left, right, top, bottom }) => left < safe.left || right > safe.right || top < safe.top || bottom > safe.bottom,
  );
  // Lines of system text are apart by design but boxed by guess, so only outlines are held against each other.
  const outlines = words.filter(({ text }) => text === '');
  const touching = outlines.filter((one, index) => outlines.slice(index + 1).some((other) => overlap(one, other)));
  return { outside, touching };
}

export function overlap(one: Box, other: Box): boolean {
  return one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
}

/** No shorter word is ever cut: at its smallest every design has room for it. */
const longWord = 14;

/** Words that were cut although they are not long, or that the title does not have. */
export function wronglyCut({ asked, lines }: { asked: string; lines: readonly string[] }): string[] {
  // Scripts without spaces are divided where their words are; what matters is that the pieces are the title's.
  if (/[\u0e00-\u0eff\u2e80-\u9fff\uac00-\ud7af]/u.test(asked)) {
    const squeezed = asked.replace(/\s/g, '');
    return lines.map((line) => line.replace(/[\s…]/g, '')).filter((line) => !squeezed.includes(line));
  }
  const pieces = (text: string) => text.split(/[\s/–—-]+/u).filter((word) => word !== '');
  const bare = (word: string) => word.replace(/[\p{P}\p{S}]+$/u, '');
  const whole = new Set(pieces(asked).map(bare));
  const isCutLong = (word: string) =>
    word.endsWith('…') && [...whole].some((long) => long.length >= longWord && long.startsWith(bare(word)));
  return lines.flatMap(pieces).filter((word) => !whole.has(bare(word)) && !isCutLong(word));
}

type Move = (x: number, y: number) => [number, number];

function collect(element: Element, move: Move): Words[] {
  const attribute = (name: string) => element.attributes.get(name) ?? '';
  if (attribute('aria-hidden') === 'true') return [];
  if (element.name === 'text') return [systemWords(element)];
  if (element.name === 'path' && attribute('transform').startsWith('scale(')) {
    const scale = Number(attribute('transform').slice(6, -1));
    const points = flatten(attribute('d')).map(([x, y]) => move(x * scale, y * scale));
    return [{ ...boxAround(points), fill: attribute('fill'), text: '' }];
  }
  const turned = /^translate\((\S+) (\S+)\)rotate\(-90\)$/.exec(attribute('transform'));
  const inner: Move = turned ? (x, y) => [Number(turned[1]) + y, Number(turned[2]) - x] : move;
  return element.children.flatMap((child) => collect(child, inner));
}

/** A generous guess: nobody can know the reader's fonts, but hardly a letter is wider than its em. */
function systemWords({ attributes, text }: Element): Words {
  const [x = 0, y = 0, size = 0] = ['x', 'y', 'font-size'].map((name) => Number(attributes.get(name)));
  const wide = /[\u2e80-\ud7ff\uf900-\ufaff\uff00-\uffef]/;
  const narrow = /[\s.,:;'’ijl]/;
  const emsOf = (char: string) => (/\p{M}/u.test(char) ? 0 : wide.test(char) ? 1 : narrow.test(char) ? 0.4 : 0.62);
  const width = [...text].reduce((sum, char) => sum + emsOf(char), 0) * size;
  const anchor = attributes.get('text-anchor') ?? 'start';
  const startsRight = attributes.get('direction') === 'rtl';
  const left = anchor === 'middle' ? x - width / 2 : (anchor === 'end') !== startsRight ? x - width : x;
  const box = { left, right: left + width, top: y - size * 0.85, bottom: y + size * 0.3 };
  return { ...box, fill: attributes.get('fill') ?? '', text };
}

function boxAround(points: readonly (readonly [number, number])[]): Box {
  const xs = points.map(([x]) => x);
  const ys = points.map(([, y]) => y);
  return { left: Math.min(...xs), right: Math.max(...xs), top: Math.min(...ys), bottom: Math.max(...ys) };
}

const counts: Record<string, number> = { m: 2, l: 2, h: 1, v: 1, t: 2, q: 4, c: 6, z: 0 };

/** Points along relative path data, curves included. */
function flatten(d: string): [number, number][] {
  const points: [number, number][] = [];
  let [x, y, startX, startY, controlX, controlY] = [0, 0, 0, 0, 0, 0];
  for (const [, letter = '', list = ''] of d.matchAll(/([a-zA-Z])([^a-zA-Z]*)/g)) {
    const numbers = (list.match(/-?\d+/g) ?? []).map(Number);
    const count = counts[letter];
    if (
      count === undefined ||
      (count === 0 ? numbers.length > 0 : numbers.length === 0 || numbers.length % count > 0)
    ) {
      throw new Error(`cannot read path step ${letter}${list}`);
    }
    if (letter === 'z') [x, y] = [startX, startY];
    for (let index = 0; index < numbers.length; index += count) {
      const step = numbers.slice(index, index + count);
      const [dx = 0, dy = 0] = letter === 'h' ? [step[0], 0] : letter === 'v' ? [0, step[0]] : step.slice(-2);
      const [cx, cy] = letter === 't' ? [2 * x - controlX, 2 * y - controlY] : [x + (step[0] ?? 0), y + (step[1] ?? 0)];
      if (letter === 'q' || letter === 't') {
        [controlX, controlY] = [cx, cy];
        points.push([(x + 2 * cx + x + dx) / 4, (y + 2 * cy + y + dy) / 4]);
      }
      [x, y] = [x + dx, y + dy];
      if (letter === 'm') [startX, startY] = [x, y];
      points.push([x, y]);
    }
  }
  return points;
}

function readAttributes(text: string): Map<string, string> {
  const attributes = new Map<string, string>();
  for (const [, name = '', value = ''] of text.matchAll(/([a-zA-Z:-]+)="([^"]*)"/g)) {
    if (attributes.has(name)) throw new Error(`attribute ${name} twice`);
    attributes.set(name, unescaped(value));
  }
  return attributes;
}

function unescaped(text: string): string {
  const plain = text.replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)));
  if (/[<>]/.test(text) || /&(?!#\d+;)/.test(text)) throw new Error(`stray markup in ${text}`);
  return plain;
}
