// Values that fit a schema, and values that nearly do.

import fc from 'fast-check';
import { impossible, injections, numbers, odd, polluting, privileged } from './hostile.ts';
import { type Document, follow, type Json, type Schema } from './openapi.ts';

/** What earlier answers told: ids, totals, tokens, by the name of the field that would take them. Asked anew for each value. */
export type Hints = (field: string) => readonly Json[];

export type Values = {
  fitting(schema: Schema, field?: string): fc.Arbitrary<Json>;
  followed(schema: Schema): Schema;
};

/** Arbitraries for the schemas of one document. */
export function valuesOf(document: Document, hints: Hints = () => []): Values {
  const text = (schema: Schema): fc.Arbitrary<Json> => {
    const { minLength = 0, maxLength = 200, pattern, format } = schema;
    if (format === 'date-time')
      return fc.date({ min: new Date('2020-01-01'), max: new Date('2030-01-01'), noInvalidDate: true }).map(iso);
    const fits = (value: string) => value.length >= minLength && value.length <= maxLength;
    if (pattern !== undefined && pattern !== '\\S') return matching(pattern).filter(fits);
    const length = Math.min(maxLength, 60);
    const whole = fc.string({ unit: 'grapheme', minLength, maxLength: length });
    const known = [...injections, ...odd].filter(fits);
    const any = known.length > 0 ? fc.oneof({ weight: 3, arbitrary: whole }, fc.constantFrom(...known)) : whole;
    return any.filter((value) => fits(value) && (pattern === undefined || /\S/.test(value)));
  };
  const whole = ({ minimum = -1000, maximum = 1_000_000 }: Schema): fc.Arbitrary<Json> =>
    fc.oneof(
      fc.integer({ min: minimum, max: Math.min(maximum, minimum + 20) }),
      fc.integer({ min: minimum, max: maximum }),
      fc.constantFrom(minimum, maximum),
    );
  const object = (schema: Schema): fc.Arbitrary<Json> => {
    const required = new Set(schema.required ?? []);
    const members = Object.entries(schema.properties ?? {}).map(([name, member]) => {
      const value = fitting(member, name);
      return [name, required.has(name) ? value.map(some) : seldom(value.map(some))] as const;
    });
    return fc.record(Object.fromEntries(members)).map((given) => {
      const kept = Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [[name, value.it]]));
      return Object.fromEntries(kept) as Json;
    });
  };
  function fitting(given: Schema, field = ''): fc.Arbitrary<Json> {
    const own = plain(follow(document, given), field);
    return fc.tuple(own, fc.nat(99), fc.nat()).map(([value, share, at]) => {
      const known = hints(field);
      return share < 80 ? (known[at % Math.max(1, known.length)] ?? value) : value;
    });
  }
  function plain(schema: Schema, field: string): fc.Arbitrary<Json> {
    const { anyOf, allOf, nullable, ...rest } = schema;
    if (nullable)
      return fc.oneof(
        { weight: 1, arbitrary: fc.constant(null) },
        { weight: 4, arbitrary: plain({ ...schema, nullable: false }, field) },
      );
    if (anyOf) return fc.oneof(...anyOf.map((option) => fitting(option, field)));
    if (allOf?.[0]) return fitting(allOf[0], field);
    if (rest.enum) return fc.constantFrom(...rest.enum.filter((value) => value !== null));
    switch (rest.type) {
      case 'string':
        return text(rest);
      case 'integer':
        return whole(rest);
      case 'number':
        return fc.integer({ min: Math.ceil(rest.minimum ?? 0), max: 100_000 }).map((cents) => cents / 100);
      case 'boolean':
        return fc.boolean();
      case 'array': {
        const { minItems = 0, maxItems = 100, items = {} } = rest;
        const of = fitting(items, field.replace(/s$/, ''));
        const limits = { minLength: minItems, maxLength: Math.min(maxItems, minItems + 3) };
        return rest.uniqueItems ? fc.uniqueArray(of, limits) : fc.array(of, limits);
      }
      default:
        return object(rest);
    }
  }
  return { fitting, followed: (schema) => follow(document, schema) };
}

const patterns = new Map<string, fc.Arbitrary<string>>();
function matching(pattern: string): fc.Arbitrary<string> {
  const known = patterns.get(pattern) ?? fc.stringMatching(new RegExp(pattern));
  patterns.set(pattern, known);
  return known;
}

const some = (it: Json) => ({ it });
const seldom = <T>(value: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value });
const iso = (date: Date): string => date.toISOString();

const nested = (depth: number): Json => {
  let value: Json = 1;
  for (let at = 0; at < depth; at++) value = at % 2 ? [value] : { a: value };
  return value;
};

/** Values that hardly any field takes. */
export const wrong: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom<Json>(null, true, false, [], {}, [null], { a: 1 }, 'x', '5', 5),
  fc.constantFrom<Json>(...numbers),
  fc.constantFrom<Json>(...injections),
  fc.constantFrom<Json>(...odd),
  fc.constantFrom<Json>(...impossible),
  fc.integer({ min: 100, max: 30_000 }).map((length) => 'é'.repeat(length)),
  fc.integer({ min: 2, max: 200 }).map(nested),
  fc.array(fc.constantFrom<Json>(1, 'a', null), { minLength: 90, maxLength: 120 }),
);

/** One field of a fitting body made wrong, dropped, or added. */
export function nearly(body: fc.Arbitrary<Json>): fc.Arbitrary<Json> {
  const fault = fc.oneof(
    { weight: 5, arbitrary: fc.record({ kind: fc.constant('replace' as const), at: fc.nat(), value: wrong }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('drop' as const), at: fc.nat(), value: fc.constant(null) }) },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constantFrom(...privileged, ...polluting, 'x', 'Title', ' title', '\u0000'),
        at: fc.nat(),
        value: wrong,
      }),
    },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('deep' as const), at: fc.nat(), value: wrong }) },
  );
  return fc.tuple(body, fault).map(([given, { kind, at, value }]) => {
    if (given === null || typeof given !== 'object' || Array.isArray(given)) return value;
    const names = Object.keys(given);
    const name = names[at % Math.max(1, names.length)];
    if (kind === 'replace') return name === undefined ? value : { ...given, [name]: value };
    if (kind === 'drop') return Object.fromEntries(Object.entries(given).filter(([one]) => one !== name));
    if (kind === 'deep') return deepen(given, at, value);
    // Written as text, because __proto__ in an object literal is no member.
    return JSON.parse(
      `{${[JSON.stringify(given).slice(1, -1), `${JSON.stringify(kind)}:${JSON.stringify(value)}`].filter((part) => part !== '').join()}}`,
    ) as Json;
  });
}

/** The fault in a member of a member, where there is one. */
function deepen(given: { [member: string]: Json }, at: number, value: Json): Json {
  const found = Object.entries(given).find(([, member]) => Array.isArray(member) && typeof member[0] === 'object');
  if (!found) return { ...given, extra: value };
  const [name, list] = found as [string, { [member: string]: Json }[]];
  const [first = {}, ...others] = list;
  const names = [...Object.keys(first), 'price', 'title', 'id'];
  return { ...given, [name]: [{ ...first, [names[at % names.length] ?? 'x']: value }, ...others] };
}
