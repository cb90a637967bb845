// A collector of traces that takes what OTLP over HTTP sends, or keeps it waiting.

export type CollectedSpan = {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  kind: number;
  room: string;
  attributes: Record<string, string>;
};
export type Collector = {
  endpoint: string;
  spans: CollectedSpan[];
  /** `hangs`: it takes connections and never answers. */
  mode: 'takes' | 'hangs';
  /** How often somebody came. */
  calls: number;
  close(): Promise<void>;
};

type Value = { stringValue?: string; intValue?: string | number };
type Attribute = { key: string; value: Value };
type Sent = {
  resourceSpans: {
    resource: { attributes: Attribute[] };
    scopeSpans: { spans: (Omit<CollectedSpan, 'attributes' | 'room'> & { attributes: Attribute[] })[] }[];
  }[];
};

export function openCollector(): Collector {
  const server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    idleTimeout: 0,
    async fetch(request) {
      collector.calls += 1;
      if (collector.mode === 'hangs') return new Promise<Response>(() => {});
      if (new URL(request.url).pathname !== '/v1/traces') return new Response(null, { status: 404 });
      const zipped = request.headers.get('content-encoding') === 'gzip';
      const bytes = await request.bytes();
      collector.spans.push(
        ...spansIn(JSON.parse(Buffer.from(zipped ? Bun.gunzipSync(bytes) : bytes).toString()) as Sent),
      );
      return Response.json({});
    },
  });
  const collector: Collector = {
    endpoint: `http://127.0.0.1:${server.port}`,
    spans: [],
    mode: 'takes',
    calls: 0,
    close: () => server.stop(true),
  };
  return collector;
}

const spansIn = (sent: Sent): CollectedSpan[] =>
  sent.resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const room = plain(resource.attributes)['service.name'] ?? '';
    return scopeSpans.flatMap(({ spans }) =>
      spans.map((span) => ({ ...span, room, attributes: plain(span.attributes) })),
    );
  });

const plain = (attributes: Attribute[]): Record<string, string> =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, String(value.stringValue ?? value.intValue ?? '')]));
