// A mail as plain data, before it is drawn: letter.tsx makes HTML of it, text.ts plain text, so that both say the same.

export type Line = { what: string; amount: string };
export type Block =
  | { kind: 'words'; text: string }
  /** An address of the shop with a few words for it. */
  | { kind: 'link'; text: string; href: string }
  /** What was bought, and the sums below it. */
  | { kind: 'lines'; lines: readonly Line[]; sums: readonly Line[] };

export type Letter = {
  subject: string;
  /** Whom it greets; empty for somebody whose name we do not know. */
  name: string;
  blocks: readonly Block[];
  /** Why this mail came, in a sentence. */
  reason: string;
};

/** Scheme, host and port of the shop, without a slash at the end: mails need whole addresses. */
export type Shop = { origin: string };

export const greetingOf = ({ name }: Pick<Letter, 'name'>): string => (name === '' ? 'Hello,' : `Hello ${name},`);

export const words = (text: string): Block => ({ kind: 'words', text });

export const link = ({ origin }: Shop, text: string, path: string): Block => ({
  kind: 'link',
  text,
  href: origin + path,
});
