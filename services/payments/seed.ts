// The sample payments, written once into an empty database.

import type { Query } from '#kit/database';

export async function seed(_query: Query): Promise<void> {}
