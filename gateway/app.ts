// What is mounted where.

import { type AnyElysia, Elysia } from 'elysia';
import { createVerifier } from '#kit/auth';
import { unlimitedBytes } from '#kit/bodies';
import { health } from '#kit/health';
import { http } from '#kit/http';
import type { Log } from '#kit/log';
import type { Metrics } from '#kit/metrics';
import type { Clock } from '#kit/time';
import * as users from '#nats/users';
import { createAddressOf, noteAddress } from './addresses.ts';
import { api } from './api.ts';
import type { Assets } from './assets.ts';
import { createCoverPictures } from './cover-pictures.ts';
import type { Deps } from './deps.ts';
import { docs } from './docs.ts';
import { createDrafts } from './drafts.ts';
import { errorPage } from './error-pages.ts';
import { files } from './files.ts';
import { cspReports, refuseForeignHosts } from './front.ts';
import { createLimits, type Limits } from './limits.ts';
import { account } from './pages/account.ts';
import { accountEnds } from './pages/account-ends.ts';
import { addresses } from './pages/addresses.ts';
import { authors } from './pages/authors.ts';
import { basket } from './pages/basket.ts';
import { books } from './pages/books.ts';
import { checkout } from './pages/checkout.ts';
import { contact } from './pages/contact.ts';
import { emailAddress } from './pages/email-address.ts';
import { feeds } from './pages/feeds.ts';
import { help } from './pages/help.ts';
import { home } from './pages/home.ts';
import { mailbox } from './pages/mailbox.ts';
import { orders } from './pages/orders.ts';
import { passwords } from './pages/passwords.ts';
import { payments } from './pages/payments.ts';
import { placedOrders } from './pages/placed.ts';
import { readingList } from './pages/reading-list.ts';
import { registrations } from './pages/registrations.ts';
import { returns } from './pages/returns.ts';
import { reviews } from './pages/reviews.ts';
import { search } from './pages/search.ts';
import { sessions } from './pages/sessions.ts';
import { settings } from './pages/settings.ts';
import { sharedLists } from './pages/shared-lists.ts';
import { shelves } from './pages/shelves.ts';
import { specimens } from './pages/specimens.ts';
import { tracking } from './pages/tracking.ts';
import { rankOf } from './ranks.ts';
import { createSeals } from './seals.ts';
import { createServices, type Services } from './services.ts';
import { type Asking, createSessions } from './session.ts';
import type { Settings } from './settings.ts';
import { createUpstream, type RoomName, type Upstream } from './upstream.ts';
import { createDoors } from './visit.ts';

/** What the app is built from: the only things in it that reach out of the process. */
export type Parts = { settings: Settings; log: Log; metrics: Metrics; clock: Clock; bus: Asking; assets: Assets };

const pages = [
  home,
  shelves,
  books,
  authors,
  search,
  feeds,
  basket,
  checkout,
  orders,
  placedOrders,
  returns,
  payments,
  reviews,
  tracking,
];
const personal = [
  account,
  accountEnds,
  emailAddress,
  addresses,
  sharedLists,
  readingList,
  sessions,
  registrations,
  passwords,
  settings,
  help,
  contact,
  mailbox,
  specimens,
];

/** @param ready tells why the gateway is not ready, or null */
export function buildApp(parts: Parts, ready: () => string | null = () => null) {
  const { log, metrics } = parts;
  const upstreams = upstreamsOf(parts);
  const addressOf = createAddressOf(parts.settings.TRUSTED_PROXIES);
  const limits = createLimits(parts.settings.RATE_LIMITS, createVerifier(keysOver(parts.bus)));
  const deps = depsOf(parts, createServices(upstreams, limits), limits);
  const doors = createDoors(deps);
  const whole: AnyElysia = new Elysia({
    normalize: false,
    serve: { maxRequestBodySize: unlimitedBytes, idleTimeout: 30 },
  })
    .use(
      http({
        log,
        metrics,
        routes: () => whole.routes,
        media: anyMedia,
        entrance: { rank: rankOf, trustsDeadlines: false, checksBodies: false },
        show: (problem, request) => errorPage(deps, problem, request),
      }),
    )
    .onRequest(({ request }) => noteAddress(request, addressOf(request, whole.server)))
    .onRequest(refuseForeignHosts(new URL(deps.origin).host))
    .use(health(metrics, ready))
    .use(cspReports(metrics, log))
    .use(files(deps))
    .use(docs(upstreams))
    .use(api(upstreams, limits));
  for (const mount of [...pages, ...personal]) whole.use(mount(deps, doors));
  return { app: whole, deps, warmUp: () => warmUp(deps) };
}

/** Pages check what they are sent, and the API hands on anything. */
const anyMedia = /(?:)/;

function upstreamsOf({ settings, log }: Parts): Record<RoomName, Upstream> {
  return {
    users: createUpstream('users', settings.USERS_SERVICE_URL, log),
    books: createUpstream('books', settings.BOOKS_SERVICE_URL, log),
    orders: createUpstream('orders', settings.ORDERS_SERVICE_URL, log),
    payments: createUpstream('payments', settings.PAYMENTS_SERVICE_URL, log),
    reviews: createUpstream('reviews', settings.REVIEWS_SERVICE_URL, log),
  };
}

const keysOver = (bus: Asking) => async () => ({ keys: (await bus.ask(users.keys, {}, { timeoutMs: 400 })).keys });

function depsOf(parts: Parts, services: Services, limits: Limits): Deps {
  const { settings, log, metrics, clock, bus, assets } = parts;
  const { origin, protocol } = new URL(settings.PUBLIC_URL);
  return {
    settings,
    log,
    metrics,
    clock,
    services,
    limits,
    bus,
    sessions: createSessions(bus),
    seals: createSeals(settings.SESSION_SECRET),
    assets,
    covers: createCoverPictures(services),
    drafts: createDrafts(),
    origin,
    secure: protocol === 'https:',
  };
}

/** What can wait until the doors are open, and would keep the first visitor waiting. */
async function warmUp({ assets, covers }: Deps): Promise<void> {
  await assets.settle();
  covers.warmUp();
}
