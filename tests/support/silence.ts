// Neighbours that fall silent, at the two moments that differ: before they heard, and after they did what was asked.

import { unavailable } from '#kit/problem';
import type { Exchange } from '#nats/memory';

export type Moment = 'before' | 'after';

/** Silences one subject until the returned function is called. `before`: it never arrives. `after`: the answer is lost. */
export function silence(exchange: Exchange, subject: string, moment: Moment): () => void {
  const reply = exchange.get(subject);
  if (!reply) throw new Error(`nobody serves ${subject}`);
  const room = subject.split('.')[1] ?? '';
  exchange.set(subject, async (body, caller) => {
    if (moment === 'after') await reply(body, caller);
    throw unavailable(room);
  });
  return () => exchange.set(subject, reply);
}
