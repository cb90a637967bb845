// `Idempotency-Key` on what changes or removes a thing that is there. Doing such a wish twice does no harm to the thing, but the
// answer to the second would be another one: 412 for a tag that the first made old, 404 for what it removed. With a key the
// first answer comes again. Wishes that make something are wrapped by `repeatable`, which hands them the key.

import { Elysia } from 'elysia';
import { admittedActor } from './auth.ts';
import type { Database } from './database.ts';
import { unhurried } from './deadline.ts';
import {
  answer,
  claim,
  fingerprintOf,
  forget,
  forgetMs,
  holdKey,
  keep,
  keptHeaders,
  type Repeat,
  requestKey,
} from './idempotency.ts';
import { sleep } from './time.ts';

type Held = { repeat: Repeat; release: () => void };

/** Mount it before the base of the door, whose answer to an error is the last word. */
export function keyed(db: Database) {
  const held = new WeakMap<Request, Held>();
  return new Elysia({ name: 'keyed', normalize: false })
    .onBeforeHandle({ as: 'global' }, async ({ request, route, path, body, headers }) => {
      if (!changes(request.method)) return;
      const key = requestKey(headers['idempotency-key']);
      const actor = admittedActor(request);
      if (key === null || actor === null) return;
      const of = { principal: String(actor.id), route: `${request.method} ${route}`, key };
      const repeat = { ...of, fingerprint: fingerprintOf(path, body) };
      const earlier = await claim(db, repeat);
      if (earlier) return answer(earlier, { 'idempotent-replayed': 'true' });
      held.set(request, { repeat, release: holdKey(db, repeat) });
    })
    .onAfterHandle({ as: 'global' }, async ({ request, responseValue, set }) => {
      const mine = held.get(request);
      if (!mine) return;
      const body = responseValue === undefined ? '' : JSON.stringify(responseValue);
      const kept = { status: Number(set.status ?? 200), headers: keptHeaders(set.headers), body };
      held.delete(request);
      // What is done is done: that it could not be noted is no refusal. A repeat then runs anew, once the key is free.
      await unhurried(() => keep(db, mine.repeat, kept)).catch(() => {});
      mine.release();
    })
    .onError({ as: 'global' }, async ({ request }) => {
      const mine = held.get(request);
      if (!mine) return;
      held.delete(request);
      const forgotten = unhurried(() => forget(db, mine.repeat)).catch(() => {});
      await Promise.race([forgotten, sleep(forgetMs)]);
      mine.release();
    });
}

/** The methods this is about. */
export const changes = (method: string): boolean => /^(PUT|PATCH|DELETE)$/i.test(method);
