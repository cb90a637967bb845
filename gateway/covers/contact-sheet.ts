// A page of covers to look at after any change to a design: no test can tell whether a cover is good.
//   bun gateway/covers/contact-sheet.ts > covers.html
import { cover } from './cover.ts';
import type { CoverBook } from './seed.ts';

/** Books that between them try every shelf, several scripts, and titles from one letter to a whole title page. */
export const sampleBooks: readonly CoverBook[] = [
  ['Pride and Prejudice', 'Jane Austen', 'classics'],
  ['Dracula', 'Bram Stoker', 'horror'],
  ['The Time Machine', 'H. G. Wells', 'science-fiction'],
  ['Middlemarch', 'George Eliot', 'classics'],
  ['Tao Te Ching', 'Laozi', 'philosophy'],
  ['The Adventures of Sherlock Holmes', 'Arthur Conan Doyle', 'crime'],
  ['Leaves of Grass', 'Walt Whitman', 'poetry'],
  ['On the Origin of Species', 'Charles Darwin', 'science'],
  ['Frankenstein; Or, The Modern Prometheus', 'Mary Shelley', 'horror'],
  ['War and Peace', 'Leo Tolstoy', 'fiction'],
  ['Meditations', 'Marcus Aurelius', 'philosophy'],
  ['Anne of Green Gables (Anne of Green Gables, #1)', 'L. M. Montgomery', 'children'],
  ['The Souls of Black Folk', 'W. E. B. Du Bois', 'history'],
  ['Twenty Thousand Leagues Under the Seas', 'Jules Verne', 'adventure'],
  ['Les Misérables', 'Victor Hugo', 'classics'],
  ['The Mysterious Affair at Styles', 'Agatha Christie', 'crime'],
  ['Walden', 'Henry David Thoreau', 'nature'],
  ['A Room with a View', 'E. M. Forster', 'romance'],
  ['Narrative of the Life of Frederick Douglass: An American Slave', 'Frederick Douglass', 'biography'],
  ['Hamlet', 'William Shakespeare', 'drama'],
  ['The Art of French Cooking', 'Julia Child', 'food'],
  ['Concerning the Spiritual in Art', 'Wassily Kandinsky', 'art'],
  ['Confessions', 'Augustine', 'religion'],
  ['Dubliners', 'James Joyce', 'short-stories'],
  ['Notes from a Small Island', 'Bill Bryson', 'travel'],
  ['A Room of One’s Own', 'Virginia Woolf', 'essays'],
  ['V.', 'Thomas Pynchon', 'fiction'],
  ['1984', 'George Orwell', 'science-fiction'],
  ['Donaudampfschifffahrtsgesellschaftskapitän', 'Anonymous', 'travel'],
  [
    'A treatise on the art of making good wholesome bread of wheat, oats, rye, barley and other farinaceous grains',
    'Friedrich Accum',
    'food',
  ],
  ['Válka s mloky', 'Karel Čapek', 'science-fiction'],
  ['Μῆνιν ἄειδε θεά', 'Ὅμηρος', 'poetry'],
  ['Война и мир', 'Лев Толстой', 'classics'],
  ['Truyện Kiều', 'Nguyễn Du', 'poetry'],
  ['עיר מקלט', 'א. ב. יהושע', 'fiction'],
  ['عائد إلى حيفا', 'غسان كنفاني', 'fiction'],
  ['紅樓夢', '曹雪芹', 'classics'],
  ['奥の細道', '松尾芭蕉', 'travel'],
  ['गोदान', 'प्रेमचंद', 'fiction'],
  ['Untitled', '', ''],
].map(([title = '', author = '', shelf = ''], index) => ({ key: `sample-${index}`, title, author, shelf }));

/** The covers of the books, side by side on one HTML page. */
export function contactSheet(books: readonly CoverBook[]): string {
  const pictures = books.map((book) => `<img alt="" src="data:image/svg+xml;base64,${base64(cover(book))}">`);
  const style =
    'body{margin:2rem;display:grid;grid-template-columns:repeat(auto-fill,minmax(9rem,1fr));gap:1.5rem;background:#fbfbf7}' +
    'img{width:100%;box-shadow:0 6px 14px #0002}';
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Covers</title><style>${style}</style>${pictures.join('')}`;
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

if (import.meta.main) {
  const salted = [0, 1, 2].flatMap((salt) => sampleBooks.map((book) => ({ ...book, salt })));
  await Bun.write(Bun.stdout, contactSheet(salted));
}
