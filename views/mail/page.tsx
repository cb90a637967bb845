// A letter as HTML. Mail programs load nothing and some drop the style sheet: without it the mail reads as well.

import { attribute } from '../parts/attribute.ts';
import { type Block, greetingOf, type Letter, type Line } from './letter.ts';
import { style } from './style.ts';

export function LetterPage({ letter }: { letter: Letter }): JSX.Element {
  return (
    <>
      {'<!DOCTYPE html>'}
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="color-scheme" content="light" />
          <title safe>{letter.subject}</title>
          <style safe>{style}</style>
        </head>
        <body>
          <main>
            <p class="shop">Colophon Books</p>
            <h1 safe>{letter.subject}</h1>
            <p safe>{greetingOf(letter)}</p>
            {letter.blocks.map((block) => (
              <LetterBlock block={block} />
            ))}
            <p class="reason" safe>
              {letter.reason}
            </p>
          </main>
        </body>
      </html>
    </>
  );
}

function LetterBlock({ block }: { block: Block }): JSX.Element {
  switch (block.kind) {
    case 'words':
      return <p safe>{block.text}</p>;
    case 'link': {
      const { href, text } = block;
      // The address in sight: whoever distrusts a button sees where it leads, and can copy it.
      return (
        <p>
          <a class="way" href={attribute(href)} safe>
            {text}
          </a>
          <br />
          <small safe>{href}</small>
        </p>
      );
    }
    case 'lines':
      return <Lines lines={block.lines} sums={block.sums} />;
    default:
      throw new Error(`unhandled: ${block satisfies never}`);
  }
}

function Lines({ lines, sums }: { lines: readonly Line[]; sums: readonly Line[] }): JSX.Element {
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">Book</th>
          <th scope="col">Price</th>
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => (
          <Row line={line} />
        ))}
      </tbody>
      <tfoot>
        {sums.map((line) => (
          <Row line={line} />
        ))}
      </tfoot>
    </table>
  );
}

function Row({ line }: { line: Line }): JSX.Element {
  return (
    <tr>
      <td safe>{line.what}</td>
      <td class="amount" safe>
        {line.amount}
      </td>
    </tr>
  );
}
