// The users room, as far as other rooms ask it: everybody has an account, and one of them is staff.

import * as contract from '#nats/users';
import type { Neighbours } from './room.ts';

export const staffId = 50;

export const everybodyIsKnown: Neighbours = (bus) =>
  bus.answer(contract.check, async ({ user_id: id }) => ({
    exists: true,
    is_active: true,
    account: {
      id,
      username: `u${id}`,
      display_name: `U ${id}`,
      role: id === staffId ? ('staff' as const) : ('customer' as const),
      is_guest: false,
    },
  }));
