// An order comes to be: checked with users and books, written in one call before anything else happens, then driven on.

import type { Actor } from '#kit/auth';
import { failpoint } from '#kit/failpoint';
import { fingerprintOf } from '#kit/idempotency';
import * as books from '#nats/books';
import type { Call } from '#nats/bus';
import * as users from '#nats/users';
import type { Deps } from '../deps.ts';
import type { NewOrder } from '../model.ts';
import { findByRequest, insertOrder, type OrderView, type Placement } from '../repository/orders.ts';
import {
  checkCustomer,
  customerOf,
  deliveryMinor,
  mayNotOrder,
  otherRequest,
  outOfStock,
  priceLines,
  readLines,
} from '../rules.ts';
import { type Advanced, advanceInline } from './advance.ts';
import { reload } from './apply.ts';

const checkTimeoutMs = 400;

/**
 * Places an order, or takes up the one the same `key` made before, wherever it was left. `waiting` in the result: written,
 * but books was silent; the sweeper goes on.
 * @throws Problem 403, 422, 409 `not-for-sale`, `price-changed` or `out-of-stock`; 503 while users or books are silent
 * before anything was written.
 */
export async function placeOrder(
  deps: Deps,
  actor: Actor,
  input: NewOrder,
  { key, ...call }: Call & { key: string | null },
): Promise<Advanced> {
  const fingerprint = key === null ? null : fingerprintOf('/api/orders', input);
  const earlier = key === null ? null : await deps.db.use((query) => findByRequest(query, actor.id, key));
  const order = earlier ?? (await writeOrder(deps, actor, input, { key, fingerprint, call }));
  if (fingerprint !== null && order.requestFingerprint !== fingerprint) throw otherRequest();
  const placed = await advanceInline(deps, order, call);
  await refuseRejected(placed.order);
  return placed;
}

async function writeOrder(
  deps: Deps,
  actor: Actor,
  input: NewOrder,
  { key, fingerprint, call }: { key: string | null; fingerprint: string | null; call: Call },
): Promise<OrderView> {
  const userId = customerOf(actor, input);
  const wanted = readLines(input.items);
  const check = { ...call, timeoutMs: checkTimeoutMs };
  const items = wanted.lines.map(({ bookId, quantity }) => ({ book_id: bookId, quantity }));
  const [account, quote] = await Promise.all([
    deps.bus.ask(users.check, { user_id: userId }, check),
    deps.bus.ask(books.quote, { items }, check),
  ]);
  checkCustomer(actor, userId, account);
  const { lines, goodsMinor, currency } = priceLines(input, wanted, quote.lines);
  const deliveryMethod = input.delivery_method ?? null;
  return insert(deps, {
    userId,
    placedBy: actor.id,
    by: userId === actor.id ? 'customer' : 'staff',
    requestKey: key,
    requestFingerprint: fingerprint,
    shippingAddress: input.shipping_address.trim(),
    deliveryMethod,
    deliveryMinor: deliveryMinor(deliveryMethod, goodsMinor),
    currency,
    ttlSeconds: deps.settings.ORDER_TTL_SECONDS,
    items: lines,
  });
}

async function insert(deps: Deps, placement: Placement): Promise<OrderView> {
  await failpoint('orders.place.before_write');
  const placed = await deps.db.use((query) => insertOrder(query, placement));
  await failpoint('orders.place.after_write');
  if (placed.outcome === 'closed') throw mayNotOrder();
  return reload(deps, placed.id);
}

/** The answer to an order that books refused is the refusal, at every repeat. */
async function refuseRejected(order: OrderView): Promise<void> {
  if (order.state !== 'rejected') return;
  await failpoint('orders.reject.after_write');
  throw outOfStock(order.shortage ?? [], order.items, order);
}
