// Settings of this browser, kept in cookies; nobody need be signed in. Who is sees the state of their address too.

import { Elysia } from 'elysia';
import { SettingsPage } from '#views/settings/show.tsx';
import { url } from '#views/urls.ts';
import { orNothing } from '../calls.ts';
import type { Deps } from '../deps.ts';
import { plainForm } from '../forms.ts';
import { preferencesOf, savePreferences } from '../preferences.ts';
import { renderPage } from '../render.ts';
import { type Doors, redirect, type Visit } from '../visit.ts';

export const settings = (deps: Deps, { page, form }: Doors) =>
  new Elysia({ name: 'pages/settings' })
    .get(
      '/settings',
      page((visit) => show(deps, visit)),
    )
    .post(
      '/settings',
      form((visit, posted) => {
        savePreferences(visit.jar, posted);
        return redirect(visit, url.settings(), { deps, say: { kind: 'done', text: 'Your settings are saved.' } });
      }),
      { parse: 'none' },
    );

async function show(deps: Deps, visit: Visit): Promise<Response> {
  const hasAccount = visit.visitor.account !== null && !visit.visitor.account.is_guest;
  const me = hasAccount ? await orNothing(deps.services.users.me(visit.by)) : null;
  const address = me && { email: me.email, isVerified: me.email_verified };
  const content = SettingsPage({ known: preferencesOf(visit.jar), form: plainForm(deps, visit), address });
  return renderPage(deps, visit, { title: 'Settings', content, noindex: true });
}
