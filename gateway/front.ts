// The gateway's own addresses beside the pages: is it well, which figures has it, and does the request mean this shop at all.

import { Elysia } from 'elysia';
import { bodyOf } from '#kit/bodies';
import type { Log } from '#kit/log';
import type { Metrics } from '#kit/metrics';
import { notFound, Problem } from '#kit/problem';

const loopback = /^(localhost|127(?:\.\d{1,3}){3}|\[::1\])(:\d{1,5})?$/i;
/** Asked by machines that know the gateway by an inner name: is it well, its figures, and files that are the same for everybody. */
const forMachines = /^\/(health\/|metrics$|assets\/|covers\/)/;

/**
 * Answers for the public host and for this machine alone, so that another site cannot point its own name at the shop and act as
 * if it were the shop. @throws Problem 421, or 404 for what the public may not see
 */
export function refuseForeignHosts(publicHost: string): (context: { request: Request }) => void {
  return ({ request }) => {
    const { host, pathname } = new URL(request.url);
    // How the shop is doing is nobody's business out there.
    if (pathname === '/metrics' && host === publicHost && !loopback.test(host)) throw notFound('page');
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
      if (!reportTypes.test(request.headers.get('content-type') ?? '')) return new Response(null, { status: 204 });
      const text = new TextDecoder().decode(await bodyOf(request));
      count += 1;
      // Anybody can send these: all are counted, a few are told.
      if (count <= 20) log.warn('csp.report', { directive: directiveIn(text) });
      return new Response(null, { status: 204 });
    },
    { detail: { hide: true }, parse: 'none' },
  );
}

/** Only the directive is told: addresses in a report may hold what is nobody's business. */
const directiveIn = (report: string): string =>
  /"(?:effective|violated)-?[dD]irective"\s*:\s*"([\w-]{1,40})/.exec(report)?.[1] ?? 'unknown';
