// The provider at work, and how a room's relay delivers its facts.

import type { Authorisation } from '#services/payments/saga';
import { ask, db, roll } from '../effects.ts';
import { markDelivered } from '../tables/facts.ts';
import * as books from '../tables/provider.ts';
import type { FactRow, Program, Programs } from '../world.ts';
import type { Answer } from './orders.ts';

type Charge = { key: number; order: number; amountMinor: number; refusal: string | null };

export const providerAndRelay: Programs = {
  *'provider authorise'(charge: Charge): Program<Authorisation> {
    return yield* db((world) => books.authorise(world, charge));
  },
  *'provider find'(key: number): Program<Authorisation> {
    return yield* db((world) => books.find(world, key));
  },
  *'provider let go'(key: number): Program<{ word: string }> {
    return { word: yield* db((world) => books.letGo(world, key)) };
  },
  *'provider capture'(key: number): Program<{ word: string }> {
    // Now and then it no longer holds what it promised to hold.
    const gone = (yield* roll(40)) === 1;
    if (gone) yield* db((world) => world.settings.moody && books.letGo(world, key));
    return { word: yield* db((world) => books.capture(world, key)) };
  },
  *'provider refund'(wish: { key: number; charge: number; amountMinor: number }): Program<{ word: string }> {
    const refuses = (yield* roll(8)) === 1;
    return { word: yield* db((world) => books.refund(world, { ...wish, refused: refuses && world.settings.moody })) };
  },
  *'relay deliver'(fact: FactRow): Program<void> {
    const answer = yield* ask<Answer>(fact.to, `${fact.to} hear`, fact, 5);
    if (answer && answer.refused === undefined) yield* db((world) => markDelivered(world, fact.id));
  },
};
