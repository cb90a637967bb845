// The words of the mails this room sends.

import { resetLife } from './rules.ts';
import type { UserRow } from './schema.ts';

type Mail = { subject: string; text: string; perishes: boolean };

/** The link that gives an account a new password, or a guest the first one. */
export function passwordMail(user: UserRow, token: string, publicUrl: string): Mail {
  const wish = user.isGuest ? 'make an account of your guest order' : 'choose a new password';
  return {
    subject: user.isGuest ? 'Set a password for your account' : 'Reset your password',
    text: `${greeting(user)}

To ${wish}, follow this link:

${publicUrl}/reset/${token}

It works once, for ${resetLife.minutes} minutes. If you did not ask for it, do nothing: your account stays as it is.
`,
    perishes: true,
  };
}

/** Tells the owner, who may not be the one who did it. */
export function passwordChangedMail(user: UserRow, publicUrl: string): Mail {
  return {
    subject: 'Your password was changed',
    text: `${greeting(user)}

The password of your account ${user.username} was changed just now, and everybody else who used the account was signed out.

If that was not you, reset it: ${publicUrl}/forgot
`,
    perishes: false,
  };
}

const greeting = ({ firstName, username }: UserRow): string => `Hello ${firstName.trim() || username},`;
