// What the actions and doors of this room are given.

import type { Deps as Common } from '#kit/service';
import type { Bus } from '#nats/bus';
import type { Provider } from './providers/provider.ts';

export type Settings = { PROVIDER_TIMEOUT_MS: number; PAYMENT_GIVE_UP_SECONDS: number };
/** `provider` takes the place of the one the settings name: a test's, which fails when it is told to. */
export type Deps = Common<Bus, Settings> & { provider?: Provider };
