import type { Page } from '#kit/page';
import { AuthorPage } from '../authors/show.tsx';
import { ShelfPage } from '../books/index.tsx';
import { WithdrawnPage } from '../books/withdrawn.tsx';
import { FeedsPage } from '../feeds/index.tsx';
import { HomePage } from '../home/index.tsx';
import { EditReviewPage } from '../reviews/edit.tsx';
import { HelpfulVote } from '../reviews/helpful.tsx';
import { ReviewsPage } from '../reviews/index.tsx';
import { NewReviewPage } from '../reviews/new.tsx';
import { ReportReviewPage } from '../reviews/report.tsx';
import { ReviewPage } from '../reviews/show.tsx';
import { SearchPage } from '../search/index.tsx';
import { Suggestions } from '../search/suggest.tsx';
import { ShelvesPage } from '../shelves/index.tsx';
import { bookPages } from './book-pages.ts';
import type { Data } from './data.ts';
import { coverOf, type Specimen } from './specimen.ts';

export function pageOf<T>(results: readonly T[], links: Partial<Page<T>> = {}): Page<T> {
  return { count: results.length, count_is_exact: true, next: null, previous: null, results: [...results], ...links };
}

const bothWays = { next: '/api/books/?limit=24&cursor=bmV4dA', previous: '/api/books/?cursor=cHJldg&limit=24' };

export const catalogue = (data: Data): Specimen[] => [
  ...fronts(data),
  ...lists(data),
  ...bookPages(data),
  ...reviews(data),
  ...reports(data),
  ...withdrawn(data),
];

const withdrawn = ({ book, author, fewBooks }: Data): Specimen[] => {
  const gone = { title: book.title, author: book.author, authors: [author], books: fewBooks, coverOf };
  return [
    { name: 'withdrawn book', content: WithdrawnPage(gone) },
    { name: 'withdrawn book, nothing else', content: WithdrawnPage({ ...gone, authors: [], books: [] }) },
  ];
};

const fronts = ({ categories, fewBooks }: Data): Specimen[] => [
  {
    name: 'home',
    content: HomePage({
      categories,
      justIn: fewBooks,
      staffPicks: fewBooks.slice(0, 1),
      bookCount: 2287,
      seen: fewBooks,
      coverOf,
    }),
  },
  {
    name: 'home of an empty shop',
    content: HomePage({ categories: [], justIn: [], staffPicks: [], bookCount: 0, seen: [], coverOf }),
  },
  {
    name: 'home without services',
    content: HomePage({ categories: null, justIn: null, staffPicks: null, bookCount: null, seen: [], coverOf }),
  },
  { name: 'feeds', content: FeedsPage({ categories }) },
  { name: 'feeds of an empty shop', content: FeedsPage({ categories: [] }) },
  { name: 'feeds without services', content: FeedsPage({ categories: null }) },
  { name: 'shelves', content: ShelvesPage({ categories }) },
  { name: 'shelves, none', content: ShelvesPage({ categories: [] }) },
];

const currency = 'USD';
const uncounted = { facets: null, instead: null, currency, coverOf };

const lists = ({ author, category, categories, fewBooks, facets, q, filters, suggestions }: Data): Specimen[] => [
  {
    name: 'shelf',
    content: ShelfPage({
      shelf: category,
      subshelves: categories,
      page: pageOf(fewBooks, { ...bothWays, count: 10_000, count_is_exact: false }),
      filters,
      ...uncounted,
      facets,
    }),
  },
  {
    name: 'shelf without filters',
    content: ShelfPage({
      shelf: category,
      subshelves: [],
      page: pageOf(fewBooks, { next: bothWays.next, count: 2287 }),
      filters: {},
      ...uncounted,
      facets,
    }),
  },
  {
    name: 'shelf, empty',
    content: ShelfPage({ shelf: category, subshelves: [], page: pageOf([]), filters: {}, ...uncounted }),
  },
  {
    name: 'shelf, none match',
    content: ShelfPage({
      shelf: category,
      subshelves: [],
      page: pageOf([]),
      filters,
      ...uncounted,
      facets,
      instead: { without: [1, 0, null, 12, 204], books: fewBooks },
    }),
  },
  {
    name: 'all books, none match',
    content: ShelfPage({
      shelf: null,
      subshelves: [],
      page: pageOf([]),
      filters: { max_price: '1' },
      unknown: true,
      ...uncounted,
    }),
  },
  { name: 'author', content: AuthorPage({ author, page: pageOf(fewBooks), filters: {}, ...uncounted }) },
  {
    name: 'search',
    frame: { q },
    content: SearchPage({
      q,
      wasCut: true,
      page: pageOf(fewBooks, bothWays),
      didYouMean: q,
      shorter: [],
      authors: [author],
      shelves: categories,
      filters: { in_stock: 'true' },
      ...uncounted,
      facets,
    }),
  },
  {
    name: 'search, nothing found',
    content: SearchPage({
      q,
      wasCut: false,
      page: pageOf([]),
      didYouMean: q,
      authors: [],
      shelves: [],
      shorter: [
        { q, count: 12 },
        { q: 'of', count: null },
      ],
      filters: {},
      ...uncounted,
    }),
  },
  {
    name: 'suggestions',
    isFragment: true,
    content: Suggestions({ q, suggestions, shelves: categories, currency: 'USD' }),
  },
  {
    name: 'suggestions, none',
    isFragment: true,
    content: Suggestions({ q, suggestions: [], shelves: [], currency: 'USD' }),
  },
];

const reports = ({ book, review, report, form, refusedForm }: Data): Specimen[] => {
  const shown = { id: review.id, book, review, earlier: null, form };
  return [
    { name: 'report a review', content: ReportReviewPage(shown) },
    {
      name: 'report a review, refused',
      form: refusedForm,
      content: ReportReviewPage({ ...shown, form: refusedForm }),
    },
    {
      name: 'report a review, nobody there',
      form: refusedForm,
      content: ReportReviewPage({ ...shown, book: null, review: null, form: refusedForm }),
    },
    { name: 'report a review, open', content: ReportReviewPage({ ...shown, earlier: report }) },
    {
      name: 'report a review, dismissed',
      content: ReportReviewPage({ ...shown, earlier: { ...report, status: 'dismissed' } }),
    },
    {
      name: 'report a review, upheld',
      content: ReportReviewPage({ ...shown, review: null, earlier: { ...report, status: 'upheld' } }),
    },
  ];
};

const reviews = ({
  book,
  review,
  hiddenReview,
  reviews,
  statistics,
  reviewFilters,
  form,
  refusedForm,
}: Data): Specimen[] => [
  {
    name: 'reviews',
    content: ReviewsPage({
      book,
      statistics,
      page: pageOf(reviews, bothWays),
      filters: reviewFilters,
      own: review,
      voting: { form, voted: reviews.map(({ id }) => id) },
    }),
  },
  {
    name: 'reviews, none',
    content: ReviewsPage({
      book,
      statistics: null,
      page: pageOf([]),
      filters: {},
      own: null,
      voting: { form, voted: [] },
    }),
  },
  {
    name: 'reviews, none of that rating',
    content: ReviewsPage({
      book,
      statistics,
      page: pageOf([]),
      filters: { rating: '1' },
      own: null,
      voting: { form, voted: [] },
    }),
  },
  { name: 'helpful vote', isFragment: true, content: HelpfulVote({ review, voting: { form, voted: [review.id] } }) },
  { name: 'new review', content: NewReviewPage({ book, form, coverOf }) },
  { name: 'new review, refused', form: refusedForm, content: NewReviewPage({ book, form: refusedForm, coverOf }) },
  { name: 'edit review', content: EditReviewPage({ id: review.id, book, review, form, version: '"3"' }) },
  {
    name: 'edit review, refused',
    form: refusedForm,
    content: EditReviewPage({ id: review.id, book, review, form: refusedForm }),
  },
  {
    name: 'edit review, nobody there',
    form: refusedForm,
    content: EditReviewPage({ id: review.id, book: null, review: null, form: refusedForm }),
  },
  {
    name: 'edit review, changed elsewhere',
    form: refusedForm,
    content: EditReviewPage({ id: review.id, book, review, form: refusedForm, version: '"4"', elsewhere: review }),
  },
  {
    name: 'edit review, hidden',
    content: EditReviewPage({ id: review.id, book, review: hiddenReview, form, version: '"3"' }),
  },
  {
    name: 'own review, hidden',
    content: ReviewPage({ book, review: hiddenReview, isOwn: true, voting: { form, voted: [] }, coverOf }),
  },
  { name: 'own review', content: ReviewPage({ book, review, isOwn: true, voting: { form, voted: [] }, coverOf }) },
  {
    name: 'review of a book that left',
    content: ReviewPage({ book: null, review, isOwn: false, voting: { form, voted: [] }, coverOf }),
  },
];
