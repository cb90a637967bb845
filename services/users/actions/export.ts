// What the room holds about an account, for its owner to take away.

import type { Actor } from '#kit/auth';
import { instant, instantOrNull } from '#kit/time';
import type { Deps } from '../deps.ts';
import type { AccountExport } from '../model.ts';
import { present, presentAddress, presentReading } from '../present.ts';
import { listAdopted } from '../repository/adoptions.ts';
import { allKept } from '../repository/kept.ts';
import { listMailOf } from '../repository/mail.ts';
import { listSessionsOf } from '../repository/sessions.ts';
import { findShare } from '../repository/sharing.ts';
import { standing } from './standing.ts';

export async function exportAccount(deps: Deps, actor: Actor): Promise<AccountExport> {
  const user = await standing(deps, actor);
  const sessions = await deps.db.use((query) => listSessionsOf(query, user.id));
  const kept = await deps.db.use((query) => allKept(query, user.id));
  const guests = await deps.db.use((query) => listAdopted(query, user.id));
  const mails = await deps.db.use((query) => listMailOf(query, user.id));
  return {
    account: present(user),
    sessions: sessions.map(({ kind, device, createdAt, endsAt, revokedAt }) => ({
      kind,
      device,
      created_at: instant(createdAt),
      ends_at: instant(endsAt),
      ended_at: instantOrNull(revokedAt),
    })),
    mails: mails.map(({ kind, recipient, createdAt, sentAt }) => ({
      kind,
      recipient,
      written_at: instant(createdAt),
      sent_at: instantOrNull(sentAt),
    })),
    addresses: kept.addresses.map(presentAddress),
    reading_list: kept.books.map(presentReading),
    reading_list_shared: (await deps.db.use((query) => findShare(query, user.id))) !== null,
    guest_purchases: guests.flatMap(({ email, at }) => (email === null ? [] : [{ email, joined_at: instant(at) }])),
    elsewhere: [
      ...['orders', 'payments', 'reviews'].map((room) => `/api/${room}/by_user/?user_id=${user.id}`),
      `/api/reviews/reports/?user_id=${user.id}`,
    ],
  };
}
