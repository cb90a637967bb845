// HTTP door, second half: what an account does to itself.

import { Elysia } from 'elysia';
import { guards } from '#kit/auth';
import { Nothing, operations } from '#kit/operation';
import { askForVerification, askToMove } from '../actions/email-addresses.ts';
import { exportAccount } from '../actions/export.ts';
import { keepAccount } from '../actions/keep-account.ts';
import { changePassword } from '../actions/passwords.ts';
import type { Deps } from '../deps.ts';
import * as model from '../model.ts';
import { present } from '../present.ts';

const one = operations('Accounts');

export function ownRoutes(deps: Deps) {
  return new Elysia({ normalize: false })
    .use(guards(deps.auth))
    .post(
      '/me/password/',
      async ({ actor, body, set }) => {
        await changePassword(deps, actor, body);
        set.status = 204;
      },
      {
        user: true,
        body: model.PasswordChange,
        response: { 204: Nothing },
        detail: one('changePassword', {
          summary: 'Change the password; every other session ends',
          refuses: { 429: true },
        }),
      },
    )
    .post(
      '/me/account/',
      async ({ actor, body, set }) => {
        set.headers['cache-control'] = 'no-store';
        return present(await keepAccount(deps, actor, body));
      },
      {
        user: true,
        body: model.FirstPassword,
        response: { 200: model.User },
        detail: one('keepAccount', {
          summary: 'A guest becomes a full account by choosing a password',
          refuses: { 409: ['already-taken', 'not-a-guest'] },
        }),
      },
    )
    .post(
      '/me/email/',
      async ({ actor, body, set }) => {
        await askToMove(deps, actor, body);
        set.status = 202;
        return {
          detail:
            'A letter is on its way to the new address. The account keeps the old one until its link is followed.',
        };
      },
      {
        user: true,
        body: model.AddressMove,
        response: { 202: model.Accepted },
        detail: one('moveAddress', {
          summary: 'Ask for another e-mail address',
          description: "Asks for the password; a link mailed to the new address makes it the account's.",
          refuses: { 429: true },
        }),
      },
    )
    .post(
      '/me/email/verification/',
      async ({ actor, set }) => {
        await askForVerification(deps, actor);
        set.status = 202;
        return {
          detail: 'A letter with a link is on its way, unless the address is verified already.',
        };
      },
      {
        user: true,
        response: { 202: model.Accepted },
        detail: one('askForVerification', {
          summary: 'Send the link that verifies the e-mail address again',
          bodyless: true,
          refuses: { 429: true },
        }),
      },
    )
    .get(
      '/me/export/',
      async ({ actor, set }) => {
        set.headers['cache-control'] = 'no-store';
        return exportAccount(deps, actor);
      },
      {
        user: true,
        response: { 200: model.AccountExport },
        detail: one('exportAccount', {
          summary: 'Everything this service holds about the caller',
          description: 'Orders, payments and reviews are listed by their own services: `elsewhere` says where.',
        }),
      },
    );
}
