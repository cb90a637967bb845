// Array types for postgres.js. It would fetch them with a query of its own on each new connection, and when the backend dies
// at that moment nobody holds that query: an unhandled rejection, which ends the process. So they are named here instead.

import { makePgArray, parsePgArray } from 'drizzle-orm/pg-core';

const asText = (value: string): unknown[] => parsePgArray(value);
const asNumbers = (value: string): unknown[] => parsePgArray(value).map(Number);

/** Postgres' own type numbers, from pg_type.dat; they never change. */
const oids = {
  int2: [1005, asNumbers],
  int4: [1007, asNumbers],
  int8: [1016, asNumbers],
  text: [1009, asText],
  varchar: [1015, asText],
  uuid: [2951, asText],
} as const;

export const arrayTypes = Object.fromEntries(
  Object.entries(oids).map(([name, [oid, parse]]) => [
    `${name}_array`,
    { to: oid, from: [oid], serialize: (list: unknown[]) => makePgArray(list), parse },
  ]),
);
