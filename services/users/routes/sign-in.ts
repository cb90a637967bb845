// HTTP door, first half: becoming known, staying known, leaving. Nobody's token is looked at here, because who comes to get
// a new one often still sends the one that has expired. Nothing here takes an Idempotency-Key either: what that keeps
// would be passwords' fingerprints and tokens in plain sight.

import { Elysia } from 'elysia';
import type { Come } from '#kit/address';
import type { Limit } from '#kit/limits';
import { Nothing, operations } from '#kit/operation';
import { confirmAddress } from '../actions/email-addresses.ts';
import { knock } from '../actions/limits.ts';
import { askForLink, resetPassword } from '../actions/passwords.ts';
import { register, registerGuest } from '../actions/registration.ts';
import { logout, refreshTokens } from '../actions/sessions.ts';
import { login } from '../actions/sign-in.ts';
import { publicKeys } from '../actions/signing-keys.ts';
import type { Deps } from '../deps.ts';
import * as model from '../model.ts';
import { perAddress } from '../rules.ts';

const one = operations('Signing in');
type Set = { status?: number | string; headers: Record<string, string | number> };

/** Tokens are for the one who asked, so nothing on the way may keep them. */
async function given(set: Set, tokens: Promise<model.Tokens>): Promise<model.Tokens> {
  set.headers['cache-control'] = 'no-store';
  return tokens;
}

async function created(set: Set, made: Promise<model.Tokens>): Promise<model.Tokens> {
  const tokens = await given(set, made);
  set.status = 201;
  set.headers.location = `/api/users/${tokens.user.id}/`;
  return tokens;
}

export function signInRoutes(deps: Deps) {
  const knocking = (limit: Limit) => async (context: Come & { set: Set }) => {
    await knock(deps, limit, context);
  };
  return new Elysia({ normalize: false })
    .macro({ ignoringTokens: { detail: { 'x-authz': 'anyone' } as object } })
    .post('/register/', ({ body, set }) => created(set, register(deps, body)), {
      ignoringTokens: true,
      beforeHandle: knocking(perAddress.register),
      body: model.Registration,
      response: { 201: model.Tokens },
      detail: one('register', {
        summary: 'Make an account',
        description:
          'Signs in at once: `access` is the token to authorise with. Username and address must both be new here.',
        limited: true,
        refuses: { 409: ['already-taken'] },
      }),
    })
    .post('/guest/', ({ body, set }) => created(set, registerGuest(deps, body)), {
      ignoringTokens: true,
      beforeHandle: knocking(perAddress.guest),
      body: model.GuestRegistration,
      response: { 201: model.Tokens },
      detail: one('registerGuest', { summary: 'Order without a password', limited: true }),
    })
    .post('/login/', ({ body, set }) => given(set, login(deps, body)), {
      ignoringTokens: true,
      beforeHandle: knocking(perAddress.signIn),
      body: model.Login,
      response: { 200: model.Tokens },
      detail: one('login', {
        summary: 'Sign in with a username or an address',
        description: '`access` is the token to authorise with.',
        limited: true,
        refuses: { 401: ['wrong-login'], 429: ['too-many-requests', 'too-many-tries'] },
      }),
    })
    .post('/token/refresh/', ({ body, set }) => given(set, refreshTokens(deps, body.refresh)), {
      ignoringTokens: true,
      body: model.Refresh,
      response: { 200: model.Tokens },
      detail: one('refreshTokens', { summary: 'Trade a refresh token for a new pair', refuses: { 401: true } }),
    })
    .post(
      '/logout/',
      async ({ body, set }) => {
        await logout(deps, body.refresh);
        set.status = 204;
      },
      {
        ignoringTokens: true,
        body: model.Refresh,
        response: { 204: Nothing },
        detail: one('logout', { summary: 'Sign out' }),
      },
    )
    .post(
      '/password/forgot/',
      async ({ body, set }) => {
        await askForLink(deps, body.email);
        set.status = 202;
        return { detail: 'If there is an account with this address, a link to set its password is on its way.' };
      },
      {
        ignoringTokens: true,
        beforeHandle: knocking(perAddress.links),
        body: model.PasswordForgotten,
        response: { 202: model.Accepted },
        detail: one('forgotPassword', {
          summary: 'Ask for a link that resets the password',
          limited: true,
          refuses: { 429: ['too-many-requests', 'too-many-tries'] },
        }),
      },
    )
    .post(
      '/password/reset/',
      async ({ body, set }) => {
        await resetPassword(deps, body);
        set.status = 204;
      },
      {
        ignoringTokens: true,
        body: model.PasswordReset,
        response: { 204: Nothing },
        detail: one('resetPassword', {
          summary: 'Set a password with a mailed link',
          refuses: { 409: ['already-taken'] },
        }),
      },
    )
    .post(
      '/email/confirm/',
      async ({ body, set }) => {
        await confirmAddress(deps, body.token);
        set.status = 204;
      },
      {
        ignoringTokens: true,
        body: model.AddressConfirmation,
        response: { 204: Nothing },
        detail: one('confirmAddress', {
          summary: 'Confirm an e-mail address with a mailed link',
          refuses: { 409: ['already-taken'] },
        }),
      },
    )
    .get(
      '/.well-known/jwks.json',
      async ({ set }) => {
        set.headers['cache-control'] = 'public, max-age=300';
        return publicKeys(deps);
      },
      {
        ignoringTokens: true,
        response: { 200: model.KeySet },
        detail: one('readKeys', { summary: 'The keys that verify access tokens' }),
      },
    );
}
