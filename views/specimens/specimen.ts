// A view in one state, ready to be drawn.

import { type Frame, Layout } from '../layout.tsx';
import type { CoverOf } from '../parts/cover.tsx';
import type { FormState } from '../parts/form.tsx';
import type { Data } from './data.ts';

export type Specimen = {
  name: string;
  content: JSX.Element;
  /** A part that htmx puts somewhere, not a page. */
  isFragment?: boolean;
  /** Brings its own document, and the style sheet in it: a mail program loads none. */
  isMail?: boolean;
  /** Brings its own document. */
  isDocument?: boolean;
  /** The refused form on it. */
  form?: FormState;
  frame?: Partial<Frame>;
};

export const coverOf: CoverOf = ({ id, isbn }) => `/covers/${encodeURIComponent(isbn ?? id)}-k7m2p9x4q1.svg`;

const assets: Frame['assets'] = {
  css: '/assets/shop.css',
  js: '/assets/shop.js',
  fonts: ['/assets/literata-latin-400-normal.woff2', '/assets/literata-latin-600-normal.woff2'],
  icon: '/assets/icon.svg',
};

/** The HTML of a specimen, in the shop's frame unless it is a fragment or brings its own. */
export function draw(specimen: Specimen, { frame, form }: Data): string {
  const whole: Frame = {
    title: frame.title,
    path: frame.path,
    visitor: { name: frame.name, isStaff: true, basketCount: 2 },
    csrf: form.csrf,
    flash: { text: frame.flash, kind: 'done' },
    assets,
    theme: 'auto',
    canonical: frame.canonical,
    description: frame.description,
    failed: specimen.form !== undefined,
    ...specimen.frame,
  };
  const bare = specimen.isFragment === true || specimen.isDocument === true || specimen.isMail === true;
  const html = bare ? specimen.content : Layout({ frame: whole, children: specimen.content });
  if (typeof html !== 'string') throw new Error(`${specimen.name} waits for something: views are pure`);
  return html;
}
