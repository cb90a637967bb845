// What the actions and doors of this room are given.

import type { Proxies } from '#kit/address';
import type { Generosity } from '#kit/limits';
import type { Deps as Common } from '#kit/service';
import type { Bus } from '#nats/bus';

export type Deps = Common<
  Bus,
  {
    NODE_ENV: string | undefined;
    PUBLIC_URL: string;
    SMTP_URL: string | undefined;
    MAIL_FROM: string;
    RATE_LIMITS: Generosity;
    GATEWAY_ADDRESSES: Proxies;
    ADMIN_USERNAME: string | undefined;
    ADMIN_EMAIL: string | undefined;
    ADMIN_PASSWORD: string | undefined;
  }
>;
