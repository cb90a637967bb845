// Why a row was left out, and what was noticed in one that was not.

/** As people read them in the report and in the file of rejects. */
export const reasons = {
  broken: 'broken quotes',
  width: 'wrong number of fields',
  characters: 'unreadable characters',
  title: 'no title',
  author: 'no author',
  isbn: 'wrong ISBN',
  price: 'no price',
  stock: 'no stock figure',
  shelf: 'unknown shelf',
  length: 'too long',
  twice: 'the same book twice',
  held: 'stock held for orders',
} as const;
export type Reason = keyof typeof reasons;

export const notes = {
  rounded: 'had an ISBN that a spreadsheet rounded: imported without it',
  badIsbn: 'had a wrong ISBN: imported without it, as asked',
  language: 'named no single language we know: imported without it',
  date: 'had a date nobody can read: imported without it',
  pages: 'had no readable number of pages: imported without it',
  shortened: 'had a subtitle or list of authors too long to keep whole: shortened',
} as const;
export type Note = keyof typeof notes;

/** What keeps a row out. `detail` says what exactly, in the row's own words. */
export class RowFault extends Error {
  override name = 'RowFault';
  constructor(
    readonly reason: Reason,
    detail: string,
  ) {
    super(detail);
  }
}

/** `wrong ISBN: …`, as the file of rejects shows it. */
export const sentenceOf = ({ reason, message }: RowFault): string =>
  message === '' ? reasons[reason] : `${reasons[reason]}: ${message}`;
