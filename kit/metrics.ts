// Figures for Prometheus at /metrics: process, requests by route pattern (never by path), and whatever a room adds.

import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

export type Metrics = {
  registry: Registry;
  observeRequest(method: string, route: string, status: number, seconds: number): void;
  /** A figure read when Prometheus asks. */
  gauge(name: string, help: string, read: () => number | Promise<number>): void;
  /** The same by one label, such as the state something is in. What is not read any more is not shown any more. */
  gauges(name: string, help: string, label: string, read: () => Promise<Record<string, number>>): void;
  /** Something counted elsewhere since the process started; it never goes down. */
  counter(name: string, help: string, read: () => number): void;
};

export function createMetrics(room: string): Metrics {
  const registry = new Registry();
  registry.setDefaultLabels({ room });
  collectDefaultMetrics({ register: registry });
  const requests = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time to answer, by route pattern',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers: [registry],
  });
  return {
    registry,
    observeRequest: (method, route, status, seconds) => requests.observe({ method, route, status }, seconds),
    gauge(name, help, read) {
      // Whoever asks last is asked: a room assembled twice in one process must not fail.
      registry.removeSingleMetric(name);
      new Gauge({
        name,
        help,
        registers: [registry],
        async collect() {
          this.set(await read());
        },
      });
    },
    gauges(name, help, label, read) {
      registry.removeSingleMetric(name);
      new Gauge({
        name,
        help,
        labelNames: [label],
        registers: [registry],
        async collect() {
          const values = Object.entries(await read());
          this.reset();
          for (const [of, value] of values) this.set({ [label]: of }, value);
        },
      });
    },
    counter(name, help, read) {
      registry.removeSingleMetric(name);
      new Counter({
        name,
        help,
        registers: [registry],
        collect() {
          this.reset();
          this.inc(read());
        },
      });
    },
  };
}
