// All tables of the room in one place, where the migration tool looks for them.

export {
  authors,
  bookAuthors,
  bookCategories,
  books,
  type CategoryRecord,
  categories,
  figures,
  importedRows,
  words,
} from './tables/catalogue.ts';
export { reservationLines, reservationSteps, reservations, stock, stockMovements } from './tables/stock.ts';
