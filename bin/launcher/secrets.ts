// Passwords and keys of this shop, made once at random and kept in the data folder, readable by its owner only.
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newPassword, perRoom, perService, type Room, type Service } from '#deploy/local/rooms';
import { Refusal, wordsOf } from './refusal.ts';

export type Admin = { username: string; email: string; password: string };

export type Secrets = {
  /** Names this data folder; a folder whose secrets were deleted gets another. */
  id: string;
  databases: Record<Service, string>;
  nats: Record<Room, string>;
  session: string;
  admin: Admin;
  /** True once the admin's password was on the screen. */
  adminShown: boolean;
};

const fileIn = (dataDir: string) => join(dataDir, 'secrets.json');

/** The secrets of this data folder, made now if it has none. @throws Refusal if there are some that cannot be read. */
export function keepSecrets(dataDir: string): Secrets {
  const fresh = makeSecrets();
  const kept = readSecrets(fileIn(dataDir));
  if (!kept) return saveSecrets(dataDir, fresh);
  // One that lacks a part, such as a room that came later, gets it; what is there stays.
  const databases = { ...fresh.databases, ...kept.databases };
  const whole = { ...fresh, ...kept, databases, nats: { ...fresh.nats, ...kept.nats } };
  return Bun.deepEquals(whole, kept) ? whole : saveSecrets(dataDir, whole);
}

function readSecrets(file: string): Partial<Secrets> | undefined {
  if (!existsSync(file)) return undefined;
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Refusal(`${file} cannot be read (${wordsOf(error)}). Mend it, or move it away to have new secrets made.`);
  }
}

/** Written beside and renamed, so that a crash leaves the old ones or the new ones. */
export function saveSecrets(dataDir: string, secrets: Secrets): Secrets {
  const file = fileIn(dataDir);
  writeFileSync(`${file}.new`, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
  return secrets;
}

function makeSecrets(): Secrets {
  return {
    id: newPassword().slice(0, 13),
    databases: perService(newPassword),
    nats: perRoom(newPassword),
    session: newPassword(),
    admin: { username: 'admin', email: 'admin@localhost.localdomain', password: readablePassword() },
    adminShown: false,
  };
}

/** 16 of 32 letters make 80 bits. Letters that look alike are left out, and it comes in fours, to be typed from a screen. */
export function readablePassword(): string {
  const letters = 'abcdefghijkmnpqrstuvwxyz23456789';
  const picked = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => letters[byte % 32] ?? '').join('');
  return picked.match(/.{4}/g)?.join('-') ?? picked;
}
