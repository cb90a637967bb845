// Content → what goes over the wire: framed in the layout unless htmx wants the part alone, told about caching, compressed,
// and with a colophon line that is true.

import { type Frame, Layout } from '#views/layout.tsx';
import { copiesIn } from './basket.ts';
import { compress, encodingsFor } from './compress.ts';
import type { Deps } from './deps.ts';
import { takeFlash } from './flash.ts';
import { type Caching, cacheControl, pageHeaders, pageVary } from './headers.ts';
import { createLru } from './lru.ts';
import { preferencesOf } from './preferences.ts';
import { csrfFor, type Visit } from './visit.ts';

type Markup = string | Promise<string>;

export type PageParts = {
  content: Markup;
  caching?: Caching;
  status?: number;
  headers?: Record<string, string>;
} & Pick<Frame, 'title'> &
  Partial<
    Pick<
      Frame,
      'noindex' | 'description' | 'jsonLd' | 'alternates' | 'social' | 'quiet' | 'failed' | 'refreshSeconds' | 'q'
    >
  > & {
    /** The shortest form of this address, where that is not its path alone. */
    canonical?: string;
    /** Said after the sentence a form left, if there is one: what the page shows for it. */
    afterFlash?: string;
    /** For pages that must be light above all. */
    light?: boolean;
  };

export function renderPage(deps: Deps, visit: Visit, parts: PageParts): Response {
  const { content, caching = 'personal', status = 200, headers = {} } = parts;
  const inner = text(content);
  if (visit.partial) return send(visit, { html: inner, status, headers: { ...base(deps, caching), ...headers } });
  const frame = frameOf(deps, visit, parts);
  const html = text(Layout({ frame, children: inner }));
  const etag =
    caching === 'catalogue' && status === 200 && !frame.flash
      ? `W/"${html.length.toString(36)}-${Bun.hash.xxHash32(html).toString(36)}"`
      : null;
  const all: Record<string, string> = { ...base(deps, frame.flash ? 'personal' : caching), ...headers };
  if (etag) {
    all.etag = etag;
    if (visit.request.headers.get('if-none-match')?.includes(etag))
      return send(visit, { html: null, status: 304, headers: all });
  }
  return send(visit, { html: withColophon(deps, visit, html, frame.assets), status, headers: all });
}

/** Markup without our frame: a fragment at an address of its own, or a document that brings its own frame. */
export function renderBare(deps: Deps, visit: Visit, content: Markup, status = 200): Response {
  return send(visit, { html: text(content), status, headers: base(deps, 'personal') });
}

/** A page that was framed elsewhere, with these files: its last line is filled in as on any other page. */
export const renderFramed = (deps: Deps, visit: Visit, html: string, used: Frame['assets']): Response =>
  send(visit, { html: withColophon(deps, visit, html, used), status: 200, headers: base(deps, 'personal') });

const base = (deps: Deps, caching: Caching): Record<string, string> => ({
  ...pageHeaders(deps.secure),
  'content-type': 'text/html; charset=utf-8',
  'cache-control': cacheControl(caching),
  vary: pageVary,
});

/** Views wait for nothing, so what they give is text. */
function text(markup: Markup): string {
  if (typeof markup === 'string') return markup;
  throw new Error('a view waited for something: views are pure');
}

function frameOf(deps: Deps, visit: Visit, parts: PageParts): Frame {
  const { title, canonical, status = 200, noindex, description, jsonLd, alternates, social, light } = parts;
  const { quiet, failed, refreshSeconds, q } = parts;
  const { account } = visit.visitor;
  const { theme, text, motion } = preferencesOf(visit.jar);
  return {
    title,
    path: visit.here,
    visitor: {
      name: account ? (account.is_guest ? 'Guest' : account.display_name) : null,
      isStaff: account?.role === 'staff' || account?.role === 'admin',
      basketCount: copiesIn(visit.basket),
    },
    csrf: csrfFor(deps, visit),
    flash: told(takeFlash(visit.jar, deps.seals), parts.afterFlash) ?? restingNotice(visit),
    assets: light ? deps.assets.light : deps.assets.addresses,
    theme,
    large: text === 'large',
    still: motion === 'none',
    canonical: status === 200 ? deps.origin + (canonical ?? visit.path) : undefined,
    noindex,
    description,
    jsonLd,
    alternates,
    social,
    quiet,
    failed,
    refreshSeconds,
    q,
  };
}

const told = (flash: Frame['flash'], after: string | undefined): Frame['flash'] =>
  flash && after ? { ...flash, text: `${flash.text} ${after}` } : flash;

/** The page could be made without the catalogue, from what was known of it a minute ago. */
function restingNotice(visit: Visit): Frame['flash'] {
  if (!visit.by.resting.has('books')) return null;
  return { kind: 'notice', text: 'The catalogue is resting: prices and stock may be a minute old.' };
}

const encodings = (visit: Visit) => encodingsFor(visit.request.headers.get('accept-encoding'));

/** What pages of this length weighed when they were last sent: close enough to print before compressing. */
const weights = createLru<number>(2000);

/** Fills the marks of the last line: how long the page took, and what it weighs with style sheet and script as sent. */
function withColophon(deps: Deps, visit: Visit, html: string, used: Frame['assets']): string {
  const { page: encoding, file } = encodings(visit);
  const key = `${encoding} ${visit.path} ${html.length}`;
  let own = weights.get(key);
  if (own === undefined) {
    own = compress(html, encoding).length;
    weights.set(key, own);
  }
  const bytes = own + deps.assets.weight(file, used);
  const ms = Math.max(1, Math.round(performance.now() - visit.began));
  return fillLast(fillLast(html, '{{kB}}', (bytes / 1000).toFixed(1)), '{{ms}}', String(ms));
}

/** The last one: the footer's. Whatever a book or review is called stays as it is. */
function fillLast(html: string, mark: string, value: string): string {
  const at = html.lastIndexOf(mark);
  return at < 0 ? html : html.slice(0, at) + value + html.slice(at + mark.length);
}

/** Below this a compressed answer is hardly smaller. */
const smallest = 400;

function send(
  visit: Visit,
  answer: { html: string | null; status: number; headers: Record<string, string> },
): Response {
  const headers = new Headers(answer.headers);
  for (const line of visit.jar.lines()) headers.append('set-cookie', line);
  const { html, status } = answer;
  if (html === null) return new Response(null, { status, headers });
  const encoding = html.length < smallest ? 'identity' : encodings(visit).page;
  if (encoding === 'identity') return new Response(html, { status, headers });
  headers.set('content-encoding', encoding);
  return new Response(compress(html, encoding), { status, headers });
}
