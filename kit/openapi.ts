// The OpenAPI document of a room and its Swagger page. The plugin's own document is not valid and its page loads from a CDN:
// the document is tidied here, and every asset of the page is served by us under a policy of its own.

import { swagger } from '@elysiajs/swagger';
import { Elysia } from 'elysia';

type Json = null | boolean | number | string | Json[] | { [member: string]: Json };
type Tree = { [member: string]: Json };

export const swaggerPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'";

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
          components: { securitySchemes: { bearerAuth: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } } },
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

/** Makes the plugin's document valid OpenAPI 3.0: exact types, one media type a body, a description for each response. */
export function tidy(raw: unknown): Tree {
  const document = clean(raw as Json) as Tree;
  for (const operations of Object.values((document.paths ?? {}) as Record<string, Tree>)) {
    for (const operation of Object.values(operations)) tidyOperation(operation as Tree);
  }
  return document;
}

function clean(value: Json): Json {
  if (Array.isArray(value)) return value.map(clean);
  if (value === null || typeof value !== 'object') return value;
  const { $id: _, examples, ...rest } = value;
  // `error` is our own keyword: the sentence for a refused field.
  if (typeof rest.error === 'string') delete rest.error;
  // OpenAPI 3.0 knows one `example`; the list is JSON Schema's.
  if (Array.isArray(examples) && examples[0] !== undefined) rest.example = examples[0];
  const tree = Object.fromEntries(Object.entries(rest).map(([name, member]) => [name, clean(member)])) as Tree;
  if (typeof tree.$ref === 'string' && !tree.$ref.startsWith('#')) return { $ref: `#/components/schemas/${tree.$ref}` };
  return Array.isArray(tree.anyOf) ? simplify(tree, tree.anyOf as Tree[]) : constToEnum(tree);
}

/** `const` is not in OpenAPI 3.0. */
function constToEnum(tree: Tree): Tree {
  if (!('const' in tree)) return tree;
  const { const: only, ...rest } = tree;
  return { ...rest, enum: [only ?? null] };
}

/** Unions of literals become an enum, `x | null` becomes nullable. */
function simplify(tree: Tree, options: Tree[]): Tree {
  const { anyOf: _, ...rest } = tree;
  const known = options.filter((option) => option.type !== 'null');
  const nullable: Tree = known.length < options.length ? { nullable: true } : {};
  if (known.every((option) => Array.isArray(option.enum))) {
    const type = known[0]?.type ?? 'string';
    return { ...rest, type, enum: known.flatMap((option) => option.enum as Json[]), ...nullable };
  }
  const [only, ...others] = known;
  if (!only || others.length > 0) return { ...rest, anyOf: known, ...nullable };
  if ('$ref' in only) return { ...rest, allOf: [only], ...nullable };
  return { ...only, ...rest, ...nullable };
}

const responseMembers = new Set(['description', 'headers', 'content', 'links']);

function tidyOperation(operation: Tree): void {
  keepOnly(operation.requestBody as Tree | undefined, 'application/json');
  for (const [status, response] of Object.entries((operation.responses ?? {}) as Record<string, Tree>)) {
    response.description ??= status.startsWith('2') ? 'Done.' : 'Refused.';
    // The plugin spreads the schema's own keywords beside `content`.
    for (const member of Object.keys(response)) if (!responseMembers.has(member)) delete response[member];
    keepOnly(response, Number(status) >= 400 ? 'application/problem+json' : 'application/json');
  }
}

function keepOnly(holder: Tree | undefined, media: string): void {
  const content = holder?.content as Tree | undefined;
  if (!holder || !content) return;
  const body = content['application/json'] ?? Object.values(content)[0];
  if (body !== undefined) holder.content = { [media]: body };
}
