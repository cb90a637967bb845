// Files: ours under /assets, the covers, and the icon that browsers look for by name.

import { Elysia } from 'elysia';
import { requestIdOf } from '#kit/http';
import { notFound } from '#kit/problem';
import { readMs } from './calls.ts';
import type { Deps } from './deps.ts';
import { pictureHeaders } from './headers.ts';

const hidden = { detail: { hide: true } };

const toIcon = (deps: Deps) =>
  new Response(null, {
    status: 302,
    headers: { ...pictureHeaders, location: deps.assets.addresses.icon, 'cache-control': 'public, max-age=3600' },
  });

export function files(deps: Deps) {
  return new Elysia({ name: 'files' })
    .get(
      '/assets/:name',
      ({ params, request }) => {
        const file = deps.assets.serve(params.name, request);
        if (file) return file;
        if (params.name === 'icon.svg') return toIcon(deps);
        throw notFound('file');
      },
      hidden,
    )
    .get(
      '/covers/:file',
      ({ params, request }) => {
        const by = {
          token: null,
          requestId: requestIdOf(request),
          address: null,
          account: null,
          resting: new Set<never>(),
        };
        return deps.covers.serve(params.file, request, { ...by, readBy: performance.now() + readMs });
      },
      hidden,
    )
    .get('/favicon.ico', () => toIcon(deps), hidden);
}
