import { expect, test } from 'bun:test';
import { createTerminal } from './terminal.ts';

function screen(isTTY: boolean, env: Record<string, string> = {}) {
  const written: string[] = [];
  const terminal = createTerminal({ isTTY, write: (text) => written.push(text) }, env);
  return { terminal, text: () => written.join('') };
}

test('elsewhere than on a terminal there are plain lines only', async () => {
  const { terminal, text } = screen(false);
  await terminal.step('postgres', Promise.resolve(5432), (port) => `port ${port}`);
  terminal.note('books', 'is back');
  terminal.close();
  expect(text()).toMatch(/^ {2}postgres +port 5432 +0\.00 s\n {2}books +is back\n$/);
});

test('NO_COLOR is heeded on a terminal', () => {
  const plain = screen(true, { NO_COLOR: '1' });
  plain.terminal.note('books', 'is back');
  expect(plain.text()).not.toContain('\x1b[33m');
  const colourful = screen(true);
  colourful.terminal.note('books', 'is back');
  expect(colourful.text()).toContain('\x1b[33m');
});

test('a terminal shows what is waited for and takes the line away again', async () => {
  const { terminal, text } = screen(true, { NO_COLOR: '1' });
  await terminal.step('postgres', Bun.sleep(250));
  terminal.close();
  expect(text()).toContain('postgres … 0.');
  expect(text().split('\r\x1b[K').at(-1)).toMatch(/^ {2}postgres +ready +0\.\d\d s\n$/);
});

test('a step that fails leaves no line and rejects', async () => {
  const { terminal, text } = screen(false);
  expect(terminal.step('postgres', Promise.reject(new Error('no disk')))).rejects.toThrow('no disk');
  await Bun.sleep(0);
  expect(text()).toBe('');
});
