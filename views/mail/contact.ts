// A visitor's question, as the shop reads it.

import { type Letter, words } from './letter.ts';

export const topics = {
  order: 'About an order',
  return: 'About a return',
  book: 'About a book',
  account: 'About an account',
  other: 'About something else',
} as const;
export type Topic = keyof typeof topics;

export type Question = { topic: Topic; name: string; email: string; number: string; message: string };

/** The lines of the message stay lines. */
export function contactLetter({ topic, name, email, number, message }: Question): Letter {
  const who = name === '' ? email : `${name} <${email}>`;
  return {
    subject: [topics[topic], number, `from ${name === '' ? email : name}`].filter((part) => part !== '').join(', '),
    name: '',
    blocks: [
      words(`${who} asks${number === '' ? '' : `, about order ${number}`}:`),
      ...message
        .split('\n')
        .filter((line) => line.trim() !== '')
        .map(words),
    ],
    reason: 'You get this mail because somebody used the contact form of the shop. Answer it, and they get the answer.',
  };
}
