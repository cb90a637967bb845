// The gateway's own addresses beside the pages: is it well, which figures has it, and does the request mean this shop at all.

import { Elysia } from 'elysia';
import { maxBodyBytes } from '#kit/http';
import type { Log } from '#kit/log';
import type { Metrics } from '#kit/metrics';
import { Problem } from '#kit/problem';

const hidden = { detail: { hide: true } };

/** `ready` tells why it is not ready, or null. The rooms may be away: the gateway then still answers, and says so. */
export function health(metrics: Metrics, ready: () => string | null) {
  return new Elysia({ name: 'front' })
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

const loopback = /^(localhost|127(?:\.\d{1,3}){3}|\[::1\])(:\d{1,5})?$/i;
/** Asked by machines that know the gateway by an inner name. */
const forMachines = /^\/(health\/|metrics$)/;

/**
 * Answers for the public host and for this machine alone, so that another site cannot point its own name at the shop and act as
 * if it were the shop. @throws Problem 421
 */
export function refuseForeignHosts(publicHost: string): (context: { request: Request }) => void {
  return ({ request }) => {
    const { host, pathname } = new URL(request.url);
    if (host === publicHost || loopback.test(host) || forMachines.test(pathname)) return;
    throw new Problem(
      421,
      'misdirected',
      `This shop is at ${publicHost}. To change that, start it with another PUBLIC_URL.`,
    );
  };
}

const reportTypes = /^application\/(csp-report|reports\+json|json)\b/i;

/** Browsers tell here what the content policy kept from running: it should be nothing. */
export function cspReports(metrics: Metrics, log: Log) {
  let count = 0;
  metrics.gauge('csp_reports', 'Violations of the content policy that browsers reported', () => count);
  return new Elysia({ name: 'csp' }).post(
    '/csp',
    async ({ request }) => {
      const { headers } = request;
      const small = Number(headers.get('content-length') ?? 0) <= maxBodyBytes;
      if (small && reportTypes.test(headers.get('content-type') ?? '')) {
        count += 1;
        // Anybody can send these: a few are told in full, all are counted.
        if (count <= 20) log.warn('csp.report', { report: (await request.text()).slice(0, 1000) });
      }
      return new Response(null, { status: 204 });
    },
    { ...hidden, parse: 'none' },
  );
}
