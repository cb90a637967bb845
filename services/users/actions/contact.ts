// A visitor's question, mailed to the shop's own address; the answer goes to the visitor.

import type { Static } from '@sinclair/typebox';
import type { contact } from '#nats/users';
import type { Deps } from '../deps.ts';
import { addressIn } from '../post.ts';
import { postQuestion } from '../repository/mail.ts';

/** Written once for each `uid`, however often it is asked for. */
export async function takeQuestion(deps: Deps, { uid, ...question }: Static<typeof contact.ask.schema>): Promise<void> {
  const recipient = addressIn(deps.settings.MAIL_FROM);
  // Both stand in headers of a mail.
  const name = question.name.replace(/\s+/g, ' ').trim();
  const email = question.email.replace(/\s+/g, '');
  await deps.db.use((query) => postQuestion(query, { uid, recipient, question: { ...question, name, email } }));
}
