// Spans to a collector by OTLP over HTTP, in batches beside the work: what a collector that is slow or away does not take is thrown
// away, and no request waits for it. The only file that knows @opentelemetry; loaded only where there is a collector.

import { SpanKind as Kind, ROOT_CONTEXT, type SpanContext, SpanStatusCode, trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import type { Span, SpanKind, Tracer } from './tracing.ts';

export type TracerOptions = {
  room: string;
  /** Where the collector answers, without `/v1/traces`. */
  endpoint: string;
  /** Of the requests that nobody traces yet, from 0 to 1. */
  share: number;
};

const kinds = { server: Kind.SERVER, client: Kind.CLIENT, producer: Kind.PRODUCER } satisfies Record<SpanKind, Kind>;
/** More than this waits for nobody; at 1 kB a span it is 2 MB. */
const longestQueue = 2048;

export function createTracer({ room, endpoint, share }: TracerOptions): Tracer {
  const exporter = new OTLPTraceExporter({ url: `${endpoint.replace(/\/$/, '')}/v1/traces`, timeoutMillis: 3000 });
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.namespace': 'colophon', 'service.name': room }),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(share) }),
    spanProcessors: [
      new BatchSpanProcessor({
        exporter,
        maxQueueSize: longestQueue,
        scheduledDelayMillis: 1000,
        exportTimeoutMillis: 4000,
      }),
    ],
  });
  const tracer = provider.getTracer('colophon');
  return {
    start(name, kind, parent, attributes) {
      const remote = parent === null ? null : read(parent);
      const context = remote ? trace.setSpanContext(ROOT_CONTEXT, remote) : ROOT_CONTEXT;
      return spanOf(tracer.startSpan(name, { kind: kinds[kind], attributes }, context));
    },
    close: () => provider.shutdown(),
  };
}

function spanOf(span: ReturnType<ReturnType<TracerProvider['getTracer']>['startSpan']>): Span {
  const { traceId, spanId, traceFlags } = span.spanContext();
  return {
    traceparent: `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`,
    end({ name, attributes, fault } = {}) {
      if (name) span.updateName(name);
      if (attributes) span.setAttributes(attributes);
      if (fault) span.setStatus({ code: SpanStatusCode.ERROR, message: fault });
      span.end();
    },
  };
}

/** W3C trace context: `00-{trace}-{span}-{flags}`. Null for what is none. */
function read(traceparent: string): SpanContext | null {
  const [, traceId = '', spanId = '', flags = ''] =
    /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/.exec(traceparent) ?? [];
  if (/^0*$/.test(traceId) || /^0*$/.test(spanId)) return null;
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & 1, isRemote: true };
}
