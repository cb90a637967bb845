// Making and replacing the keys that sign access tokens.

import type { Database } from '#kit/database';
import type { Log } from '#kit/log';
import { makeSigningKey } from '../access-tokens.ts';
import type { KeySet } from '../model.ts';
import {
  activeKey,
  comingKey,
  insertFirstKey,
  insertNextKey,
  listPublicKeys,
  lockKeys,
} from '../repository/signing-keys.ts';

type Has = { db: Database; log: Log };

/** The JSON Web Key Set that verifies access tokens. */
export async function publicKeys({ db }: { db: Database }): Promise<KeySet> {
  return { keys: (await db.use(listPublicKeys)).map(({ publicJwk }) => publicJwk) };
}

/** Makes the first key where there is none; of several instances one does. */
export async function ensureSigningKey({ db, log }: Has): Promise<void> {
  const key = await makeSigningKey();
  const made = await db.transaction(async (query) => {
    await lockKeys(query);
    if (await activeKey(query)) return false;
    await insertFirstKey(query, key);
    return true;
  });
  if (made) log.info('signing-key.made', { kid: key.kid });
}

/**
 * Publishes a new key now, signs with it in fifteen minutes, and lets the old one verify for fifteen more. Answers its id;
 * asked again meanwhile it answers the same one.
 */
export async function rotateSigningKey({ db, log }: Has): Promise<string> {
  const key = await makeSigningKey();
  const coming = await db.transaction(async (query) => {
    await lockKeys(query);
    const earlier = await comingKey(query);
    if (earlier === null) await ((await activeKey(query)) ? insertNextKey(query, key) : insertFirstKey(query, key));
    return earlier;
  });
  if (coming !== null) return coming;
  log.info('signing-key.published', { kid: key.kid });
  return key.kid;
}
