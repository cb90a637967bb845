// Who may import whom at run time. `Bun.Transpiler.scanImports` drops type-only imports, so types may cross rooms freely.

import { dirname, join } from 'node:path';
import { isTest, type Source, sources } from './files.ts';

const transpilers = { ts: new Bun.Transpiler({ loader: 'ts' }), tsx: new Bun.Transpiler({ loader: 'tsx' }) };

export function imports(source: Source): string[] {
  const transpiler = source.path.endsWith('x') ? transpilers.tsx : transpilers.ts;
  return transpiler.scanImports(source.text).map((found) => resolve(source.path, found.path));
}

/** `#kit/money` → `kit/money`, `./rules.ts` → `services/orders/rules`, anything else is a package. */
function resolve(from: string, target: string): string {
  if (target.startsWith('#')) return target.slice(1).replace(/\.tsx?$/, '');
  if (target.startsWith('.')) return join(dirname(from), target).replace(/\.tsx?$/, '');
  return target.startsWith('node:') || target === 'bun' || target.startsWith('bun:')
    ? target
    : `npm:${packageOf(target)}`;
}

const packageOf = (target: string): string =>
  target
    .split('/')
    .slice(0, target.startsWith('@') ? 2 : 1)
    .join('/');

const open = (target: string) => /^(node:|bun$|bun:)/.test(target);

/** What a file may import at run time, besides packages and Node; null where anything may be. */
function mayImport(path: string): RegExp | null {
  const service = /^services\/(\w+)\//.exec(path)?.[1];
  if (service) {
    const own = path.endsWith('/seed.ts') ? '|sample' : path.startsWith('services/users/') ? '|views/mail' : '';
    return new RegExp(`^(services/${service}|nats|kit${own})/`);
  }
  const rule = allowed.find(([of]) => of.test(path));
  return rule ? rule[1] : null;
}

const allowed: [of: RegExp, may: RegExp][] = [
  [/^kit\//, /^kit\//],
  [/^nats\//, /^(nats|kit)\//],
  [/^views\//, /^(views|kit\/(money|time))(\/|$)/],
  [/^gateway\//, /^(gateway|views|kit|nats)\//],
  [/^sample\//, /^(sample|kit)\//],
];

export function foreignImports(): string[] {
  return sources
    .filter((source) => !isTest(source.path))
    .flatMap((source) => {
      const may = mayImport(source.path);
      if (!may) return [];
      return imports(source)
        .filter((target) => !open(target) && !target.startsWith('npm:') && !may.test(target))
        .map((target) => `${source.path} imports ${target}`);
    });
}

/** Packages that only their owner may import, so that a swap is one file. */
const owners: [pack: RegExp, owner: RegExp][] = [
  [/^npm:@opentelemetry\//, /^kit\/tracing-otlp\.ts$/],
  [/^npm:nats$/, /^nats\/bus\.ts$/],
  [/^npm:postgres$/, /^kit\/(pool|migrate)\.ts$/],
  [
    /^npm:drizzle-orm$/,
    /^(kit\/(database|pg-arrays|outbox|idempotency|keyset|migrate|ended-sessions)\.ts|services\/\w+\/(schema|repository|repository\/.+|tables\/.+|.*repository.*)\.ts|services\/\w+\/import\/.+\.ts|services\/\w+\/providers\/.+\.ts|services\/\w+\/seed\.ts)$/,
  ],
  [/^npm:(jose|@elysiajs\/jwt)$/, /^(kit\/auth\.ts|services\/users\/.+\.ts)$/],
  [/^npm:elysia$/, /^(kit|gateway)\/|^services\/\w+\/(index|routes|routes\/.+)\.ts$/],
  [/^npm:@kitajs\/html$/, /^(views|gateway)\//],
  [/^npm:nodemailer$/, /^services\/users\/post\.ts$/],
  [/^npm:(fontkit|@resvg\/resvg-wasm)$/, /^gateway\/covers\//],
  [/^npm:csv-parse$/, /^services\/books\/import\//],
];

export function strayPackages(): string[] {
  return sources
    .filter((source) => /^(kit|nats|services|views|gateway|sample)\//.test(source.path) && !isTest(source.path))
    .flatMap((source) =>
      imports(source).flatMap((target) => {
        const rule = owners.find(([pack]) => pack.test(target));
        return rule && !rule[1].test(source.path)
          ? [`${source.path} imports ${target.slice(4)}; only ${rule[1].source} may`]
          : [];
      }),
    );
}

/** Inside a service arrows point down only: doors → actions → rules; rules know no I/O. */
export function upwardImports(): string[] {
  const forbidden: [of: RegExp, not: RegExp][] = [
    [
      /^services\/\w+\/rules\.ts$/,
      /(repository|schema|routes|messages|actions|npm:drizzle-orm|npm:elysia|nats\/|kit\/(id|database|outbox|config|service))/,
    ],
    [/^services\/\w+\/model\.ts$/, /(repository|schema|routes|messages|actions|rules|npm:elysia$)/],
    [/^services\/\w+\/(repository|schema)\.ts$/, /\/(routes|messages|actions|index)$/],
    [/^services\/\w+\/actions\.ts$/, /\/(routes|messages|index)$/],
  ];
  return sources.flatMap((source) => {
    const rule = forbidden.find(([of]) => of.test(source.path));
    return rule
      ? imports(source)
          .filter((target) => rule[1].test(target))
          .map((target) => `${source.path} imports ${target}`)
      : [];
  });
}
