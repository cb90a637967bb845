// The plain texts robots and people look for by name.

import type { Clock } from '#kit/time';
import { url } from '#views/urls.ts';

/** What is personal, endless, or for programs that were told of it; pages say themselves where they are not for an index. */
const closed = [
  '/account',
  '/api/',
  '/basket',
  '/checkout',
  '/feeds/search.atom',
  '/opds/search',
  '/orders',
  '/search',
];

export const robotsText = (origin: string): string =>
  [
    'User-agent: *',
    ...[...closed, '/sign-in', '/sign-up', '/swagger'].map((path) => `Disallow: ${path}`),
    '',
    `Sitemap: ${origin}${url.sitemap()}`,
    '',
  ].join('\n');

export const humansText = (): string => `/* SHOP */
Colophon Books, books for the long evening.

/* SITE */
Language: English
Standards: HTML, CSS, SVG, Atom, OPDS, OpenSearch, JSON-LD
Type: Literata by TypeTogether
Made with: Bun, TypeScript, Elysia, PostgreSQL, NATS, htmx
Works without JavaScript, and asks no other site for anything.
`;

const validDays = 180;

/** RFC 9116. The mailbox is the one RFC 2142 keeps for this on every host. */
export function securityText(origin: string, clock: Clock): string {
  const until = clock.now();
  until.setUTCDate(until.getUTCDate() + validDays);
  return [
    `Contact: mailto:security@${new URL(origin).hostname}`,
    `Expires: ${until.toISOString().slice(0, 10)}T00:00:00Z`,
    'Preferred-Languages: en',
    `Canonical: ${origin}/.well-known/security.txt`,
    '',
  ].join('\n');
}
