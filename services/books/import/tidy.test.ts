import { expect, test } from 'bun:test';
import { decodeEntities, tidy, tidyDescription, tidyLines, undoMisreading } from './tidy.ts';

test.each([
  ['Bread &amp; Roses', 'Bread & Roses'],
  ['Norton &amp Company', 'Norton & Company'],
  ['&lt;i&gt;Emma&lt;/i&gt; &quot;x&quot;', '<i>Emma</i> "x"'],
  ['Caf&eacute; &Uuml;ber Gar&ccedil;on', 'Café Über Garçon'],
  ['&#233;&#xe9;&#146;', 'éé’'],
  ['&#0;&#55296;&#9999999;', ''],
  ['&ampere; &unknown; R&D', '&ampere; &unknown; R&D'],
])('leaked entities are decoded: %p', (text, wanted) => {
  expect(decodeEntities(text)).toBe(wanted);
});

test.each([
  ['drei StÃ¼ck Zucker', 'drei Stück Zucker'],
  ['LÃ?Â¼bbe', 'Lübbe'],
  ['El paraÃ\u00adso', 'El paraíso'],
  ['donâ€™t', 'don’t'],
  ['Ã?Â?bersetzg', 'Ã?Â?bersetzg'],
  ['São Paulo, MAÇÃO', 'São Paulo, MAÇÃO'],
])('UTF-8 read as Latin-1 is undone where it can be: %p', (text, wanted) => {
  expect(undoMisreading(text)).toBe(wanted);
});

test('a line loses double spaces, formulas, controls and broken halves of characters', () => {
  expect(tidy('  A   Long\t Walk ')).toBe('A Long Walk');
  expect(tidy('="0142402494"')).toBe('0142402494');
  expect(tidy('=1+1')).toBe('=1+1');
  expect(tidy('a\u0007b\u202ec\u00add')).toBe('abcd');
  expect(tidy('half \ud800 pair')).toBe('half \ufffd pair');
  expect(tidy('e\u0301')).toBe('é');
  expect(tidy('two\r\nlines')).toBe('two lines');
});

test('line breaks are one kind and carry no spaces', () => {
  expect(tidyLines('Title \r\n Below\rLast')).toBe('Title\nBelow\nLast');
});

test('a description keeps its paragraphs and loses its tags', () => {
  expect(tidyDescription('<p>One <b>bold</b> word.</p><p>Two<br/>lines</p>')).toBe('One bold word.\nTwo\nlines');
  expect(tidyDescription('1 < 2 and 3 > 2, <3')).toBe('1 < 2 and 3 > 2, <3');
  expect(tidyDescription('a\n\n\n\n\nb')).toBe('a\n\nb');
});

test('a megabyte of hostile text is tidied at once', () => {
  const began = performance.now();
  tidyDescription('<a '.repeat(350_000));
  tidy('&'.repeat(1_000_000));
  tidy(' \n'.repeat(500_000));
  tidy('Ã'.repeat(1_000_000));
  expect(performance.now() - began).toBeLessThan(5000);
});
