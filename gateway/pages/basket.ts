// The basket: putting in, changing quantities, taking out and back, and what changed meanwhile in the shop.

import { Elysia } from 'elysia';
import { formatMoney, toMinor } from '#kit/money';
import { Problem } from '#kit/problem';
import { BasketAdded } from '#views/basket/added.tsx';
import { BasketPage } from '#views/basket/show.tsx';
import { counted } from '#views/parts/words.ts';
import { url } from '#views/urls.ts';
import { addLine, type Basket, copiesIn, maxLines, maxQuantity, setQuantity } from '../basket.ts';
import { type LoadedBasket, loadBasketAnyway, seenNow } from '../basket-lines.ts';
import { noteTakenOut, putBack, takenOut } from '../basket-undo.ts';
import { ok, orNothing } from '../calls.ts';
import { deliveryEstimate } from '../delivery.ts';
import type { Deps } from '../deps.ts';
import type { Flash } from '../flash.ts';
import { plainForm } from '../forms.ts';
import { bookOfLine } from '../known-books.ts';
import type { Posted } from '../posted.ts';
import { keepBook } from '../reading-list.ts';
import { renderBare, renderPage } from '../render.ts';
import { type Doors, redirect, saveBasket, type Visit } from '../visit.ts';

const suggested = 6;

export const basket = (deps: Deps, { page, form }: Doors) =>
  new Elysia({ name: 'pages/basket' })
    .get(
      '/basket',
      page((visit) => show(deps, visit)),
    )
    .post(
      '/basket',
      form((visit, posted) => update(deps, visit, posted)),
      { parse: 'none' },
    )
    .post(
      '/basket/lines',
      form((visit, posted) => add(deps, visit, posted)),
      { parse: 'none' },
    );

async function show(deps: Deps, visit: Visit): Promise<Response> {
  const { books } = deps.services;
  const isEmpty = visit.basket.length === 0;
  const [loaded, categories, picks] = await Promise.all([
    loadBasketAnyway(deps, visit),
    orNothing(books.categories(visit.by)),
    isEmpty ? orNothing(books.row(visit.by, { staff_pick: 'true', ordering: '-popularity', limit: suggested })) : null,
  ]);
  // What is told here was told: the next page starts from these prices and numbers, and without the books that left.
  if (loaded.confirmed) saveBasket(visit, seenNow(loaded));
  const content = BasketPage({
    lines: loaded.lines,
    subtotal: loaded.subtotal,
    currency: deps.settings.CURRENCY,
    confirmed: loaded.confirmed,
    gone: loaded.gone,
    removed: takenOut(visit.jar).map((line) => {
      const { id, title } = bookOfLine(books.known, line, deps.settings.CURRENCY);
      return { bookId: id, title };
    }),
    delivery: deliveryEstimate(deps.clock, loaded.subtotalMinor),
    suggestions: picks?.results ?? null,
    form: plainForm(deps, visit),
    coverOf: deps.covers.addresses(categories?.results ?? null),
  });
  return renderPage(deps, visit, {
    title: 'Your basket',
    content,
    noindex: true,
    afterFlash: sumWords(deps, visit, loaded),
  });
}

const sumWords = (deps: Deps, visit: Visit, { lines, subtotal }: LoadedBasket): string | undefined =>
  lines.length === 0
    ? undefined
    : `Basket: ${counted(copiesIn(visit.basket), 'book')}, ${formatMoney(subtotal, deps.settings.CURRENCY)}.`;

/** Sets the quantities that were typed, and does what the pressed button says with its line. */
async function update(deps: Deps, visit: Visit, posted: Posted): Promise<Response> {
  const before = visit.basket;
  saveBasket(visit, asTyped(before, posted));
  const say = await press(deps, visit, posted);
  // What is on the reading list now needs no second way back.
  noteTakenOut(
    visit,
    before.filter(({ bookId }) => String(bookId) !== posted.text('later')),
  );
  if (say) return redirect(visit, url.basket(), { deps, say });
  const text = visit.basket.length < before.length ? 'Taken out of your basket.' : 'Your basket is up to date.';
  return redirect(visit, url.basket(), { deps, say: { kind: 'done', text } });
}

function asTyped(basket: Basket, posted: Posted): Basket {
  let after = basket;
  for (const { bookId } of basket) {
    const typed = posted.trimmed(`quantity_${bookId}`);
    if (/^\d{1,4}$/.test(typed)) after = setQuantity(after, bookId, Number(typed));
  }
  return after;
}

/** The button of a line, if one was pressed, and what there is to say about it. */
async function press(deps: Deps, visit: Visit, posted: Posted): Promise<Flash | null> {
  const [act, id] = pressed(posted);
  if (act === null) return null;
  const line = [...visit.basket, ...takenOut(visit.jar)].find(({ bookId }) => bookId === id);
  if (!line) return null;
  const { title } = bookOfLine(deps.services.books.known, line, deps.settings.CURRENCY);
  if (act === 'restore')
    return putBack(visit, id)
      ? { kind: 'done', text: `“${title}” is in your basket again.` }
      : { kind: 'notice', text: `“${title}” could not be put back.` };
  if (act === 'later') {
    // First onto the list: whatever happens in between, the book is on one of the two.
    const problem = await keepBook(deps, visit, id);
    if (problem) return { kind: 'problem', text: `“${title}” is still in your basket. ${problem.message}` };
  }
  saveBasket(visit, setQuantity(visit.basket, id, 0));
  const where = act === 'later' ? 'moved to your reading list' : 'taken out of your basket';
  return { kind: 'done', text: `“${title}” was ${where}.` };
}

const acts = ['remove', 'later', 'restore'] as const;

function pressed(posted: Posted): [(typeof acts)[number], number] | [null, number] {
  const act = acts.find((name) => posted.text(name) !== '') ?? null;
  return act === null ? [null, 0] : [act, Number(posted.text(act))];
}

async function add(deps: Deps, visit: Visit, posted: Posted): Promise<Response> {
  const id = Number(posted.text('book_id'));
  const quantity = Number(posted.text('quantity') || '1');
  if (!/^[1-9]\d{0,8}$/.test(posted.text('book_id'))) throw new Problem(404, 'not-found', 'There is no such book.');
  if (!Number.isInteger(quantity) || quantity < 1 || quantity > maxQuantity)
    throw new Problem(422, 'fields-refused', `Choose a quantity from 1 to ${maxQuantity}.`);
  const book = await ok(deps.services.books.show(visit.by, id));
  const seenMinor = toMinor(book.price) ?? 0;
  const { basket: after, outcome } = addLine(visit.basket, { bookId: id, quantity, seenMinor }, book.available);
  if (outcome === 'full')
    throw new Problem(409, 'basket-full', `A basket holds ${maxLines} different books. Order these first.`);
  if (after === visit.basket) throw new Problem(409, 'out-of-stock', `“${book.title}” is out of stock just now.`);
  saveBasket(visit, after);
  noteTakenOut(visit, after);
  const capped = outcome === 'capped' ? ` There are no more than ${book.available} copies.` : '';
  if (!visit.partial)
    return redirect(visit, url.basket(), {
      deps,
      say: { kind: 'done', text: `“${book.title}” is in your basket.${capped}` },
    });
  const count = copiesIn(after);
  const loaded = await loadBasketAnyway(deps, visit);
  return renderBare(
    deps,
    visit,
    BasketAdded({ title: book.title, count, subtotal: loaded.subtotal, currency: book.currency }),
  );
}
