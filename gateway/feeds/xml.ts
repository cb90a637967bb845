// XML, built so that no text can become markup: strings are escaped wherever they go, and only `element` makes elements.

export type Element = { readonly markup: string };
export type Content = Element | string | number | null | undefined | readonly Content[];
export type Attributes = Readonly<Record<string, string | number | null | undefined>>;

const named: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
/** What XML 1.0 has no way to write: control characters, halves of pairs, two code points that are none. */
const unwritable = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;

/**
 * Text as it stands in content and in attributes alike. White space other than blanks goes as a reference, since parsers turn
 * it into blanks in attributes; what XML cannot say becomes U+FFFD.
 */
export const escapeXml = (text: string): string =>
  text.replace(unwritable, '\uFFFD').replace(/[&<>"'\t\n\r]/g, (sign) => named[sign] ?? `&#${sign.charCodeAt(0)};`);

/** An element; attributes and content that are null or undefined are left out. */
export function element(name: string, attributes: Attributes, ...content: Content[]): Element {
  const said = Object.entries(attributes).flatMap(([key, value]) =>
    value === null || value === undefined ? [] : [` ${key}="${escapeXml(String(value))}"`],
  );
  const inner = content.map(markupOf).join('');
  return { markup: inner === '' ? `<${name}${said.join('')}/>` : `<${name}${said.join('')}>${inner}</${name}>` };
}

function markupOf(content: Content): string {
  if (content === null || content === undefined) return '';
  if (typeof content === 'string') return escapeXml(content);
  if (typeof content === 'number') return String(content);
  return 'markup' in content ? content.markup : content.map(markupOf).join('');
}

export const xmlDeclaration = '<?xml version="1.0" encoding="utf-8"?>\n';

export const xmlDocument = (root: Element): string => `${xmlDeclaration}${root.markup}\n`;
