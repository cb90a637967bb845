// Questions to the shop. They go through the users room's post, so that none is lost while a mail server is away; while that
// room itself is away the form comes back with every word, and is there again when the page is opened later.

import { Elysia } from 'elysia';
import { isUid, newUid } from '#kit/id';
import { Problem } from '#kit/problem';
import * as users from '#nats/users';
import { ContactPage } from '#views/contact/form.tsx';
import { ContactSentPage } from '#views/contact/sent.tsx';
import { type Topic, topics } from '#views/mail/contact.ts';
import type { FormState } from '#views/parts/form.tsx';
import { url } from '#views/urls.ts';
import { orNothing } from '../calls.ts';
import type { Deps } from '../deps.ts';
import { belongsOnForm, freshForm, refusalOf, refusedAnswer, refusedForm } from '../forms.ts';
import type { Posted } from '../posted.ts';
import { type PageParts, renderPage } from '../render.ts';
import { browserId } from '../session.ts';
import { type Doors, redirect, type Visit } from '../visit.ts';

export const contact = (deps: Deps, { page, form }: Doors) =>
  new Elysia({ name: 'pages/contact' })
    .get(
      '/help/contact',
      page((visit) => ask(deps, visit)),
    )
    .post(
      '/help/contact',
      form((visit, posted) => send(deps, visit, posted)),
      { parse: 'none' },
    )
    .get(
      '/help/contact/sent',
      page((visit) =>
        renderPage(deps, visit, { title: 'Your question is with us', content: ContactSentPage(), noindex: true }),
      ),
    );

const isTopic = (text: string): text is Topic => Object.hasOwn(topics, text);

async function ask(deps: Deps, visit: Visit): Promise<Response> {
  const draft = deps.drafts.find(browserId(visit.jar), url.contact()) ?? undefined;
  return contactPage(deps, visit, freshForm(deps, visit, draft));
}

type More = Partial<Pick<PageParts, 'status' | 'failed' | 'headers'>>;

async function contactPage(deps: Deps, visit: Visit, form: FormState, more: More = {}): Promise<Response> {
  const { account } = visit.visitor;
  // Who has typed something is not asked for: what is typed counts.
  const me = account && form.typed === undefined ? await orNothing(deps.services.users.me(visit.by)) : null;
  const topic = visit.query.get('topic') ?? '';
  const known = {
    topic: isTopic(topic) ? topic : 'order',
    number: visit.query.get('number')?.slice(0, 20) ?? '',
    name: me ? `${me.first_name} ${me.last_name}`.trim() : '',
    email: me?.email ?? '',
  } as const;
  const content = ContactPage({ form, known });
  return renderPage(deps, visit, { title: 'Ask us', content, canonical: url.contact(), ...more });
}

async function send(deps: Deps, visit: Visit, posted: Posted): Promise<Response> {
  const question = questionIn(posted);
  const problem =
    refusal(question) ??
    deps.limits.contactRefusal(visit.by.address) ??
    (await hand(deps, visit, { posted, question }));
  const kept = browserId(visit.jar);
  if (!problem) {
    deps.drafts.drop(kept, url.contact());
    const text = `Your question is on its way. The answer goes to ${question.email}.`;
    return redirect(visit, url.contactSent(), { deps, say: { kind: 'done', text } });
  }
  if (problem.status === 503 || problem.status === 429) deps.drafts.keep(kept, url.contact(), posted.typed());
  return contactPage(deps, visit, refusedForm(deps, visit, posted, problem), refusedAnswer(problem));
}

type Question = ReturnType<typeof questionIn>;

/** Line ends as they are everywhere else, and one line where one line is asked for. */
const questionIn = (posted: Posted) => ({
  topic: posted.text('topic'),
  number: posted.trimmed('number').toUpperCase(),
  name: oneLine(posted.trimmed('name')),
  email: posted.trimmed('email'),
  message: posted.text('message').replaceAll('\r\n', '\n').trim(),
});

const oneLine = (text: string): string => text.replace(/\s+/g, ' ');

function refusal({ topic, number, name, email, message }: Question): Problem | null {
  return refusalOf([
    ['topic', isTopic(topic) ? null : 'Choose what it is about.'],
    [
      'number',
      number === '' || /^[A-Z0-9-]{6,20}$/.test(number)
        ? null
        : 'Enter an order number such as CB-7F3K-29QX, or nothing.',
    ],
    ['message', lengthFault(message)],
    ['name', name.length <= 100 ? null : 'Use at most 100 characters for your name.'],
    [
      'email',
      /^[^\s@<>]+@[^\s@<>]+$/.test(email) && email.length <= 254
        ? null
        : 'Enter an e-mail address such as name@example.com.',
    ],
  ]);
}

function lengthFault({ length }: string): string | null {
  if (length === 0) return 'Write your question.';
  if (length <= 5000) return null;
  return `Use at most 5,000 characters: there are ${length.toLocaleString('en')}.`;
}

/** @returns why it could not be taken, or null. Sent twice, the form carries one id, and is one mail. */
async function hand(
  deps: Deps,
  visit: Visit,
  { posted, question }: { posted: Posted; question: Question },
): Promise<Problem | null> {
  const id = posted.requestId();
  const uid = isUid(id) ? id : newUid();
  const { topic } = question;
  if (!isTopic(topic)) throw new Error('what it is about was checked');
  try {
    await deps.bus.ask(users.contact, { ...question, topic, uid }, { requestId: visit.by.requestId });
    return null;
  } catch (error) {
    if (error instanceof Problem && belongsOnForm(error)) return error;
    throw error;
  }
}
