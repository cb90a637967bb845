// The addresses an account keeps; the checkout offers them.

import { Elysia } from 'elysia';
import { notFound, type Problem } from '#kit/problem';
import type { Address, NewAddress } from '#services/users/model';
import { KeptAddressPage } from '#views/addresses/edit.tsx';
import { AddressesPage } from '#views/addresses/index.tsx';
import { addressText } from '#views/addresses/text.ts';
import { homeCountry } from '#views/checkout/countries.ts';
import type { FormState } from '#views/parts/form.tsx';
import { url } from '#views/urls.ts';
import { type Answer, ok } from '../calls.ts';
import type { Deps } from '../deps.ts';
import { belongsOnForm, freshForm, plainForm, refusedAnswer, refusedForm } from '../forms.ts';
import type { Posted } from '../posted.ts';
import { type PageParts, renderPage } from '../render.ts';
import { type Doors, redirect, type Visit, withAccount } from '../visit.ts';

const unparsed = { parse: 'none' } as const;

export const addresses = (deps: Deps, { page, form }: Doors) =>
  new Elysia({ name: 'pages/addresses' })
    .get(
      '/account/addresses',
      page((visit) => index(deps, visit)),
    )
    .get(
      '/account/addresses/new',
      page((visit) => edit(deps, visit, null)),
    )
    .post(
      '/account/addresses',
      form((visit, posted) => save(deps, visit, posted, null)),
      unparsed,
    )
    .get(
      '/account/addresses/:id',
      page(async (visit) => edit(deps, visit, await ownAddress(deps, visit))),
    )
    .post(
      '/account/addresses/:id',
      form(async (visit, posted) => save(deps, visit, posted, await ownAddress(deps, visit))),
      unparsed,
    )
    .post(
      '/account/addresses/:id/removal',
      form((visit) => remove(deps, visit)),
      unparsed,
    );

async function index(deps: Deps, visit: Visit): Promise<Response> {
  withAccount(visit);
  const kept = await ok(deps.services.users.addresses(visit.by));
  const content = AddressesPage({ addresses: kept.results, form: plainForm(deps, visit) });
  return renderPage(deps, visit, { title: 'Your addresses', content, noindex: true });
}

/** @throws Problem 401, and 404 for an address that is not the visitor's. */
async function ownAddress(deps: Deps, visit: Visit): Promise<Address> {
  withAccount(visit);
  const kept = await ok(deps.services.users.addresses(visit.by));
  const found = kept.results.find(({ id }) => String(id) === visit.params.id);
  if (!found) throw notFound('address');
  return found;
}

function edit(deps: Deps, visit: Visit, address: Address | null): Response {
  withAccount(visit);
  return addressPage(deps, visit, { address, form: freshForm(deps, visit) });
}

type Parts = { address: Address | null; form: FormState } & Partial<Pick<PageParts, 'status' | 'failed' | 'headers'>>;

function addressPage(deps: Deps, visit: Visit, { address, form, ...answer }: Parts): Response {
  const title = address === null ? 'Add an address' : 'Change an address';
  const home = homeCountry(visit.request.headers.get('accept-language'));
  return renderPage(deps, visit, {
    title,
    content: KeptAddressPage({ address, home, form }),
    noindex: true,
    ...answer,
  });
}

async function save(deps: Deps, visit: Visit, posted: Posted, address: Address | null): Promise<Response> {
  withAccount(visit);
  const { users } = deps.services;
  const given = readAddress(posted);
  const saved =
    address === null ? await addOnce(deps, visit, given) : await users.replaceAddress(visit.by, address.id, given);
  if (saved.ok) return told(deps, visit, 'The address is saved.');
  return refuse(deps, visit, { address, posted, problem: saved.problem });
}

/** The second of two presses finds the address that the first one kept. */
async function addOnce(deps: Deps, visit: Visit, given: NewAddress): Promise<Answer<Address>> {
  const { users } = deps.services;
  const kept = await ok(users.addresses(visit.by));
  const text = addressText({ ...given, line2: given.line2 ?? '', region: given.region ?? '' });
  const same = kept.results.find((address) => addressText(address) === text);
  return same ? { ok: true, value: same, etag: null, status: 200, stale: false } : users.addAddress(visit.by, given);
}

type Refused = { address: Address | null; posted: Posted; problem: Problem };

function refuse(deps: Deps, visit: Visit, { address, posted, problem }: Refused): Response {
  if (!belongsOnForm(problem)) throw problem;
  return addressPage(deps, visit, {
    address,
    form: refusedForm(deps, visit, posted, problem),
    ...refusedAnswer(problem),
  });
}

/** The fields of an address as they were typed; the users room says what is wrong with them. */
export function readAddress(posted: Posted): NewAddress {
  const text = (name: string) => posted.trimmed(name).replace(/[\p{Cc}\s]+/gu, ' ');
  return {
    name: text('name'),
    line1: text('line1'),
    line2: text('line2'),
    city: text('city'),
    region: text('region'),
    postcode: text('postcode'),
    country: text('country'),
  };
}

async function remove(deps: Deps, visit: Visit): Promise<Response> {
  withAccount(visit);
  const { id = '' } = visit.params;
  if (!/^[1-9]\d{0,14}$/.test(id)) throw notFound('address');
  const removed = await deps.services.users.deleteAddress(visit.by, Number(id));
  // The second of two presses finds it gone.
  if (!removed.ok && removed.problem.status !== 404) throw removed.problem;
  return told(deps, visit, 'The address is removed.');
}

const told = (deps: Deps, visit: Visit, text: string): Response =>
  redirect(visit, url.addresses(), { deps, say: { kind: 'done', text } });
