// Every view in every state. Tests look at each: a new view is added here.

import { buying } from './buying.ts';
import { catalogue } from './catalogue.ts';
import type { Data } from './data.ts';
import { mails } from './mails.ts';
import { people } from './people.ts';
import type { Specimen } from './specimen.ts';

export const specimens = (data: Data): Specimen[] => [
  ...catalogue(data),
  ...buying(data),
  ...people(data),
  ...mails(data),
];
