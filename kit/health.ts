// Is the process alive, is it ready, and which figures has it: asked by launchers, balancers and Prometheus.

import { Elysia } from 'elysia';
import type { Metrics } from './metrics.ts';
import { Problem } from './problem.ts';

/** `ready` tells why it is not ready, or null. */
export function health(metrics: Metrics, ready: () => string | null) {
  const hidden = { detail: { hide: true } };
  return new Elysia({ name: 'health' })
    .get('/health/live', () => ({ status: 'alive' }), hidden)
    .get(
      '/health/ready',
      () => {
        const reason = ready();
        if (reason) throw new Problem(503, 'not-ready', reason, { headers: { 'retry-after': '1' } });
        return { status: 'ready' };
      },
      hidden,
    )
    .get(
      '/metrics',
      async () =>
        new Response(await metrics.registry.metrics(), { headers: { 'content-type': metrics.registry.contentType } }),
      hidden,
    );
}
