import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { element, escapeXml, xmlDocument } from './xml.ts';

/** What a parser reads back, for the references `escapeXml` writes. */
const readBack = (markup: string): string =>
  markup
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&');

test('hostile titles stay text', () => {
  expect(escapeXml('</title><script>alert("1")</script>')).toBe(
    '&lt;/title&gt;&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;',
  );
  expect(escapeXml("]]> & &amp; <!-- 'x' -->")).toBe(']]&gt; &amp; &amp;amp; &lt;!-- &#39;x&#39; --&gt;');
  expect(escapeXml('two\nlines\r\nand\ta tab')).toBe('two&#10;lines&#13;&#10;and&#9;a tab');
});

test('what XML has no way to write becomes the replacement character', () => {
  expect(escapeXml('a\u0000b\u0008c\u001bd\u007fe')).toBe('a\uFFFDb\uFFFDc\uFFFDd\u007fe');
  expect(escapeXml('half \ud83d of a pair, \udc00 the other')).toBe('half \uFFFD of a pair, \uFFFD the other');
  expect(escapeXml('\uFFFE\uFFFF')).toBe('\uFFFD\uFFFD');
  expect(escapeXml('whole 📖 and 文 and אב')).toBe('whole 📖 and 文 and אב');
});

test('whatever goes in: no markup comes out, and the same text is read back', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const markup = escapeXml(text);
      expect(markup).not.toMatch(/[<>"'\n\r\t]/);
      expect(markup).not.toMatch(/&(?!(amp|lt|gt|quot|#\d+);)/);
      const allowed = [...text].map((sign) =>
        /^[\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]$/u.test(sign) ? sign : '\uFFFD',
      );
      expect(readBack(markup)).toBe(allowed.join(''));
    }),
  );
});

test('elements leave out what is not said, and escape attributes and content alike', () => {
  const root = element(
    'a',
    { href: 'x?a=1&b="2"', rel: null, title: undefined, count: 0 },
    'one & ',
    element('b', {}),
    null,
    [element('c', {}, 3), undefined, '<d/>'],
  );
  expect(xmlDocument(root)).toBe(
    '<?xml version="1.0" encoding="utf-8"?>\n<a href="x?a=1&amp;b=&quot;2&quot;" count="0">one &amp; <b/><c>3</c>&lt;d/&gt;</a>\n',
  );
});
