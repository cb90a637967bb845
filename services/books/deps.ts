// What the actions and doors of this room are given.

import type { Deps as Common } from '#kit/service';
import type { Bus } from '#nats/bus';

export type Deps = Common<Bus>;
