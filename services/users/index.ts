// Accounts, signing in, and the tokens that every room believes.

import { join } from 'node:path';
import { trustedProxies } from '#kit/address';
import * as config from '#kit/config';
import { rateLimits } from '#kit/limits';
import { service } from '#kit/service';
import { connectBus } from '#nats/bus';
import { ensureFirstAdministrator } from './actions/administrators.ts';
import { sweep } from './actions/housekeeping.ts';
import { observeMail, postOf, sendDueMail } from './actions/send-mail.ts';
import { ensureSigningKey, publicKeys } from './actions/signing-keys.ts';
import { messages } from './messages.ts';
import { routes } from './routes.ts';
import { seed } from './seed.ts';

export const users = service({
  name: 'users',
  port: 8001,
  about: 'Accounts, signing in and out, and the tokens that say who asks.',
  settings: {
    NODE_ENV: config.optionalText('"production" refuses the commonest passwords'),
    PUBLIC_URL: config.url('how visitors reach the shop, for links in mails', 'http://localhost:3000'),
    SMTP_URL: config.smtpUrl(),
    MAIL_FROM: config.text('the sender of mails', 'Colophon Books <books@localhost>'),
    RATE_LIMITS: rateLimits(),
    GATEWAY_ADDRESSES: trustedProxies('loopback'),
    ADMIN_USERNAME: config.optionalText('user name of the first administrator'),
    ADMIN_EMAIL: config.optionalText('address of the first administrator'),
    ADMIN_PASSWORD: config.optionalText('password of the first administrator'),
  },
  migrations: join(import.meta.dir, 'migrations'),
  connect: (url, log) => connectBus(url, 'users', log),
  // Its own keys it reads from its own database: nobody need be asked.
  keys: (deps) => () => publicKeys(deps),
  routes,
  messages,
  sweepers(deps) {
    const post = postOf(deps.settings);
    return [
      { name: 'ended-sessions', everyMs: 600_000, run: () => sweep(deps) },
      { name: 'mail', everyMs: 1000, run: () => sendDueMail(deps, post) },
    ];
  },
  async prepare(deps) {
    observeMail(deps);
    await ensureSigningKey(deps);
    await ensureFirstAdministrator(deps);
  },
  seed,
});

if (import.meta.main) await users.main(process.argv[2]);
