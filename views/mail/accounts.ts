// Letters about an account: its address, its password.

import { url } from '../urls.ts';
import { type Letter, link, type Shop, words } from './letter.ts';

type To = Shop & { name: string };
type WithLink = To & { token: string; minutes: number };

const fromAccount = 'You get this mail because it concerns your account at Colophon Books.';
const fromAddress = 'You get this mail because somebody entered this address at Colophon Books.';

/** `isGuest`: the link makes an account of a guest's orders. */
export function passwordResetLetter(to: WithLink & { isGuest: boolean }): Letter {
  return {
    subject: to.isGuest ? 'Set a password for your account' : 'Reset your password',
    name: to.name,
    blocks: [
      words(
        to.isGuest
          ? 'With a password your guest order becomes an account: follow it from any browser, order again without typing.'
          : 'Somebody, we hope you, asked for a new password.',
      ),
      link(to, 'Choose a password', url.resetPassword(to.token)),
      words(
        `The link works once, for ${to.minutes} minutes. If you did not ask for it, do nothing: your account stays as it is.`,
      ),
    ],
    reason: fromAccount,
  };
}

/** Tells the owner, who may not be the one who did it. */
export function passwordChangedLetter(to: To & { username: string }): Letter {
  return {
    subject: 'Your password was changed',
    name: to.name,
    blocks: [
      words(
        `The password of your account ${to.username} was changed just now, and everybody else who used the account was signed out.`,
      ),
      words('If that was you, all is well. If not, take the account back:'),
      link(to, 'Reset the password', url.forgotPassword()),
    ],
    reason: fromAccount,
  };
}

export function verificationLetter(to: To & { token: string }): Letter {
  return {
    subject: 'Confirm your e-mail address',
    name: to.name,
    blocks: [
      words(
        'Welcome. Confirm that this is your address, so that news of your orders and a forgotten password find you:',
      ),
      link(to, 'Confirm this address', url.verifyAddress(to.token)),
      words('The link works once, for three days. You can order before. If you opened no account, do nothing.'),
    ],
    reason: fromAddress,
  };
}

/** Goes to the new address. */
export function addressChangeLetter(to: To & { token: string }): Letter {
  return {
    subject: 'Confirm your new e-mail address',
    name: to.name,
    blocks: [
      words('You asked us to write to you here from now on. Confirm it, and your account has this address:'),
      link(to, 'Use this address', url.verifyAddress(to.token)),
      words('The link works once, for a day. Until then everything stays as it is. If it was not you, do nothing.'),
    ],
    reason: fromAddress,
  };
}

/** Goes to the address that the account has left, whose reader may not be the one who did it. */
export function addressChangedLetter(to: To & { username: string }): Letter {
  return {
    subject: 'Your account has another e-mail address',
    name: to.name,
    blocks: [
      words(
        `Your account ${to.username} has another e-mail address since just now; this one gets no more mail about it.`,
      ),
      words('If that was you, all is well. If not, sign in and change your password at once:'),
      link(to, 'Sign in', url.signIn()),
    ],
    reason: fromAccount,
  };
}

/** Goes to whoever the address belongs to, when somebody opens an account with it a second time. */
export function accountExistsLetter(to: To): Letter {
  return {
    subject: 'You already have an account',
    name: to.name,
    blocks: [
      words('Somebody, we hope you, tried to open an account with this address. There is one already.'),
      link(to, 'Sign in', url.signIn()),
      link(to, 'Forgotten the password? Choose a new one', url.forgotPassword()),
      words('If it was not you, do nothing: your account stays as it is, and nobody was told that it exists.'),
    ],
    reason: fromAddress,
  };
}
