// What comes in, before anybody looks at its meaning: JSON that is JSON, text that can be stored, values given once.

import { Elysia } from 'elysia';
import { bodyOf } from './bodies.ts';
import { type FieldError, internal, Problem, refuseFields } from './problem.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true });
const deepest = 20;

/** Reads bodies as JSON and refuses what no schema looks at. Mount it before the routes. */
export const input = () =>
  new Elysia({ name: 'input' })
    .onParse({ as: 'global' }, ({ request }) => jsonOf(request))
    .onBeforeHandle({ as: 'global' }, ({ request, body, query, params }) => {
      const faults = [
        ...queryFaults(request.url),
        ...textFaults('query', query),
        ...textFaults('params', params),
        ...textFaults('body', body),
      ];
      if (faults.length > 0) throw refuseFields(faults);
    });

/** The JSON of a body, undefined without one. @throws Problem 400 where it is none, 413 beyond the limit. */
async function jsonOf(request: Request): Promise<unknown> {
  const bytes = await bodyOf(request);
  if (bytes === undefined || bytes.length === 0) return undefined;
  try {
    return JSON.parse(utf8.decode(bytes));
  } catch {
    throw unreadable('The body is not well-formed JSON in UTF-8.');
  }
}

export const unreadable = (detail: string): Problem => new Problem(400, 'unreadable-body', detail);

/** Values named twice, or whose percent signs mean nothing: whichever we took, it could be the wrong one. */
function queryFaults(url: string): FieldError[] {
  const start = url.indexOf('?');
  if (start === -1) return [];
  const seen = new Set<string>();
  const faults: FieldError[] = [];
  for (const part of url.slice(start + 1).split('&')) {
    if (part === '') continue;
    const [name = ''] = part.split('=', 1);
    const known = decoded(name);
    const pointer = `?${known ?? name}`;
    if (known === null || decoded(part) === null)
      faults.push({ pointer, detail: 'This is not percent-encoded UTF-8.' });
    else if (seen.has(known)) faults.push({ pointer, detail: 'Give this once.' });
    else seen.add(known);
  }
  return faults;
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return null;
  }
}

/** Every text in there that no database stores as it is, and nesting beyond all reason. Never throws: refusals ask it too. */
function textFaults(where: string, value: unknown, path = '', depth = 0): FieldError[] {
  if (typeof value === 'string')
    return storable(value) ? [] : [{ pointer: pointerTo(where, path), detail: unstorable }];
  if (value === null || typeof value !== 'object') return [];
  if (depth > deepest) return [{ pointer: pointerTo(where, path), detail: 'This is nested too deeply.' }];
  return Object.entries(value).flatMap(([name, member]) => {
    const at = `${path}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    const own = storable(name) ? [] : [{ pointer: pointerTo(where, at), detail: unstorable }];
    return [...own, ...textFaults(where, member, at, depth + 1)];
  });
}

const unstorable = 'This holds a character that is none: NUL, or half of a pair.';
const storable = (text: string): boolean => !text.includes('\u0000') && text.isWellFormed();

type ValueFault = { path: string; message: string; schema?: { error?: unknown } };
/** What Elysia throws where a schema does not fit. */
export type Refused = { type: string; all: ValueFault[]; value: unknown };

/** One entry a field, in words without the refused value: it may be a password. */
export function refusalOf(refused: Refused, request: Request): Problem {
  if (refused.type === 'response') return internal();
  const earlier = [...queryFaults(request.url), ...textFaults(refused.type, refused.value)];
  const errors = new Map(earlier.map((fault) => [fault.pointer, fault]));
  for (const fault of refused.all) {
    const pointer = pointerTo(refused.type, fault.path);
    if (!errors.has(pointer)) errors.set(pointer, { pointer, detail: wording(fault) });
  }
  return refuseFields([...errors.values()]);
}

function pointerTo(where: string, path: string): string {
  if (where === 'query') return `?${path.slice(1)}`;
  if (where === 'params') return `{${path.slice(1)}}`;
  return path;
}

function wording(fault: ValueFault): string {
  if (typeof fault.schema?.error === 'string') return fault.schema.error;
  if (fault.message === 'Expected required property') return 'This field is required.';
  if (fault.message === 'Unexpected property') return 'There is no such field here.';
  if (fault.message.startsWith('Expected string to match')) return 'This value does not have the right form.';
  if (fault.path === '' && fault.message === 'Expected object') return 'Send a JSON object.';
  return `${fault.message.replace(/^Expected/, 'Give')}.`;
}
