// A letter as plain text.

import { type Block, greetingOf, type Letter, type Line } from './letter.ts';

/** Lines end in `\n`; an address stands on a line of its own, so that every program makes a link of it. */
export function letterText(letter: Letter): string {
  const parts = [greetingOf(letter), ...letter.blocks.map(blockText), `--\nColophon Books\n${letter.reason}`];
  return `${parts.join('\n\n')}\n`;
}

function blockText(block: Block): string {
  switch (block.kind) {
    case 'words':
      return block.text;
    case 'link':
      return `${block.text}:\n${block.href}`;
    case 'lines':
      return [...block.lines.map(row), '', ...block.sums.map(row)].join('\n');
    default:
      throw new Error(`unhandled: ${block satisfies never}`);
  }
}

const row = ({ what, amount }: Line): string => `${what}: ${amount}`;
