// What the gateway adds to the rooms' documents: each operation behind it counts against limits, and may be answered with 429.

type Json = null | boolean | number | string | Json[] | { [member: string]: Json };
type Tree = { [member: string]: Json };

const text = (example: string): Tree => ({ type: 'string', example });
const reference = (to: string): Tree => ({ $ref: `#/components/${to}` });

const refused = (types: string[]): Tree => ({
  description: `Too often; \`Retry-After\` says when to come again. Type: ${types.map((type) => `\`${type}\``).join(', ')}.`,
  headers: Object.fromEntries(
    ['X-Request-Id', 'Retry-After', 'RateLimit', 'RateLimit-Policy'].map((name) => [
      name,
      reference(`headers/${name.replaceAll('-', '')}`),
    ]),
  ),
  content: { 'application/problem+json': { schema: reference('schemas/Problem') } },
  'x-problem-types': types,
});

const parts: Record<string, Tree> = {
  headers: {
    RateLimit: {
      description: 'What is left of each limit (`r`), whole again in `t` seconds.',
      schema: text('"api";r=299;t=60'),
    },
    RateLimitPolicy: {
      description: 'Each limit: `q` requests in `w` seconds.',
      schema: text('"api";q=300;w=60'),
    },
    RetryAfter: { description: 'Seconds to wait.', schema: text('2') },
  },
  responses: {
    TooManyRequests: refused(['too-many-requests']),
    TooOften: refused(['too-many-requests', 'too-many-tries']),
  },
};

/** The document with the limits of this door. */
export function withLimits(document: Tree): Tree {
  const { paths, components } = document as { paths: Record<string, Tree>; components: Record<string, Tree> };
  if (Object.keys(paths).length === 0) return document;
  const limited = Object.entries(paths).map(([path, operations]) => [
    path,
    Object.fromEntries(Object.entries(operations).map(([method, operation]) => [method, limit(operation as Tree)])),
  ]);
  const text = JSON.stringify(limited);
  const used = (name: string) => text.includes(`"#/components/responses/${name}"`);
  const sections = Object.entries(parts).map(
    ([section, own]) => [section, { ...components[section], ...own }] as const,
  );
  const all: Record<string, Tree> = { ...components, ...Object.fromEntries(sections) };
  // What a room says of its own 429 is said anew here.
  const responses = Object.entries(all.responses ?? {}).filter(([name]) => used(name));
  return {
    ...document,
    paths: Object.fromEntries(limited),
    components: { ...all, responses: Object.fromEntries(responses) },
  };
}

function limit(operation: Tree): Tree {
  const responses = operation.responses as Tree;
  // A room that counts tries of its own says so in its document.
  const tries = /too-?many-?tries/i.test(JSON.stringify(responses[429] ?? null));
  return {
    ...operation,
    responses: { ...responses, 429: reference(`responses/${tries ? 'TooOften' : 'TooManyRequests'}`) },
  };
}
