// What the pages are given. Made once at start; tests make it with rooms of their own.

import type { Log } from '#kit/log';
import type { Metrics } from '#kit/metrics';
import type { Clock } from '#kit/time';
import type { Assets } from './assets.ts';
import type { CoverPictures } from './cover-pictures.ts';
import type { Drafts } from './drafts.ts';
import type { Limits } from './limits.ts';
import type { Seals } from './seals.ts';
import type { Services } from './services.ts';
import type { Asking, Sessions } from './session.ts';
import type { Settings } from './settings.ts';

export type Deps = {
  settings: Settings;
  log: Log;
  metrics: Metrics;
  clock: Clock;
  services: Services;
  limits: Pick<Limits, 'trackRefusal' | 'contactRefusal'>;
  bus: Asking;
  sessions: Sessions;
  seals: Seals;
  assets: Assets;
  covers: CoverPictures;
  drafts: Drafts;
  /** Scheme, host and port that visitors use, and whether it is https. */
  origin: string;
  secure: boolean;
};
