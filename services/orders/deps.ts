// What the actions and doors of this room are given.

import type { Deps as Common } from '#kit/service';
import type { Bus } from '#nats/bus';

export type Settings = { ORDER_TTL_SECONDS: number };
export type Deps = Common<Bus, Settings>;
