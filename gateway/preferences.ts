// What somebody set for this browser, kept in plain cookies: a value that is none of the choices counts as the default.

import type { Frame } from '#views/layout.tsx';
import type { Jar } from './cookies.ts';
import type { Posted } from './posted.ts';

const yearSeconds = 365 * 24 * 3600;

/** The first of each is the default and needs no cookie. */
export const choices = {
  theme: ['auto', 'light', 'dark'],
  text: ['normal', 'large'],
  motion: ['auto', 'none'],
  results: ['24', '48', '96'],
} as const;

export type Preferences = { [Name in keyof typeof choices]: (typeof choices)[Name][number] };

const pick = <Name extends keyof Preferences>(name: Name, value: string | null): Preferences[Name] => {
  const known: readonly string[] = choices[name];
  return (value !== null && known.includes(value) ? value : choices[name][0]) as Preferences[Name];
};

/** What is asked for where somebody says so in an address, as the pages of development do. */
export const themeOf = (value: string | null): Frame['theme'] => pick('theme', value);

export const preferencesOf = (jar: Jar): Preferences => ({
  theme: pick('theme', jar.get('theme')),
  text: pick('text', jar.get('text')),
  motion: pick('motion', jar.get('motion')),
  results: pick('results', jar.get('results')),
});

/** Keeps what the form of the settings page says. */
export function savePreferences(jar: Jar, posted: Posted): void {
  for (const name of Object.keys(choices) as (keyof Preferences)[]) {
    const value = pick(name, posted.text(name));
    if (value === choices[name][0]) jar.clear(name);
    else jar.set(name, value, yearSeconds);
  }
}

/** How many books a list shows on a page. */
export const perPageOf = (jar: Jar): number => Number(preferencesOf(jar).results);
