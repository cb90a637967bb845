// Environment → checked, typed settings. The only file that reads process.env. All faults are named at once, at start.

import { readFileSync } from 'node:fs';

export type Setting<T> = { parse(raw: string | undefined, env: Environment): T; about: string; default?: string };
export type Environment = Record<string, string | undefined>;
type Values<S> = { [K in keyof S]: S[K] extends Setting<infer T> ? T : never };

/** Thrown with every fault in one message, one line each. */
export class ConfigurationError extends Error {
  override name = 'ConfigurationError';
}

/** @throws ConfigurationError naming every variable that is missing or malformed and what it should be. */
export function readSettings<S extends Record<string, Setting<unknown>>>(
  schema: S,
  env: Environment = process.env,
): Values<S> {
  const values: Record<string, unknown> = {};
  const faults: string[] = [];
  for (const [name, setting] of Object.entries(schema)) {
    try {
      values[name] = setting.parse(rawOf(name, env), env);
    } catch (fault) {
      faults.push(`${name}: ${fault instanceof Error ? fault.message : fault} (${setting.about})`);
    }
  }
  if (faults.length > 0) throw new ConfigurationError(`Settings to mend:\n  ${faults.join('\n  ')}`);
  return values as Values<S>;
}

/** `NAME`, or the content of the file that `NAME_FILE` names: the way containers hand secrets over. */
function rawOf(name: string, env: Environment): string | undefined {
  const file = env[`${name}_FILE`];
  if (env[name] || !file) return env[name] || undefined;
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    throw new Error(`cannot be read from the file ${file} that ${name}_FILE names`);
  }
}

const required = (raw: string | undefined): string => {
  if (raw === undefined) throw new Error('is required and was not given');
  return raw;
};

export const text = (about: string, fallback?: string): Setting<string> => ({
  about,
  default: fallback,
  parse: (raw) => required(raw ?? fallback),
});

export const optionalText = (about: string): Setting<string | undefined> => ({ about, parse: (raw) => raw });

export const secret = (about: string, minLength: number): Setting<string> => ({
  about,
  parse(raw) {
    const value = required(raw);
    if (value.length < minLength) throw new Error(`must have at least ${minLength} characters`);
    return value;
  },
});

export const number = (about: string, fallback: number, range: { min: number; max: number }): Setting<number> => ({
  about,
  default: String(fallback),
  parse(raw) {
    const value = raw === undefined ? fallback : Number(raw);
    if (!Number.isInteger(value) || value < range.min || value > range.max) {
      throw new Error(`must be a whole number from ${range.min} to ${range.max}, not "${raw}"`);
    }
    return value;
  },
});

/** A share of something, from 0 to 1. */
export const share = (about: string, fallback: number): Setting<number> => ({
  about,
  default: String(fallback),
  parse(raw) {
    const value = raw === undefined ? fallback : Number(raw);
    if (!(value >= 0 && value <= 1)) throw new Error(`must be a number from 0 to 1, not "${raw}"`);
    return value;
  },
});

export const port = (fallback: number): Setting<number> =>
  number('port to listen on', fallback, { min: 0, max: 65_535 });

export const flag = (about: string, fallback: boolean): Setting<boolean> => ({
  about,
  default: fallback ? 'yes' : 'no',
  parse(raw) {
    if (raw === undefined) return fallback;
    if (/^(1|true|yes|on)$/i.test(raw)) return true;
    if (/^(0|false|no|off)$/i.test(raw)) return false;
    throw new Error(`must be yes or no, not "${raw}"`);
  },
});

export const url = (about: string, fallback?: string): Setting<string> => ({
  about,
  default: fallback,
  parse(raw) {
    const value = required(raw ?? fallback);
    if (!URL.canParse(value)) throw new Error('must be a URL');
    return value.replace(/\/$/, '');
  },
});

/** `smtp://user:password@host:587`, or `smtps://` for TLS from the first byte; may be left out. */
export const smtpUrl = (): Setting<string | undefined> => ({
  about: 'the mail server, smtp://user:password@host:587; without it mails stay in the development mailbox',
  parse(raw) {
    if (raw === undefined) return undefined;
    if (!/^smtps?:\/\//.test(raw) || !URL.canParse(raw)) throw new Error('must start with smtp:// or smtps://');
    return raw;
  },
});

/** ISO 4217 code that this machine's number formats know. */
export const currency = (): Setting<string> => ({
  about: 'the currency of every price, ISO 4217',
  default: 'USD',
  parse(raw) {
    const value = raw ?? 'USD';
    if (!Intl.supportedValuesOf('currency').includes(value)) throw new Error(`"${value}" is no currency code`);
    return value;
  },
});

/** `DATABASE_URL`, or the original's `DB_HOST, DB_PORT, DB_NAME, DB_USER, DB_PASSWORD`. */
export const databaseUrl = (room: string): Setting<string> => ({
  about: `Postgres of ${room}: DATABASE_URL, or DB_HOST, DB_PORT, DB_NAME, DB_USER and DB_PASSWORD`,
  parse(raw, env) {
    if (raw !== undefined) {
      if (!/^postgres(ql)?:\/\//.test(raw)) throw new Error('must start with postgres://');
      return raw;
    }
    if (!env.DB_HOST) throw new Error('is required and was not given');
    const user = encodeURIComponent(env.DB_USER ?? `${room}_svc`);
    const password = encodeURIComponent(env.DB_PASSWORD ?? '');
    return `postgres://${user}:${password}@${env.DB_HOST}:${env.DB_PORT ?? '5432'}/${env.DB_NAME ?? `${room}_db`}`;
  },
});

/** Where spans of traces are sent; nowhere by default. */
export const tracingSettings = {
  OTEL_EXPORTER_OTLP_ENDPOINT: optionalText('where a collector takes traces by OTLP over HTTP, http://host:4318'),
  OTEL_TRACES_SAMPLER_ARG: share('how many of the requests are traced, from 0 to 1', 1),
};

export const production = (env: Environment = process.env): boolean => env.NODE_ENV === 'production';
