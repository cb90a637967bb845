// Small files at addresses that are the same on every site.

import { Elysia } from 'elysia';
import { url } from '#views/urls.ts';
import type { Deps } from '../deps.ts';
import { answerWith } from '../feeds/answer.ts';
import { openSearchDescription, openSearchType } from '../feeds/opensearch.ts';
import { humansText, robotsText, securityText } from '../feeds/texts.ts';

const hidden = { detail: { hide: true } };
const keptSeconds = 3600;

export function texts({ origin, clock, assets }: Deps) {
  const plain = (body: () => string) => (context: { request: Request }) =>
    answerWith(context.request, { type: 'text/plain; charset=utf-8', body: body(), keptSeconds });
  return new Elysia({ name: 'pages/feeds-texts' })
    .get(
      '/robots.txt',
      plain(() => robotsText(origin)),
      hidden,
    )
    .get('/humans.txt', plain(humansText), hidden)
    .get(
      '/.well-known/security.txt',
      plain(() => securityText(origin, clock)),
      hidden,
    )
    .get(
      '/.well-known/change-password',
      () =>
        new Response(null, { status: 303, headers: { location: url.forgotPassword(), 'cache-control': 'no-store' } }),
      hidden,
    )
    .get(
      url.openSearch(),
      ({ request }) =>
        answerWith(request, {
          type: openSearchType,
          body: openSearchDescription(origin, assets.addresses.icon),
          keptSeconds,
        }),
      hidden,
    );
}
