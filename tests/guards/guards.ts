import { atDoors } from './at-doors.ts';
import type { Guard } from './guard.ts';
import { inDatabases } from './in-databases.ts';
import { inRules } from './in-rules.ts';

export const guards: Guard[] = [...inDatabases, ...inRules, ...atDoors];
