// One column of the table: a part is taken away, everybody goes on with what they were doing, and it comes back.

import { expect, test } from 'bun:test';
import { checkInvariants, type Verdict } from '#bin/invariants/check';
import { services } from '#deploy/local/rooms';
import { acts, type RowName, rowNames } from './rows.ts';
import { type Cell, type Column, cellOf, isRoom, type Way, waysOf } from './table.ts';
import { type Answer, browse, call, prepare, type Shop, type Visitor } from './visit.ts';

const quickMs = 1500;
const patientMs = 6500;

/** The tests of some columns, and one look at everything afterwards. */
export function testColumns(columns: readonly Column[], shop: () => Shop): void {
  for (const column of columns)
    for (const way of waysOf(column))
      test(`${column} ${way}: everybody gets the answer of the table, and what they wished happens once`, async () => {
        expect(await faultsAtLast(shop(), column, way)).toEqual([]);
      }, 120_000);
  test('afterwards stock, orders, payments and messages agree', async () => {
    expect(await brokenAtLast(shop())).toEqual([]);
  }, 40_000);
}

/** What must always hold and does not, once everything has settled down. */
export async function brokenAtLast({ parts }: Shop): Promise<Verdict[]> {
  let broken: Verdict[] = [];
  for (const end = performance.now() + 20_000; performance.now() < end; await Bun.sleep(200)) {
    broken = (await checkInvariants(parts.databases, true)).filter((verdict) => verdict.broken.length > 0);
    if (broken.length === 0) break;
  }
  return broken;
}

/** A machine that keeps a page that needs nobody waiting for longer is too busy to judge anything by. */
export const calmMs = 200;

/** Where the machine was too busy it is looked at again, a few times. */
async function faultsAtLast(shop: Shop, column: Column, way: Way): Promise<string[]> {
  for (let tries = 1; ; tries++) {
    const { faults, longestMs } = await faultsIn(shop, column, way);
    if (faults.length === 0 || longestMs < calmMs || tries === 5) return faults;
    await Bun.sleep(1000);
  }
}

/** Takes the part away, lets all rows happen at once, brings it back, and tells what differed from the table. */
async function faultsIn(shop: Shop, column: Column, way: Way): Promise<{ faults: string[]; longestMs: number }> {
  const visitor = await prepare(shop);
  const stop = metronome(shop);
  await takeAway(shop, column, way);
  const answers = await Promise.all(
    rowNames.map(
      async (row): Promise<[RowName, Answer | string]> => [
        row,
        await acts[row](shop, visitor).catch((error: unknown) => String(error)),
      ],
    ),
  );
  const longestMs = await stop();
  const faults = answers.flatMap(([row, answer]) =>
    differences(answer, cellOf(row, column), 2 * longestMs).map((fault) => `${row} | ${column} ${way}: ${fault}`),
  );
  await bringBack(shop, column, way);
  faults.push(...(await recovery(shop, column, visitor)).map((fault) => `afterwards | ${column} ${way}: ${fault}`));
  return { faults, longestMs };
}

function differences(
  answer: Answer | string,
  { status, says = [], saysNot = [], quick }: Cell,
  slack: number,
): string[] {
  if (typeof answer === 'string') return [answer];
  const limit = (quick ? quickMs : patientMs) + slack;
  return [
    ...(answer.status === status ? [] : [`status ${answer.status} instead of ${status}: ${gist(answer.text)}`]),
    ...says
      .filter((words) => !answer.text.includes(words))
      .map((words) => `does not say "${words}": ${gist(answer.text)}`),
    ...saysNot.filter((words) => answer.text.includes(words)).map((words) => `says "${words}"`),
    ...(answer.ms <= limit ? [] : [`took ${Math.round(answer.ms)} ms, the limit is ${Math.round(limit)}`]),
  ];
}

const gist = (html: string): string =>
  (/<main[\s\S]*<\/main>/.exec(html)?.[0] ?? html)
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .slice(0, 160);

/** How long this machine keeps even a page waiting that needs nobody: what is beyond that is the shop's own doing. */
export function metronome(shop: Shop): () => Promise<number> {
  let longest = 0;
  let going = true;
  const browser = browse(shop);
  const beat = (async () => {
    while (going) {
      const began = performance.now();
      await browser.get('/help/returns').catch(() => null);
      longest = Math.max(longest, performance.now() - began);
      await Bun.sleep(50);
    }
  })();
  return async () => {
    going = false;
    await beat;
    return longest;
  };
}

async function takeAway({ parts }: Shop, column: Column, way: Way): Promise<void> {
  if (way === 'frozen') parts.freeze(column);
  if (way === 'killed') await parts.kill(column);
  if (!isRoom(column)) return;
  if (way === 'database away') parts.lines.database[column].spoil({ kind: 'blackhole' });
  if (way === 'database cut') parts.lines.database[column].spoil({ kind: 'reset' });
}

async function bringBack({ parts }: Shop, column: Column, way: Way): Promise<void> {
  if (way === 'frozen') parts.thaw(column);
  if (way === 'killed') await parts.start(column);
  if (isRoom(column)) parts.lines.database[column].heal();
}

const patience = 20_000;

/** The wishes that were refused are sent again, with the ids they had; each must have happened once. */
async function recovery(shop: Shop, column: Column, visitor: Visitor): Promise<string[]> {
  const faults: string[] = [];
  const expectSoon = async (what: string, isSo: () => Promise<boolean>) => {
    for (const end = performance.now() + patience; performance.now() < end; await Bun.sleep(100))
      if (await isSo().catch(() => false)) return;
    faults.push(what);
  };
  const isReady = (service: string) =>
    fetch(`${shop.parts.url(service as never)}/health/ready`, { signal: AbortSignal.timeout(1000) }).then(
      ({ ok }) => ok,
    );
  await expectSoon('not all rooms are ready again', async () =>
    (await Promise.all(services.map(isReady))).every(Boolean),
  );
  await expectSoon('the gateway does not reach every room again', async () => {
    const paths = ['users/me/', 'books/?limit=1', 'orders/?limit=1', 'payments/?limit=1', 'reviews/?limit=1'];
    const answers = await Promise.all(paths.map((path) => call(shop, path, { token: visitor.token })));
    return answers.every(({ status }) => status === 200);
  });
  await expectSoon('a book’s page does not work', async () => (await visitor.browser.get(visitor.path)).status === 200);
  await expectSoon('the order was not placed once', async () => {
    await visitor.browser.submit(visitor.pages.checkout, '/checkout/review');
    const { json } = await call(shop, 'orders/?limit=50', { token: visitor.token });
    return json.results.length === 4;
  });
  await expectSoon('the payment was not captured once', async () => {
    await acts.paying(shop, visitor);
    const { json } = await call(shop, `payments/by_order/?order_id=${visitor.unpaid.id}`, { token: visitor.token });
    return json.results.filter(({ status }: { status: string }) => status === 'COMPLETED').length === 1;
  });
  await expectSoon('the refund did not happen once', async () => {
    await acts['a refund by staff'](shop, visitor);
    const { json } = await call(shop, `payments/${visitor.refundable.paymentId}/`, { token: shop.staff });
    return json.status === 'REFUNDED' && json.refunds.length === 1;
  });
  await expectSoon('the cancelled order was not refunded', async () => {
    await acts['a cancellation by staff'](shop, visitor);
    const { json } = await call(shop, `orders/${visitor.cancellable.orderId}/`, { token: shop.staff });
    return json.status === 'CANCELLED' && json.payment_status === 'REFUNDED';
  });
  await expectSoon('the review was not published once', async () => {
    if (column !== 'orders') await acts['sending a review'](shop, visitor);
    const { json } = await call(shop, `reviews/by_user/?user_id=${visitor.userId}`);
    return json.results.length === 1;
  });
  return faults;
}
