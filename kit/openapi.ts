// The OpenAPI document of a room and its Swagger page. The plugin's own document is not valid and its page loads from a CDN:
// the document is tidied here, and every asset of the page is served by us under a policy of its own.

import { swagger } from '@elysiajs/swagger';
import { Elysia } from 'elysia';
import type { Tree } from './components.ts';
import { tidy } from './document.ts';

export const swaggerPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'";

const bearerAuth = {
  type: 'http',
  scheme: 'bearer',
  bearerFormat: 'JWT',
  description:
    'The `access` token that registering (`POST /api/users/register/`) or signing in (`POST /api/users/login/`) answered, ' +
    'without quotes and without the word Bearer. It is good for ten minutes; then sign in again.',
} as const;

/** Serves `/swagger/json` (tidied OpenAPI 3.0, made once) and `/swagger` (its page), describing the app it is mounted on. */
export function openapi(
  info: { title: string; description: string; version: string },
  handle: (request: Request) => Promise<Response>,
) {
  let document: Tree | undefined;
  return new Elysia({ name: 'openapi' })
    .use(
      swagger({
        provider: 'swagger-ui',
        path: '/swagger/raw',
        specPath: '/swagger/raw/json',
        exclude: [/^\/swagger/, /^\/health/, /^\/metrics/],
        excludeStaticFile: false,
        documentation: {
          info,
          components: { securitySchemes: { bearerAuth } },
        },
      }),
    )
    .get(
      '/swagger/json',
      async () => {
        document ??= tidy(await (await handle(new Request('http://localhost/swagger/raw/json'))).json());
        return document;
      },
      { detail: { hide: true } },
    )
    .use(swaggerPage());
}

/** The page and its assets alone: the gateway shows its merged document with it. */
export function swaggerPage() {
  const file = (name: string, type: string) => () =>
    new Response(Bun.file(Bun.resolveSync(`swagger-ui-dist/${name}`, import.meta.dir)), {
      headers: { 'content-type': type, 'cache-control': 'public, max-age=86400' },
    });
  const hidden = { detail: { hide: true } };
  return new Elysia({ name: 'swagger-page' })
    .get(
      '/swagger',
      () =>
        new Response(page, {
          headers: { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': swaggerPolicy },
        }),
      hidden,
    )
    .get('/swagger/start.js', () => new Response(start, { headers: { 'content-type': 'text/javascript' } }), hidden)
    .get('/swagger/swagger-ui.css', file('swagger-ui.css', 'text/css'), hidden)
    .get('/swagger/swagger-ui-bundle.js', file('swagger-ui-bundle.js', 'text/javascript'), hidden);
}

const page = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>Colophon API</title><link rel="stylesheet" href="/swagger/swagger-ui.css"></head><body><div id="swagger"></div>
<script src="/swagger/swagger-ui-bundle.js"></script><script src="/swagger/start.js"></script></body></html>`;
const start = `SwaggerUIBundle({ url: '/swagger/json', dom_id: '#swagger', deepLinking: true, persistAuthorization: true, tryItOutEnabled: true });\n`;
