// Every failpoint of the shop, where it lies and which scene leads past it.

import type { Room } from '#deploy/local/rooms';
import type { SceneName } from './scenes.ts';

/** `rooms`: those that pass it in this scene; `passages`: how often they do, at least. */
export type Moment = { name: string; rooms: Room[]; scene: SceneName; passages: number };

const inRoom = (room: Room, scene: SceneName, ...names: string[]): Moment[] =>
  names.map((name) => ({ name: `${room}.${name}`, rooms: [room], scene, passages: 1 }));

export const moments: Moment[] = [
  ...inRoom('orders', 'buy', 'place.before_write', 'place.after_write'),
  ...inRoom('orders', 'buy', 'reserve.before_ask', 'reserve.after_ask', 'reserve.after_write'),
  ...inRoom('orders', 'refuse', 'reject.before_write', 'reject.after_write'),
  ...inRoom('orders', 'buy', 'payable.before_answer', 'claim.before_write', 'claim.after_write'),
  ...inRoom('orders', 'buy', 'commit.before_ask', 'commit.after_ask', 'confirm.after_write'),
  ...inRoom('orders', 'expire', 'sweep.after_claim', 'end.before_write', 'end.after_write'),
  ...inRoom('books', 'buy', 'reserve.before_write', 'reserve.after_write', 'commit.before_write', 'commit.after_write'),
  ...inRoom('books', 'lapse', 'expire.after_write'),
  ...inRoom('payments', 'buy', 'begin.before_write', 'begin.after_write'),
  ...inRoom('payments', 'buy', 'authorise.before_provider', 'authorise.after_provider', 'authorise.after_write'),
  ...inRoom('payments', 'buy', 'settle.after_ask'),
  ...inRoom('payments', 'buy', 'capture.before_provider', 'capture.after_provider', 'capture.after_write'),
  ...inRoom('payments', 'silence', 'find.after_provider', 'find.after_write'),
  ...inRoom('payments', 'oldSilence', 'withdraw.after_provider', 'withdraw.after_write'),
  ...inRoom('payments', 'tooLate', 'void.before_provider', 'void.after_provider', 'void.after_write'),
  ...inRoom('payments', 'refund', 'refund.before_provider', 'refund.after_provider', 'refund.after_write'),
  ...inRoom('payments', 'cancel', 'end.after_write'),
  ...inRoom('orders', 'callOff', 'takeback.before_write', 'takeback.after_write'),
  ...inRoom('payments', 'callOff', 'demand.after_write'),
  { name: 'outbox.before_deliver', rooms: ['orders', 'payments'], scene: 'buy', passages: 1 },
  { name: 'outbox.after_deliver', rooms: ['orders', 'payments'], scene: 'buy', passages: 1 },
  { name: 'inbox.before_commit', rooms: ['books', 'orders', 'reviews'], scene: 'buy', passages: 1 },
  { name: 'inbox.after_commit', rooms: ['books', 'orders', 'reviews'], scene: 'buy', passages: 1 },
  { name: 'idempotency.before_keep', rooms: ['orders', 'payments'], scene: 'buy', passages: 1 },
  { name: 'idempotency.after_keep', rooms: ['orders', 'payments'], scene: 'buy', passages: 1 },
  { name: 'bus.before_reply', rooms: ['books', 'orders'], scene: 'buy', passages: 3 },
];
