// One request for a page: who asks, with which basket, and in whose name the rooms are asked. Two doors lead in: `page` for
// reading, `form` for what changes something. No other way reaches a handler, so none forgets the checks.

import { requestIdOf } from '#kit/http';
import { Problem, unauthorized } from '#kit/problem';
import { url } from '#views/urls.ts';
import { visitorsAddress } from './addresses.ts';
import { type Basket, basketDays, formatBasket, parseBasket } from './basket.ts';
import { type Asker, readMs } from './calls.ts';
import { type Jar, openJar } from './cookies.ts';
import { formToken, isFormToken, outOfDate, refuseForeignForm } from './csrf.ts';
import type { Deps } from './deps.ts';
import { deviceOf } from './devices.ts';
import { type Flash, setFlash } from './flash.ts';
import { type Posted, readPosted } from './posted.ts';
import { localPath } from './redirects.ts';
import { browserId, type From, formSubjects, type Visitor } from './session.ts';

export type Visit = {
  request: Request;
  /** Path and query, as a link to here. */
  here: string;
  path: string;
  query: URLSearchParams;
  params: Record<string, string>;
  jar: Jar;
  visitor: Visitor;
  by: Asker;
  basket: Basket;
  /** htmx wants the changed part only, not the page around it. */
  partial: boolean;
  /** performance.now() when the request came in. */
  began: number;
};

/** What Elysia gives a handler, as far as the doors use it. */
export type Context = { request: Request; params?: object };
export type Handler = (visit: Visit) => Promise<Response> | Response;
export type FormHandler = (visit: Visit, posted: Posted) => Promise<Response> | Response;

export type Doors = {
  page(handler: Handler): (context: Context) => Promise<Response>;
  form(handler: FormHandler): (context: Context) => Promise<Response>;
};

export function createDoors(deps: Deps): Doors {
  return {
    page: (handler) => async (context) => {
      const visit = await openVisit(deps, context);
      return signInWhereAsked(deps, visit, async () => handler(visit));
    },
    form: (handler) => async (context) => {
      const { request } = context;
      refuseForeignForm(request.headers, deps.origin);
      const posted = await readPosted(request);
      const subjects = formSubjects(openJar(request.headers.get('cookie'), deps.secure));
      if (!isFormToken(deps.seals, deps.clock, posted.text('csrf'), subjects)) throw outOfDate();
      const visit = await openVisit(deps, context);
      return signInWhereAsked(deps, visit, async () => handler(visit, posted));
    },
  };
}

async function openVisit(deps: Deps, context: Context): Promise<Visit> {
  const began = performance.now();
  const { request } = context;
  const jar = openJar(request.headers.get('cookie'), deps.secure);
  const visitor = await deps.sessions.visitor(jar, requestIdOf(request));
  return visitOf(context, { jar, visitor, began });
}

/** A visit for which nobody is asked who it is: for pages that must come whatever is down. */
export function unannouncedVisit(deps: Deps, request: Request): Visit {
  const jar = openJar(request.headers.get('cookie'), deps.secure);
  return visitOf({ request }, { jar, visitor: deps.sessions.known(jar), began: performance.now() });
}

type Known = Pick<Visit, 'jar' | 'visitor' | 'began'>;

function visitOf({ request, params }: Context, { jar, visitor, began }: Known): Visit {
  const { pathname, search, searchParams } = new URL(request.url);
  const { token, account } = visitor;
  const by = { token, account, requestId: requestIdOf(request), address: visitorsAddress(request) };
  return {
    request,
    here: pathname + search,
    path: pathname,
    query: searchParams,
    params: (params ?? {}) as Record<string, string>,
    jar,
    visitor,
    by: { ...by, readBy: began + readMs, resting: new Set() },
    basket: parseBasket(jar.get('basket')),
    partial: request.headers.get('hx-request-type') === 'partial',
    began,
  };
}

/** A 401, ours or a room's, is answered with the way to sign in and back. */
async function signInWhereAsked(deps: Deps, visit: Visit, handle: () => Promise<Response>): Promise<Response> {
  try {
    return await handle();
  } catch (error) {
    if (!(error instanceof Problem) || error.status !== 401) throw error;
    if (visit.visitor.sid) deps.sessions.forget(visit.visitor.sid);
    const location = url.signIn(comeBack(visit));
    return visit.partial ? elsewhere(visit, location) : redirect(visit, location);
  }
}

/** Where to go on to after signing in: this page, or for a form the page it was on; `''` where that is not known. */
export function comeBack({ request, here }: Visit): string {
  if (request.method === 'GET' || request.method === 'HEAD') return here;
  const referer = URL.parse(request.headers.get('referer') ?? '');
  return referer && referer.host === new URL(request.url).host ? localPath(referer.pathname + referer.search, '') : '';
}

/** As {@link redirect}, for the whole page: htmx would put what it is redirected to where a part was to go. */
function elsewhere(visit: Visit, location: string): Response {
  const { headers } = redirect(visit, location);
  headers.delete('location');
  headers.set('hx-redirect', location);
  return new Response(null, { status: 200, headers });
}

/** The visitor's account and token. @throws Problem 401, or 503 while nobody can say who they are. */
export function signedIn(visit: Visit): Visitor & { state: 'signed-in' } {
  const { visitor } = visit;
  if (visitor.state === 'signed-in') return visitor;
  if (visitor.state === 'signed-out') throw unauthorized('Sign in first.');
  throw new Problem(
    503,
    'users-unavailable',
    'Signing in does not work just now. Your basket is kept; try again shortly.',
    {
      headers: { 'retry-after': '2' },
    },
  );
}

/** As {@link signedIn}, for what a guest may not do. */
export function withAccount(visit: Visit): Visitor & { state: 'signed-in' } {
  const visitor = signedIn(visit);
  if (visitor.account.is_guest) throw unauthorized('Sign in first.');
  return visitor;
}

/** What a session begins with. */
export const fromOf = ({ by, request }: Visit): From => ({
  requestId: by.requestId,
  device: deviceOf(request.headers.get('user-agent')),
});

/** The hidden proof that a form is ours. Draw it once a page: it may set a cookie. */
export const csrfFor = (deps: Deps, visit: Visit): string =>
  formToken(deps.seals, deps.clock, visit.visitor.sid ?? browserId(visit.jar));

export function saveBasket(visit: Visit, basket: Basket): void {
  visit.basket = basket;
  if (basket.length === 0) visit.jar.clear('basket');
  else visit.jar.set('basket', formatBasket(basket), basketDays * 24 * 3600);
}

/** The page is at another address, for good. @param location a path of this shop */
export const moved = (location: string): Response =>
  new Response(null, { status: 301, headers: { location, 'cache-control': 'private, max-age=300' } });

/** Go on with a GET, and tell there what came of it. @param location a path of this shop */
export function redirect(visit: Visit, location: string, flash?: { deps: Deps; say: Flash }): Response {
  if (flash) setFlash(visit.jar, flash.deps.seals, flash.say);
  const headers = new Headers({ location, 'cache-control': 'private, no-store' });
  for (const line of visit.jar.lines()) headers.append('set-cookie', line);
  return new Response(null, { status: 303, headers });
}
