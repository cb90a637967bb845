// The reviews room with neighbours that know everybody and every book; users can fall silent.

import { unavailable } from '#kit/problem';
import * as booksContract from '#nats/books';
import * as ordersContract from '#nats/orders';
import * as usersContract from '#nats/users';
import { reviews } from '#services/reviews/index';
import { type Room, startRoom } from './room.ts';

/** Account 404 does not exist, 66 is closed, 77 is a guest. Nobody bought anything. `state.silent`: users does not answer. */
export async function startReviewsRoom(state: { silent: boolean }): Promise<Room> {
  return startRoom(reviews, (bus) => {
    bus.answer(usersContract.check, async ({ user_id: id }) => {
      if (state.silent) throw unavailable('users');
      return {
        exists: id !== 404,
        is_active: id !== 66,
        account: { id, username: `u${id}`, display_name: `R ${id}`, role: 'customer' as const, is_guest: id === 77 },
      };
    });
    bus.answer(booksContract.book, async ({ book_id: id }) => ({ exists: true, title: `Book ${id}` }));
    bus.answer(ordersContract.bought, async () => ({ bought: false }));
  });
}
