// Where an order goes and how, between the two pages of the checkout: checked, and kept sealed in a cookie, so that neither
// the browser nor whoever sees its cookies can read or change it.

import type { Problem } from '#kit/problem';
import type { DeliveryMethod } from '#services/orders/model';
import { countryName } from '#views/checkout/countries.ts';
import type { Jar } from './cookies.ts';
import { deliveryMethods } from './delivery.ts';
import { type Check, refusalOf } from './forms.ts';
import type { Posted } from './posted.ts';
import type { Seals } from './seals.ts';

export type Details = {
  /** Of a guest; an account's own is asked for when it is needed. */
  email: string;
  name: string;
  line1: string;
  line2: string;
  city: string;
  region: string;
  postcode: string;
  country: string;
  delivery_method: DeliveryMethod;
};

const cookie = 'checkout';
const daySeconds = 24 * 3600;
const longest: Record<keyof Details, number> = {
  email: 254,
  name: 200,
  line1: 200,
  line2: 200,
  city: 100,
  region: 100,
  postcode: 20,
  country: 2,
  delivery_method: 10,
};
const names = Object.keys(longest) as (keyof Details)[];

/** What was typed, tidied; the refusal names every field at fault. */
export function readDetails(posted: Posted, isGuest: boolean): { details: Details; refusal: Problem | null } {
  const typed = Object.fromEntries(
    names.map((name) => [name, posted.trimmed(name).replace(/[\p{Cc}\s]+/gu, ' ')]),
  ) as Record<keyof Details, string>;
  const delivery = deliveryMethods.find((method) => method === typed.delivery_method);
  const checks: Check[] = [
    ['email', isGuest && !typed.email.includes('@') ? 'Enter an e-mail address such as name@example.com.' : null],
    ['name', typed.name === '' ? 'Enter the full name.' : null],
    ['line1', typed.line1 === '' ? 'Enter the house number and street.' : null],
    ['city', typed.city === '' ? 'Enter the town or city.' : null],
    ['postcode', typed.postcode === '' ? 'Enter the postcode.' : null],
    ['country', countryName(typed.country) === null ? 'Choose a country from the list.' : null],
    ['delivery_method', delivery === undefined ? 'Choose how it should come.' : null],
    ...names.map(
      (name): Check => [name, typed[name].length > longest[name] ? `Use at most ${longest[name]} characters.` : null],
    ),
  ];
  return {
    details: { ...typed, email: isGuest ? typed.email : '', delivery_method: delivery ?? 'standard' },
    refusal: refusalOf(checks),
  };
}

/** As it stands on the parcel. */
export function addressLines(details: Details): string {
  const { name, line1, line2, city, region, postcode, country } = details;
  const lines = [name, line1, line2, `${postcode} ${city}`, region, countryName(country) ?? country];
  return lines.filter((line) => line !== '').join('\n');
}

/** `Ada King Lovelace` → `Ada King`, `Lovelace`: a guest types one name, an account has two. */
export function splitName(name: string): { first_name: string; last_name: string } {
  const words = name.split(' ');
  const last = words.length > 1 ? (words.pop() ?? '') : '';
  return { first_name: words.join(' ').slice(0, 100), last_name: last.slice(0, 100) };
}

export function keepDetails(jar: Jar, seals: Seals, details: Details): void {
  jar.set(
    cookie,
    seals.seal(
      cookie,
      names.map((name) => details[name]),
    ),
    daySeconds,
  );
}

export function keptDetails(jar: Jar, seals: Seals): Details | null {
  const sealed = jar.get(cookie);
  const values = sealed === null ? null : seals.unseal(cookie, sealed);
  if (!Array.isArray(values) || values.length !== names.length) return null;
  return Object.fromEntries(names.map((name, at) => [name, String(values[at])])) as Details;
}

export const forgetDetails = (jar: Jar): void => jar.clear(cookie);
