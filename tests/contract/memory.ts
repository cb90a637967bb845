// What earlier answers told, so that later requests reach what is really there: ids, tags, cursors, tokens, orders to pay.

import { password } from '../support/users-room.ts';
import type { Json, Operation } from './openapi.ts';
import type { Hints } from './values.ts';

type Told = { id?: number; slug?: string; next?: string | null; previous?: string | null; results?: Told[] } & Record<
  string,
  Json | undefined
>;

const longest = 30;
/** Fields whose meaning no schema tells. */
const fixed: Record<string, Json[]> = {
  currency: ['USD'],
  published_on: ['1925-04-10', '2024-02-29'],
  isbn: ['9780306406157', '0-306-40615-2', '9791090636071', '080442957X', '978-0-14-143951-8'],
  token: [],
};

export type Memory = {
  hints: Hints;
  /** Ids that belong into a path of this room's. */
  ids(path: string): readonly string[];
  /** Complete bodies that ought to succeed, by operation. */
  bodies(operationId: string): readonly Json[];
  tags(path: string): readonly string[];
  cursors(): readonly string[];
  learn(operation: Operation, path: string, answer: { json: unknown; headers: Headers }): void;
};

export function createMemory(): Memory {
  const known = new Map<string, Set<Json>>();
  const note = (field: string, value: Json | undefined) => {
    if (value === undefined || value === null) return;
    const values = known.get(field) ?? new Set();
    values.delete(value);
    values.add(value);
    for (const oldest of values) if (values.size > longest) values.delete(oldest);
    known.set(field, values);
  };
  const of = <T extends Json = string>(field: string): readonly T[] => [...(known.get(field) ?? [])] as T[];
  let newcomers = 0;
  const bodies = new Map<string, Json[]>();
  const noteBody = (operationId: string, body: Json) =>
    bodies.set(operationId, [...(bodies.get(operationId) ?? []), body].slice(-longest));
  const learnOne = (noun: string, thing: Told) => {
    if (typeof thing.id === 'number') note(`${noun}_id`, thing.id);
    for (const field of ['slug', 'isbn', 'secret', 'number', 'email', 'username', 'refresh', 'user_id'])
      note(field, thing[field]);
    if (noun === 'book')
      noteBody('placeOrder', { shipping_address: 'Here', items: [{ book_id: thing.id ?? 1, quantity: 1 }] });
    if (noun === 'order' && thing.status === 'PENDING')
      for (const method of ['CREDIT_CARD', 'BANK_TRANSFER'])
        noteBody('payOrder', {
          order_id: thing.id ?? 1,
          amount: thing.total_amount ?? '1.00',
          payment_method: method,
        });
    if (typeof thing.refresh === 'string') noteBody('refreshTokens', { refresh: thing.refresh });
    const user = thing.user as Told | undefined;
    if (user) noteBody('login', { username: user.username ?? 'x', password });
    if (user) learnOne('user', user);
  };
  return {
    hints(field) {
      if (/password2?$/.test(field)) return [password];
      return fixed[field] ?? of<Json>(field === 'parent_id' ? 'category_id' : field);
    },
    ids: (path) => of<Json>(/\{(slug|isbn|secret)\}/.exec(path)?.[1] ?? `${nounOf(path)}_id`).map(String),
    bodies(operationId) {
      if (operationId !== 'register') return bodies.get(operationId) ?? [];
      newcomers += 1;
      const username = `newcomer-${newcomers}`;
      return [{ username, email: `${username}@example.com`, password, password2: password }];
    },
    tags: (path) => of(`tag ${path}`),
    cursors: () => of('cursor'),
    learn({ path: pattern }, path, { json, headers }) {
      const tag = headers.get('etag');
      if (tag) note(`tag ${path}`, tag);
      if (json === null || typeof json !== 'object') return;
      const told = json as Told;
      for (const link of [told.next, told.previous])
        if (link) note('cursor', new URL(link, 'http://x').searchParams.get('cursor'));
      for (const thing of told.results ?? [told]) learnOne(nounOf(pattern), thing);
    },
  };
}

const nouns: Record<string, string> = { categories: 'category' };

/** `/api/books/{id}/` → `book`. */
function nounOf(path: string): string {
  const [, , plural = ''] = path.split('/');
  return nouns[plural] ?? plural.replace(/s$/, '');
}
