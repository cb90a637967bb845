// Words that only their owner may write: the clock, randomness, the environment, the console, SQL.

import { isTest, places, sources } from './files.ts';

type Rule = { word: RegExp; owner: RegExp; instead: string };

const rules: Rule[] = [
  {
    word: /\bprocess\.env\b/,
    owner: /^(kit\/config|bin\/|deploy\/|bench\/)/,
    instead: 'read a setting through kit/config.ts',
  },
  {
    word: /\b(Date\.now\(|new Date\()/,
    owner: /^(kit\/time|bin\/|deploy\/|bench\/|sample\/)/,
    instead: 'take the Clock, or a function of kit/time.ts',
  },
  { word: /\brandomUUID/, owner: /^(kit\/(id|http)|bin\/|deploy\/|bench\/)/, instead: 'use newUid() of kit/id.ts' },
  { word: /\bconsole\./, owner: /^(bin\/|deploy\/|bench\/|views\/assets\/)/, instead: 'use the log of kit/log.ts' },
  {
    word: /(?<![.\w])fetch\(/,
    owner: /^(gateway\/(services|api|docs|upstream)|gateway\/client\/|bin\/|deploy\/|bench\/)/,
    instead: 'ask over the bus, or through gateway/services.ts',
  },
  {
    word: /\bparseFloat\(|\*\s*100\b(?!\s*\)?\s*\/)/,
    owner: /^(kit\/money|gateway\/covers\/|views\/|bench\/|bin\/|services\/\w+\/(present|schema)|gateway\/)/,
    instead: 'use kit/money.ts',
  },
  { word: /\bas any\b|: any\b|<any>/, owner: /^$/, instead: 'say the type' },
  { word: /\bexport default\b/, owner: /^.*\.d\.ts$/, instead: 'export it by name' },
  { word: /\bexport \* from\b/, owner: /^$/, instead: 'import from the file where it is' },
];

export function strayWords(): string[] {
  return rules.flatMap(({ word, owner, instead }) =>
    sources
      .filter((source) => !isTest(source.path) && !owner.test(source.path))
      .flatMap((source) => places(source, word).map((place) => `${place}   → ${instead}`)),
  );
}

/** What a sentence to a person says instead: what happened, and what to do. */
const unfriendly = [
  /['"`>][^'"`<]*(?<![.\w@-])(please|oops|invalid|forbidden)(?![\w(.-])/i,
  /^\s+[A-Z][^={}();]*\b([Pp]lease|[Oo]ops|[Ii]nvalid|[Ff]orbidden)\b/,
];
export const unfriendlyWords = (): string[] =>
  sources
    .filter(({ path }) => /^(kit|nats|services|gateway|views)\//.test(path) && !isTest(path))
    .filter(({ path }) => !path.startsWith('views/specimens/'))
    .flatMap((source) => unfriendly.flatMap((word) => places(source, word)));

const leftovers = /\b(TODO|FIXME|XXX)\b|\b(test|describe|it)\.only\(/;
export const leftoverMarks = (): string[] =>
  sources.filter(({ path }) => !path.startsWith('tests/house/')).flatMap((source) => places(source, leftovers));

/** `kit/` could serve a shop that sells bicycles. */
const business =
  /\b(book|books|author|isbn|review|cart|basket|checkout|payment|payments|reservation|shelf|publisher)\b/i;
export const businessWords = (): string[] =>
  sources.filter(({ path }) => path.startsWith('kit/') && !isTest(path)).flatMap((source) => places(source, business));
