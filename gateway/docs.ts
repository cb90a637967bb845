// /swagger: the five rooms' OpenAPI documents as one, shown on the page every room has.

import { Elysia } from 'elysia';
import { swaggerPage } from '#kit/openapi';
import { withLimits } from './document-limits.ts';
import type { RoomName, Upstream } from './upstream.ts';

type Json = null | boolean | number | string | Json[] | { [member: string]: Json };
type Tree = { [member: string]: Json };
type Merged = { document: Tree; complete: boolean };

const freshMs = 30_000;
const timeoutMs = 1500;
const sections = ['schemas', 'responses', 'parameters', 'requestBodies', 'headers', 'examples', 'securitySchemes'];

export function docs(upstreams: Record<RoomName, Upstream>) {
  let held: (Merged & { at: number }) | undefined;
  let pending: Promise<Merged> | undefined;
  const merged = async (): Promise<Tree> => {
    if (held?.complete && performance.now() - held.at < freshMs) return held.document;
    pending ??= mergeRooms(upstreams).finally(() => {
      pending = undefined;
    });
    held = { ...(await pending), at: performance.now() };
    return held.document;
  };
  return new Elysia({ name: 'docs' }).get('/swagger/json', merged, { detail: { hide: true } }).use(swaggerPage());
}

async function mergeRooms(upstreams: Record<RoomName, Upstream>): Promise<Merged> {
  const found = await Promise.all(
    Object.values(upstreams).map(async (upstream) => ({ room: upstream.name, document: await documentOf(upstream) })),
  );
  const silent = found.filter(({ document }) => document === null).map(({ room }) => room);
  const paths: Tree = {};
  const components: Record<string, Tree> = Object.fromEntries(sections.map((section) => [section, {}]));
  const tags: Json[] = [];
  for (const { room, document } of found) {
    if (!document) continue;
    const own = renameClashes(document, room, components);
    Object.assign(paths, own.paths);
    for (const section of sections) Object.assign(components[section] ?? {}, tree(tree(own.components)[section]));
    tags.push(...((own.tags as Json[] | undefined) ?? []));
  }
  const document: Tree = {
    openapi: found.find(({ document }) => document)?.document?.openapi ?? '3.0.3',
    info: { title: 'Colophon', version: '1.0.0', description: describe(silent) },
    servers: [{ url: '/' }],
    ...(tags.length > 0 ? { tags } : {}),
    paths,
    components: Object.fromEntries(Object.entries(components).filter(([, section]) => Object.keys(section).length > 0)),
  };
  return { document: withLimits(document), complete: silent.length === 0 };
}

const firstSteps = [
  '',
  'From nothing to a review of a bought book:',
  '',
  '1. `POST /api/users/register/` with a username and an address of your own. Copy `access` out of the answer.',
  '2. *Authorize*, and paste it there.',
  '3. `GET /api/books/search/` finds books; `id` is what an order names.',
  '4. `POST /api/orders/`. Note `id` and `total_amount`.',
  '5. `POST /api/payments/` with that `order_id`, and `total_amount` as the `amount`.',
  '6. `POST /api/reviews/` with the `book_id`.',
  '7. `GET /api/orders/{id}/` shows how far the order is.',
  '',
  'Refusals are `application/problem+json`: `type` names the reason, `errors` every field that was refused.',
];

function describe(silent: RoomName[]): string {
  const about = ['The whole bookshop over REST: users, books, orders, payments and reviews.', ...firstSteps].join('\n');
  return silent.length === 0 ? about : `${about}\n\nNot listed, because silent just now: ${silent.join(', ')}.`;
}

async function documentOf(upstream: Upstream): Promise<Tree | null> {
  try {
    const answer = await upstream.send('/swagger/json', { method: 'GET', headers: {}, timeoutMs, repeatable: true });
    return answer.ok ? tree((await answer.json()) as Json) : null;
  } catch {
    // A room that is away, or answers with something else, is left out and named.
    return null;
  }
}

const tree = (value: Json | undefined): Tree =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};

/** Two rooms may give one name to different things; the later one's is then prefixed with the room, references included. */
function renameClashes(document: Tree, room: RoomName, taken: Record<string, Tree>): Tree {
  const renamed = new Map<string, string>();
  for (const [section, entries] of Object.entries(tree(document.components))) {
    for (const [name, entry] of Object.entries(tree(entries))) {
      const other = taken[section]?.[name];
      if (other !== undefined && !Bun.deepEquals(other, entry)) renamed.set(`${section}/${name}`, `${room}_${name}`);
    }
  }
  if (renamed.size === 0) return document;
  const moved = rewrite(document, renamed) as Tree;
  const components = Object.fromEntries(
    Object.entries(tree(moved.components)).map(([section, entries]) => [
      section,
      Object.fromEntries(
        Object.entries(tree(entries)).map(([name, entry]) => [renamed.get(`${section}/${name}`) ?? name, entry]),
      ),
    ]),
  );
  return { ...moved, components };
}

function rewrite(value: Json, renamed: Map<string, string>): Json {
  if (Array.isArray(value)) return value.map((entry) => rewrite(entry, renamed));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([member, entry]) => {
      if (member !== '$ref' || typeof entry !== 'string') return [member, rewrite(entry, renamed)];
      const match = /^#\/components\/(.+)\/([^/]+)$/.exec(entry);
      const name = match && renamed.get(`${match[1]}/${match[2]}`);
      return [member, name ? `#/components/${match[1]}/${name}` : entry];
    }),
  );
}
