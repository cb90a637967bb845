// What the columns of a file mean, told by the names in its header.

export type Field =
  | 'id'
  | 'title'
  | 'subtitle'
  | 'author'
  | 'moreAuthors'
  | 'isbn'
  | 'price'
  | 'stock'
  | 'description'
  | 'publisher'
  | 'language'
  | 'pages'
  | 'published'
  | 'firstPublished'
  | 'series'
  | 'seriesPosition'
  | 'format'
  | 'shelf';

/** The files we know by their header; `csv` is any other. Also the name under which their rows are remembered. */
export type Kind = 'goodbooks' | 'goodreads' | 'bookcrossing' | 'gutenberg' | 'csv';

/** Where the cells of a field are: the first that is not empty counts. Columns without a field are not read. */
export type Layout = { kind: Kind; width: number; header: string[]; at: Partial<Record<Field, number[]>> };

type Names = Partial<Record<Field, string[]>>;

// Ratings, reviews and pictures of other sites stay there: no column of theirs is named here.
const known: { kind: Exclude<Kind, 'csv'>; marks: string[]; names: Names }[] = [
  {
    kind: 'goodbooks',
    marks: ['goodreads book id', 'original publication year', 'authors'],
    names: {
      id: ['goodreads book id'],
      title: ['title', 'original title'],
      author: ['authors'],
      isbn: ['isbn', 'isbn13'],
      firstPublished: ['original publication year'],
      language: ['language code'],
    },
  },
  {
    kind: 'goodreads',
    marks: ['book id', 'exclusive shelf', 'title'],
    names: {
      id: ['book id'],
      title: ['title'],
      author: ['author'],
      moreAuthors: ['additional authors'],
      isbn: ['isbn13', 'isbn'],
      publisher: ['publisher'],
      format: ['binding'],
      pages: ['number of pages'],
      published: ['year published'],
      firstPublished: ['original publication year'],
    },
  },
  {
    kind: 'bookcrossing',
    marks: ['isbn', 'year of publication', 'image url l'],
    names: {
      title: ['title', 'book title'],
      author: ['author', 'book author'],
      isbn: ['isbn'],
      publisher: ['publisher'],
      published: ['publishdate', 'year of publication'],
      description: ['description'],
      language: ['language'],
      pages: ['numofpages'],
      price: ['price'],
    },
  },
  {
    kind: 'gutenberg',
    marks: ['gutenberg id', 'title'],
    names: { id: ['gutenberg id'], title: ['title'], author: ['author'], language: ['language'] },
  },
];

const anyNames: Names = {
  title: ['title', 'book title', 'booktitle', 'name'],
  subtitle: ['subtitle', 'sub title'],
  author: ['author', 'authors', 'author name', 'book author', 'by', 'writer', 'contributor', 'contributors'],
  isbn: ['isbn13', 'isbn 13', 'isbn', 'isbn10', 'isbn 10', 'ean', 'ean13', 'gtin', 'isbn/ean'],
  price: ['price', 'unit price', 'list price', 'retail price', 'rrp', 'sales price'],
  stock: ['stock', 'quantity', 'qty', 'copies', 'on hand', 'stock on hand', 'in stock', 'inventory'],
  description: ['description', 'blurb', 'summary', 'annotation', 'about', 'synopsis'],
  publisher: ['publisher', 'imprint', 'publisher name'],
  language: ['language', 'language code', 'lang'],
  pages: ['pages', 'page count', 'number of pages', 'num pages', 'numofpages', 'extent'],
  published: [
    'published',
    'published on',
    'publication date',
    'pub date',
    'publish date',
    'published date',
    'date published',
    'release date',
    'publication year',
    'year of publication',
    'year published',
    'year',
  ],
  firstPublished: ['first published', 'original publication year', 'original year'],
  series: ['series', 'series name', 'series title'],
  seriesPosition: ['series position', 'series number', 'number in series', 'volume', 'position'],
  format: ['format', 'binding'],
  shelf: ['shelf', 'shelves', 'category', 'categories', 'genre'],
};

/** `Year-Of-Publication` and `year_of_publication` are one name. */
const fold = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[\s_-]+/g, ' ')
    .trim();

/** Names and their columns; null where the header names no title, so that the file is either no catalogue or has no header. */
export function layoutOf(header: string[]): Layout | null {
  const columns = header.map(fold);
  const found = known.find(({ marks }) => marks.every((mark) => columns.includes(mark)));
  const at = placesOf(found?.names ?? anyNames, columns);
  if (at.title === undefined) return null;
  return { kind: found?.kind ?? 'csv', width: header.length, header, at };
}

function placesOf(names: Names, columns: string[]): Layout['at'] {
  const places = Object.entries(names).map(([field, spellings]) => [
    field,
    spellings.map((name) => columns.indexOf(name)).filter((column) => column >= 0),
  ]);
  return Object.fromEntries(places.filter(([, found]) => found?.length));
}

/** How many columns of a header are understood: what tells the right delimiter from a wrong one. */
export const understood = (layout: Layout | null): number =>
  layout === null ? 0 : Object.values(layout.at).reduce((sum, places) => sum + places.length, 0);

/** The texts of a field, those that are empty left out. */
export const cellsOf = ({ at }: Layout, fields: string[], field: Field): string[] =>
  (at[field] ?? []).map((column) => fields[column] ?? '').filter((cell) => cell.trim() !== '');
