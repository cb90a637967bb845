// The shape of the API as text, one fact a line, so that a change is seen in a diff and judged: what a client may rely on must
// not go away or become narrower unless somebody says so.

import { type Document, follow, operationsOf, type Schema } from './openapi.ts';

/** Facts by their place: `response Book / title` → `string required`. */
export type Shape = ReadonlyMap<string, string>;

export function shapeOf(document: Document): Shape {
  const facts = new Map<string, string>();
  const asked = new Set<string>();
  const told = new Set<string>();
  for (const { operationId, method, path, authz, parameters, body, answers } of operationsOf(document)) {
    const place = `operation ${operationId}`;
    facts.set(place, `${method} ${path} ${authz}`);
    for (const { in: where, name, required, schema } of parameters)
      facts.set(`${place} / ${where} ${name}`, `${describe(schema)} ${required ? 'required' : 'optional'}`);
    if (body) {
      facts.set(`${place} / body`, `${describe(body.schema)} ${body.required ? 'required' : 'optional'}`);
      reach(document, body.schema, asked);
    }
    for (const [status, { content, 'x-problem-types': types }] of Object.entries(answers)) {
      const [media] = Object.values(content ?? {});
      facts.set(`${place} / ${status}`, types ? types.join(', ') : media ? describe(media.schema) : 'nothing');
      if (media) reach(document, media.schema, told);
    }
  }
  for (const name of asked) write(facts, `request ${name}`, follow(document, component(name)));
  for (const name of told) write(facts, `response ${name}`, follow(document, component(name)));
  return new Map([...facts].sort(([a], [b]) => (a < b ? -1 : 1)));
}

const component = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` });
const nameOf = (reference: string): string => reference.split('/').at(-1) ?? '';

/** Every named schema that is part of this one. */
function reach(document: Document, schema: Schema, found: Set<string>): void {
  if (schema.$ref !== undefined) {
    const name = nameOf(schema.$ref);
    if (found.has(name)) return;
    found.add(name);
    reach(document, follow(document, schema), found);
    return;
  }
  const parts = [...Object.values(schema.properties ?? {}), ...(schema.anyOf ?? []), ...(schema.allOf ?? [])];
  for (const part of [...parts, ...(schema.items ? [schema.items] : [])]) reach(document, part, found);
}

function write(facts: Map<string, string>, place: string, { properties = {}, required = [], items }: Schema): void {
  for (const [name, member] of Object.entries(properties)) {
    facts.set(`${place} / ${name}`, `${describe(member)} ${required.includes(name) ? 'required' : 'optional'}`);
    write(facts, `${place} / ${name}`, member);
  }
  if (items) write(facts, `${place} / []`, items);
}

function describe(schema: Schema): string {
  const { $ref, anyOf, allOf, items, nullable, pattern, type = 'anything' } = schema;
  const or = nullable ? '|null' : '';
  if ($ref !== undefined) return nameOf($ref) + or;
  if (allOf?.[0]) return describe(allOf[0]) + or;
  if (anyOf) return anyOf.map(describe).join(' or ') + or;
  if (schema.enum) return `{${schema.enum.filter((one) => one !== null).join('|')}}${or}`;
  const [low, high] = [
    schema.minLength ?? schema.minimum ?? schema.minItems,
    schema.maxLength ?? schema.maximum ?? schema.maxItems,
  ];
  const range = low === undefined && high === undefined ? '' : `[${low ?? ''}..${high ?? ''}]`;
  const named = items ? `${describe(items)}[]` : type;
  return `${named}${range}${or}${pattern === undefined ? '' : ` /${pattern}/`}`;
}

export const print = (shape: Shape): string => `${[...shape].map(([place, fact]) => `${place}: ${fact}`).join('\n')}\n`;

export const parse = (text: string): Shape =>
  new Map(
    text
      .split('\n')
      .filter((line) => line !== '')
      .map((line): [string, string] => [line.slice(0, line.indexOf(': ')), line.slice(line.indexOf(': ') + 2)]),
  );

export type Changes = { breaks: string[]; additions: string[] };

/** What clients of `before` would miss or stumble over in `after`, and what is merely new. */
export function compare(before: Shape, after: Shape): Changes {
  const breaks: string[] = [];
  const additions: string[] = [];
  for (const [place, was] of before) {
    const is = after.get(place);
    if (is === undefined) breaks.push(`gone: ${place}: ${was}`);
    else if (is !== was) (isWider(place, was, is) ? additions : breaks).push(`changed: ${place}: ${was} → ${is}`);
  }
  for (const [place, is] of after) {
    if (before.has(place)) continue;
    const parent = place.split(' / ').slice(0, -1).join(' / ');
    // What is asked for anew is a break only where the thing that asks was there before.
    const demands = isAsked(place) && is.endsWith(' required') && isKnown(before, parent);
    (demands ? breaks : additions).push(`new: ${place}: ${is}`);
  }
  return { breaks, additions };
}

const isAsked = (place: string): boolean =>
  place.startsWith('request ') || / \/ (path|query|header|body)\b/.test(place);

const isKnown = (shape: Shape, parent: string): boolean =>
  shape.has(parent) || [...shape.keys()].some((place) => place.startsWith(`${parent} / `));

/** A request may ask for less and take more; an answer may promise more. */
function isWider(place: string, was: string, is: string): boolean {
  if (/ \/ \d{3}$/.test(place)) return was.split(', ').every((word) => is.split(', ').includes(word));
  const [before, after] = [read(was), read(is)];
  if (isAsked(place)) {
    const presence = before.presence === after.presence || after.presence === 'optional';
    return presence && takes(after, before);
  }
  const presence = before.presence === after.presence || after.presence === 'required';
  const words = before.words.every((word) => after.words.includes(word));
  return presence && before.kind === after.kind && words && !(after.nullable && !before.nullable);
}

type Read = {
  kind: string;
  words: string[];
  low: number;
  high: number;
  pattern: string;
  nullable: boolean;
  presence: string;
};

function read(fact: string): Read {
  const [, main = '', , pattern = '', , presence = ''] = /^(.*?)( \/(.*)\/)?( (required|optional))?$/s.exec(fact) ?? [];
  const [, low = '', high = ''] = /\[(-?[\d.]*?)\.\.(-?[\d.]*)\]/.exec(main) ?? [];
  const words = /^\{(.*)\}/.exec(main)?.[1]?.split('|') ?? [];
  return {
    kind: words.length > 0 ? 'words' : main.replace(/\[(-?[\d.]*?)\.\.(-?[\d.]*)\]/, '').replace('|null', ''),
    words,
    low: low === '' ? Number.NEGATIVE_INFINITY : Number(low),
    high: high === '' ? Number.POSITIVE_INFINITY : Number(high),
    pattern,
    nullable: main.includes('|null'),
    presence,
  };
}

/** True where everything that `narrow` takes, `wide` takes too. */
const takes = (wide: Read, narrow: Read): boolean =>
  wide.kind === narrow.kind &&
  narrow.words.every((word) => wide.words.includes(word)) &&
  wide.low <= narrow.low &&
  wide.high >= narrow.high &&
  (wide.pattern === '' || wide.pattern === narrow.pattern) &&
  (wide.nullable || !narrow.nullable);
