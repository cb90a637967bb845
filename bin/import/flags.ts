// The words `bun run import` understands.
import { parseArgs } from 'node:util';
import { formatMinor, toMinor } from '#kit/money';
import { Refusal, wordsOf } from '../launcher/refusal.ts';

export type Flags = {
  path: string;
  rejects: string;
  price: string | null;
  stock: number;
  shelf: string | null;
  author: string | null;
  keepBadIsbn: boolean;
  dryRun: boolean;
};

export const help = `Load a catalogue from a CSV file into the shop, while it is open.

Examples
  bun run import books.csv                        10 copies of each, on the shelf "New arrivals"
  bun run import books.csv --dry-run              only say what would happen
  bun run import books.csv --price 9.99 --stock 3
  bun run import novels.csv.gz --shelf fiction
  bun run import books.rejects.csv                the rows that were left out, after mending them

The file
  Its first line names the columns, in any order; others are not read:
    title, author                 required
    isbn                          ISBN-10 or ISBN-13, with lost leading zeros too; without one, title, subtitle and author tell the book
    price, stock                  as they are in this shop
    subtitle, description, publisher, language, pages, published, first published, series, series number, format
    shelf                         names or slugs of shelves that exist, separated by ; or |
  The catalogues of goodbooks-10k, Goodreads exports, Book-Crossing and Project Gutenberg are known as they are.
  UTF-8, UTF-16 or Latin-1; comma, semicolon, tab or bar; plain or packed with gzip.

Flags
      --price 9.99       price of books whose row gives none. Without this each gets one made up from its title and
                         author, from 6.99 to 16.99, the same at every repeat
      --stock 10         copies received of new books whose row gives no number
      --shelf SLUG       shelf of new books whose row names none (default: "New arrivals", made if missing)
      --author NAME      author of books whose row names nobody (default: such rows are left out)
      --keep-bad-isbn    import books with a wrong ISBN without it (default: such rows are left out)
      --rejects FILE     where to list the rows left out, with line and reason (default: books.rejects.csv beside books.csv)
      --dry-run          read and compare everything, write nothing but the list of rejects
  -h, --help             these words

Repeating an import changes nothing, so one that was stopped goes on when it is started again. A newer file changes
the books in what it says otherwise than the file before; stock and price only if it gives them.

Variables
  BOOKS_DATABASE_URL, DATABASE_URL   the books database (default: that of the shop that runs here)
  DATA_DIR (.data)                   the data folder of the shop that runs here
  CURRENCY (USD)                     currency of the prices, if the shop has no book yet

Exit codes: 0 done, 1 no usable row or file or no database, 2 a word this command does not know, 130 stopped with Ctrl-C.
`;

/** Null where only help is wanted. @throws Refusal with exit code 2. */
export function readFlags(words: string[]): Flags | null {
  const { values, positionals } = parsed(words);
  if (values.help) return null;
  const [path, ...more] = positionals;
  if (path === undefined) throw usage('Name the CSV file to import.');
  if (more.length > 0) throw usage(`One file at a time: ${path} or ${more.join(' or ')}.`);
  const rejects = values.rejects ?? `${path.replace(/(\.(csv|tsv|txt))?(\.gz)?$/i, '')}.rejects.csv`;
  if (rejects === path) throw usage('The rejects cannot go into the file they come from.');
  return {
    path,
    rejects,
    price: values.price === undefined ? null : priceOf(values.price),
    stock: stockOf(values.stock),
    shelf: values.shelf ?? null,
    author: textOf(values.author),
    keepBadIsbn: values['keep-bad-isbn'],
    dryRun: values['dry-run'],
  };
}

function parsed(words: string[]) {
  try {
    return parseArgs({
      args: words,
      allowPositionals: true,
      options: {
        price: { type: 'string' },
        stock: { type: 'string', default: '10' },
        shelf: { type: 'string' },
        author: { type: 'string' },
        'keep-bad-isbn': { type: 'boolean', default: false },
        rejects: { type: 'string' },
        'dry-run': { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    throw usage(`${wordsOf(error).split('. ')[0]}.`);
  }
}

function priceOf(text: string): string {
  const minor = toMinor(text);
  if (minor === null) throw usage(`--price ${text} is no amount with at most two decimal places, such as 9.99.`);
  return formatMinor(minor);
}

function stockOf(text: string): number {
  const stock = Number(text);
  if (!/^\d{1,7}$/.test(text) || stock > 1_000_000) throw usage(`--stock ${text} is no number from 0 to 1,000,000.`);
  return stock;
}

function textOf(name: string | undefined): string | null {
  if (name === undefined) return null;
  const trimmed = name.trim();
  if (trimmed === '' || trimmed.length > 500) throw usage('--author needs a name of at most 500 characters.');
  return trimmed;
}

const usage = (message: string) => new Refusal(`${message} \`bun run import --help\` explains it all.`, 2);
