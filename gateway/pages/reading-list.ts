// The reading list: put a book on it, write why, take it off, or into the basket.

import { Elysia } from 'elysia';
import { toMinor } from '#kit/money';
import { Problem } from '#kit/problem';
import { ReadingListPage } from '#views/reading/index.tsx';
import { url } from '#views/urls.ts';
import { addLine } from '../basket.ts';
import { ok, orNothing } from '../calls.ts';
import type { Deps } from '../deps.ts';
import { plainForm } from '../forms.ts';
import type { Posted } from '../posted.ts';
import { dropBook, hasOwnList, keepBook, mergeList } from '../reading-list.ts';
import { mostSorted, orderIn, shownList } from '../reading-order.ts';
import { renderPage } from '../render.ts';
import { comeBack, type Doors, redirect, saveBasket, type Visit } from '../visit.ts';

const unparsed = { parse: 'none' } as const;

export const readingList = (deps: Deps, { page, form }: Doors) =>
  new Elysia({ name: 'pages/reading-list' })
    .get(
      '/account/list',
      page((visit) => show(deps, visit)),
    )
    .post(
      '/account/list',
      form((visit, posted) => add(deps, visit, posted)),
      unparsed,
    )
    .post(
      '/account/list/:id',
      form((visit, posted) => change(deps, visit, posted)),
      unparsed,
    );

async function show(deps: Deps, visit: Visit): Promise<Response> {
  await mergeList(deps, visit);
  const hasAccount = hasOwnList(visit);
  const [shown, categories, sharing] = await Promise.all([
    shownList(deps, visit, hasAccount).catch((error: unknown) => lostPlace(error, visit)),
    orNothing(deps.services.books.categories(visit.by)),
    hasAccount ? orNothing(deps.services.users.sharing(visit.by)) : null,
  ]);
  if (shown === null) return redirect(visit, url.readingList({ ordering: orderIn(visit.query) }));
  const form = plainForm(deps, visit);
  const content = ReadingListPage({
    ...shown,
    canSort: shown.count <= mostSorted,
    hasAccount,
    sharing: sharing && { origin: deps.origin, secret: sharing.secret, form },
    form,
    coverOf: deps.covers.addresses(categories?.results ?? null),
  });
  return renderPage(deps, visit, { title: 'Your reading list', content, noindex: true });
}

/** A place of another order, or none of ours: the list begins anew. */
function lostPlace(error: unknown, { query }: Visit): null {
  if (error instanceof Problem && error.status === 422 && query.has('cursor')) return null;
  throw error;
}

async function add(deps: Deps, visit: Visit, posted: Posted): Promise<Response> {
  const book = await ok(deps.services.books.show(visit.by, idIn(posted.text('book_id'))));
  const problem = await keepBook(deps, visit, book.id);
  if (problem) throw problem;
  const say = { kind: 'done', text: `“${book.title}” is on your reading list.` } as const;
  return redirect(visit, comeBack(visit) || url.readingList(), { deps, say });
}

async function change(deps: Deps, visit: Visit, posted: Posted): Promise<Response> {
  const id = idIn(visit.params.id ?? '');
  const act = posted.text('act');
  if (act === 'basket') return intoBasket(deps, visit, id);
  if (act === 'drop') {
    const problem = await dropBook(deps, visit, id);
    if (problem) throw problem;
    return back(deps, visit, 'Taken off your reading list.');
  }
  if (!hasOwnList(visit)) return redirect(visit, url.signIn(url.readingList()));
  await ok(deps.services.users.keepReading(visit.by, id, { note: posted.trimmed('note') }));
  return back(deps, visit, 'Your note is saved.');
}

/** Onto the basket first: whatever happens in between, the book is on one of the two. */
async function intoBasket(deps: Deps, visit: Visit, id: number): Promise<Response> {
  const book = await ok(deps.services.books.show(visit.by, id));
  const line = { bookId: id, quantity: 1, seenMinor: toMinor(book.price) ?? 0 };
  const { basket: after, outcome } = addLine(visit.basket, line, book.available);
  if (outcome === 'full') throw new Problem(409, 'basket-full', 'The basket is full. Order what is in it first.');
  if (after === visit.basket) throw new Problem(409, 'out-of-stock', `“${book.title}” is out of stock just now.`);
  saveBasket(visit, after);
  await dropBook(deps, visit, id);
  return back(deps, visit, `“${book.title}” is in your basket.`);
}

const back = (deps: Deps, visit: Visit, text: string): Response =>
  redirect(visit, url.readingList(), { deps, say: { kind: 'done', text } });

function idIn(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new Problem(404, 'not-found', 'There is no such book.');
  return Number(text);
}
