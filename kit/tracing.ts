// Which part of a request took how long, across rooms (OpenTelemetry). Without OTEL_EXPORTER_OTLP_ENDPOINT nothing of it is loaded and
// nothing happens here. With it, each request, each question on the wire and each use of the database is a span, and the spans
// of one request are one trace: `traceparent` goes along in HTTP and NATS headers.

import { AsyncLocalStorage } from 'node:async_hooks';
import { sleep } from './time.ts';

/** `server` answers somebody, `client` asks; whoever hands on a fact is a `producer`. */
export type SpanKind = 'server' | 'client' | 'producer';
export type Attributes = Record<string, string | number>;
export type Span = {
  /** What goes along to whoever is asked. */
  traceparent: string;
  /** How it ended, with what is known only then. `fault`: it went wrong. */
  end(outcome?: { name?: string; attributes?: Attributes; fault?: string }): void;
};
/** What there is to trace with; `kit/tracing-otlp.ts` has one that exports. */
export type Tracer = {
  start(name: string, kind: SpanKind, parent: string | null, attributes: Attributes): Span;
  close(): Promise<void>;
};
export type TracingSettings = { OTEL_EXPORTER_OTLP_ENDPOINT: string | undefined; OTEL_TRACES_SAMPLER_ARG: number };

const current = new AsyncLocalStorage<Span>();
let tracer: Tracer | null = null;

/** Loads what exports spans, where the settings name somebody to export to. */
export async function startTracing(room: string, settings: TracingSettings): Promise<void> {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_TRACES_SAMPLER_ARG: share } = settings;
  if (!endpoint) return;
  const { createTracer } = await import('./tracing-otlp.ts');
  tracer = createTracer({ room, endpoint, share });
}

/** Whether spans go anywhere: where they do not, nothing need be worked out for them. */
export const isTracing = (): boolean => tracer !== null;

/** Sends what is left, as far as a second takes it. */
export async function stopTracing(): Promise<void> {
  await Promise.race([tracer?.close(), sleep(1000)]).catch(() => {});
}

/** The span of what is being done; undefined where nothing is traced. */
export const currentSpan = (): Span | undefined => current.getStore();

/** A span that is part of `parent`, or else of what is being done. Null where nothing is traced. The caller ends it. */
export function openSpan(name: string, kind: SpanKind, about: Attributes, parent?: string | null): Span | null {
  return tracer?.start(name, kind, parent ?? currentSpan()?.traceparent ?? null, about) ?? null;
}

/** Runs `work` as part of this span. */
export const inSpan = <T>(span: Span | null, work: () => T): T => (span ? current.run(span, work) : work());

type Traced = { name: string; kind: SpanKind; about?: Attributes; parent?: string | null };

/** Runs `work` in a span of its own that ends with it. */
export async function traced<T>(
  { name, kind, about = {}, parent }: Traced,
  work: (span: Span | null) => Promise<T>,
): Promise<T> {
  const span = openSpan(name, kind, about, parent);
  if (!span) return work(null);
  try {
    const result = await current.run(span, () => work(span));
    span.end();
    return result;
  } catch (error) {
    span.end({ fault: error instanceof Error ? error.name : 'unknown' });
    throw error;
  }
}
