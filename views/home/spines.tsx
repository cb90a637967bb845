// The shelf: a row of spines on a board, each a link. Colour says which shelf, width how many books stand on it, height
// only that no two books are alike. Nothing of it may travel in a style attribute, so all three are classes.

import type { Category } from '#services/books/model';
import { url } from '../urls.ts';

const colours = [
  'vermilion',
  'black',
  'teal',
  'plum',
  'bottle',
  'umber',
  'slate',
  'aubergine',
  'prussian',
  'olive',
  'oxblood',
  'amber-brown',
  'ultramarine',
  'rust',
  'pine',
  'violet',
] as const;

/** The class that brings a shelf's colour; a colour we do not mix becomes slate. */
export const spineClass = (colour: string): string => `spine-${colours.find((known) => known === colour) ?? 'slate'}`;

export function Spines({ categories }: { categories: readonly Category[] }): JSX.Element {
  const counts = categories.map((category) => category.book_count);
  const range = { least: Math.min(...counts), most: Math.max(...counts) };
  return (
    <nav aria-label="Shelves">
      <ol class="shelf">
        {categories.map((category) => (
          <li class={`${spineClass(category.colour)} ${sizeClass(category, range)}`}>
            <a href={url.shelf(category.slug)}>
              <span safe>{category.name}</span>
              <small>
                <span safe>{category.book_count.toLocaleString('en')}</span>
                <span class="unseen"> {category.book_count === 1 ? 'book' : 'books'}</span>
              </small>
            </a>
          </li>
        ))}
      </ol>
    </nav>
  );
}

/** `w1 h3`: width in eight steps from the emptiest shelf to the fullest, height in eight by the slug. */
function sizeClass(category: Category, { least, most }: { least: number; most: number }): string {
  const width = most === least ? 4 : 1 + Math.round((7 * (category.book_count - least)) / (most - least));
  let hash = 7;
  for (const letter of category.slug) hash = (hash * 31 + (letter.codePointAt(0) ?? 0)) % 9973;
  return `w${width} h${1 + (hash % 8)}`;
}
