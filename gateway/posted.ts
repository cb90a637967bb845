// What a form posted. Bodies are small, and only of the type that forms without files send.

import { bodyOf } from '#kit/bodies';
import { newUid } from '#kit/id';
import { Problem } from '#kit/problem';

/** Fields by name. Where a name comes twice the last one counts. */
export type Posted = {
  /** The value as typed, `''` where the field is missing. */
  text(name: string): string;
  /** As `text`, without spaces around it. */
  trimmed(name: string): string;
  /** What to fill a refused form with again; secrets are left out. */
  typed(): Record<string, string>;
  /** The id of this one wish: a form sent twice carries the same. */
  requestId(): string;
};

const maxFields = 300;
const secrets = /password|token|^csrf$/;

/** @throws Problem 413 for too much, 415 for another type of body. */
export async function readPosted(request: Request): Promise<Posted> {
  const type = request.headers.get('content-type') ?? '';
  if (request.body !== null && !/^application\/x-www-form-urlencoded\b/i.test(type)) {
    throw new Problem(415, 'unsupported-media-type', 'Send the form as our pages do.');
  }
  return postedFrom(new TextDecoder().decode(await bodyOf(request)));
}

export function postedFrom(body: string): Posted {
  const fields = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(body)) if (fields.size < maxFields) fields.set(name, value);
  const text = (name: string) => fields.get(name) ?? '';
  return {
    text,
    trimmed: (name) => text(name).trim(),
    typed: () => Object.fromEntries([...fields].filter(([name]) => !secrets.test(name))),
    requestId() {
      const given = text('request_id');
      return /^[\w-]{1,100}$/.test(given) ? given : newUid();
    },
  };
}
