// The basket: putting in, changing quantities, taking out, and what changed meanwhile in the shop.

import { Elysia } from 'elysia';
import { toMinor } from '#kit/money';
import { Problem } from '#kit/problem';
import { BasketAdded } from '#views/basket/added.tsx';
import { BasketPage } from '#views/basket/show.tsx';
import { url } from '#views/urls.ts';
import { addLine, type Basket, copiesIn, maxLines, maxQuantity, setQuantity } from '../basket.ts';
import { loadBasketAnyway, seenNow } from '../basket-lines.ts';
import { ok, orNothing } from '../calls.ts';
import type { Deps } from '../deps.ts';
import { plainForm } from '../forms.ts';
import type { Posted } from '../posted.ts';
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
  // What is told here was told: the next page starts from these prices and without the books that left.
  if (loaded.confirmed) saveBasket(visit, seenNow(loaded));
  const content = BasketPage({
    lines: loaded.lines,
    subtotal: loaded.subtotal,
    currency: deps.settings.CURRENCY,
    confirmed: loaded.confirmed,
    gone: loaded.goneIds.map(() => 'A book'),
    suggestions: picks?.results ?? null,
    form: plainForm(deps, visit),
    coverOf: deps.covers.addresses(categories?.results ?? null),
  });
  return renderPage(deps, visit, { title: 'Your basket', content, noindex: true });
}

/** Sets the quantities that were typed, or takes out the line whose button was pressed. */
function update(deps: Deps, visit: Visit, posted: Posted): Response {
  const before = visit.basket;
  const removed = Number(posted.text('remove'));
  let after: Basket = before;
  for (const { bookId } of before) {
    const typed = posted.trimmed(`quantity_${bookId}`);
    if (/^\d{1,4}$/.test(typed)) after = setQuantity(after, bookId, Number(typed));
  }
  if (posted.text('remove') !== '') after = setQuantity(after, removed, 0);
  saveBasket(visit, after);
  const text = after.length < before.length ? 'Taken out of your basket.' : 'Your basket is up to date.';
  return redirect(visit, url.basket(), { deps, say: { kind: 'done', text } });
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
