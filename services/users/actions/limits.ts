// How often one address may knock: who tries passwords, makes accounts or asks for mails by the hundred is told to wait.

import { addressOf, type Come, subjectOf } from '#kit/address';
import { asConfigured, exceeded, type Limit, limitHeaders, tooOften } from '#kit/limits';
import type { Deps } from '../deps.ts';
import { countRequest } from '../repository/request-counts.ts';

type Knock = Come & { set: { headers: Record<string, string | number> } };

/** Counts a request for the address it comes from, and says so in its answer. @throws Problem 429 beyond the limit */
export async function knock(deps: Deps, limit: Limit, come: Knock): Promise<void> {
  const here = asConfigured(limit, deps.settings.RATE_LIMITS);
  if (!here) return;
  const bucket = `${limit.name}:${subjectOf(addressOf(come, deps.settings.GATEWAY_ADDRESSES))}`;
  const standing = await deps.db.use((query) => countRequest(query, bucket, here));
  if (exceeded(standing)) throw tooOften(standing);
  Object.assign(come.set.headers, limitHeaders([standing]));
}
