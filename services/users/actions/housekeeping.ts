// Throwing away what is over: ended sessions, expired links, forgiven failures, retired keys.

import type { Deps } from '../deps.ts';
import { sweepMail } from '../repository/mail.ts';
import { sweepLinks } from '../repository/mailed-links.ts';
import { sweepRequestCounts } from '../repository/request-counts.ts';
import { sweepSessions } from '../repository/sessions.ts';
import { sweepAttempts } from '../repository/sign-in-attempts.ts';
import { sweepKeys } from '../repository/signing-keys.ts';

/** Safe to run in several instances at once. */
export async function sweep({ db }: Pick<Deps, 'db'>): Promise<void> {
  for (const part of [sweepSessions, sweepLinks, sweepMail, sweepAttempts, sweepRequestCounts, sweepKeys]) {
    await db.use(async (query) => {
      await part(query);
    });
  }
}
