import { expect, test } from 'bun:test';
import { rankOf } from './ranks.ts';

test('who pays or orders comes first, then who wants to come in, then who looks around, then who searches', () => {
  const ranks: [number, string[]][] = [
    [
      1,
      ['/checkout/review', '/orders', '/orders/CB-7F3K-29QX/payments/new', '/api/orders/', '/api/payments/3/refund/'],
    ],
    [2, ['/sign-in', '/sign-up?next=/x', '/account', '/basket/lines', '/api/users/login/']],
    [3, ['/', '/books/9780141439587/emma', '/ordersomething', '/api/books/7/', '/api/reviews/', '/help/returns']],
    [4, ['/search?q=orders', '/search/suggest?q=em', '/api/books/search/?q=emma', '/api/books/suggest/']],
  ];
  for (const [rank, paths] of ranks)
    for (const path of paths) expect([path, rankOf(new Request(`http://shop${path}`))]).toEqual([path, rank as never]);
});
