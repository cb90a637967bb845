// The development mailbox: only where the shop is at home on this machine, and only for who sits at it, since the links in
// mails open accounts. In production these addresses do not exist, and the users room would not answer either.

import { Elysia } from 'elysia';
import { isUid } from '#kit/id';
import { notFound } from '#kit/problem';
import { mailbox as mailboxOf } from '#nats/users';
import { MailboxPage } from '#views/mailbox/index.tsx';
import { MailPage } from '#views/mailbox/show.tsx';
import type { Deps } from '../deps.ts';
import { checkSitsHere, isHomeGround } from '../home-ground.ts';
import { renderPage } from '../render.ts';
import type { Doors, Visit } from '../visit.ts';

export function mailbox(deps: Deps, { page }: Doors) {
  const pages = new Elysia({ name: 'pages/mailbox' });
  if (!isHomeGround(deps)) return pages;
  const local = (show: (deps: Deps, visit: Visit) => Promise<Response>) =>
    page((visit) => {
      checkSitsHere(visit);
      return show(deps, visit);
    });
  return pages
    .get('/dev/mail', local(index))
    .get('/dev/mail/:uid', local(show))
    .get('/dev/mail/:uid/html', local(document));
}

async function index(deps: Deps, visit: Visit): Promise<Response> {
  const { mails } = await deps.bus.ask(mailboxOf, {}, { requestId: visit.by.requestId });
  const content = MailboxPage({ mails });
  return renderPage(deps, visit, { title: 'Mailbox of development', content, noindex: true });
}

async function show(deps: Deps, visit: Visit): Promise<Response> {
  const { said, ...mail } = await read(deps, visit);
  const content = MailPage({ mail, text: said.text });
  return renderPage(deps, visit, { title: mail.subject, content, noindex: true });
}

/** The mail as a mail program draws it: nothing runs, nothing is loaded, and it belongs to no origin. */
async function document(deps: Deps, visit: Visit): Promise<Response> {
  const { said } = await read(deps, visit);
  const policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'; sandbox";
  const headers = {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': policy,
    'cache-control': 'private, no-store',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
  };
  return new Response(said.html, { headers });
}

async function read(deps: Deps, visit: Visit) {
  const { uid = '' } = visit.params;
  if (!isUid(uid)) throw notFound('mail');
  const { mails } = await deps.bus.ask(mailboxOf, { uid }, { requestId: visit.by.requestId });
  const [mail] = mails;
  if (!mail?.said) throw notFound('mail');
  return { ...mail, said: mail.said };
}
