// Settings of this browser, kept in a cookie; nobody need be signed in. Who is sees the state of their address too.

import { Elysia } from 'elysia';
import { SettingsPage } from '#views/settings/show.tsx';
import { url } from '#views/urls.ts';
import { orNothing } from '../calls.ts';
import type { Deps } from '../deps.ts';
import { plainForm } from '../forms.ts';
import { renderPage, themeOf } from '../render.ts';
import { type Doors, redirect, type Visit } from '../visit.ts';

const yearSeconds = 365 * 24 * 3600;

export const settings = (deps: Deps, { page, form }: Doors) =>
  new Elysia({ name: 'pages/settings' })
    .get(
      '/settings',
      page((visit) => show(deps, visit)),
    )
    .post(
      '/settings',
      form((visit, posted) => {
        const theme = themeOf(posted.text('theme'));
        if (theme === 'auto') visit.jar.clear('theme');
        else visit.jar.set('theme', theme, yearSeconds);
        return redirect(visit, url.settings(), { deps, say: { kind: 'done', text: 'Your settings are saved.' } });
      }),
      { parse: 'none' },
    );

async function show(deps: Deps, visit: Visit): Promise<Response> {
  const hasAccount = visit.visitor.account !== null && !visit.visitor.account.is_guest;
  const me = hasAccount ? await orNothing(deps.services.users.me(visit.by)) : null;
  const address = me && { email: me.email, isVerified: me.email_verified };
  const content = SettingsPage({ theme: themeOf(visit.jar.get('theme')), form: plainForm(deps, visit), address });
  return renderPage(deps, visit, { title: 'Settings', content, noindex: true });
}
