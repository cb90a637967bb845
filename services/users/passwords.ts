// Passwords: Argon2id with the parameters of OWASP's minimum, a few at a time, since each takes a CPU for about 30 ms.

import { availableParallelism } from 'node:os';
import { createGate } from './queues.ts';
import { composed } from './rules.ts';

const cost = { algorithm: 'argon2id', memoryCost: 19_456, timeCost: 2 } as const;
const inPlace = createGate({ places: 2 * availableParallelism(), queue: 32 });

/** Of a password nobody knows. Verifying against it makes an unknown name take as long as a known one. */
const dummy =
  '$argon2id$v=19$m=19456,t=2,p=1$YTCtvNPIcJtAXhjlKhlzY//PkCUj7ToDeJa2wdEyydI$tQ7GkOITqnQhCX0A5drsPwZxqZ5lvuclXArEUt+cM6E';

/** @throws Problem 503 while too many others wait. */
export const hashPassword = (password: string): Promise<string> =>
  inPlace(() => Bun.password.hash(composed(password), cost));

/** False for a missing hash, after the same work. @throws Problem 503 while too many others wait. */
export async function verifyPassword(password: string, hash: string | null): Promise<boolean> {
  const right = await inPlace(() => Bun.password.verify(composed(password), hash ?? dummy));
  return right && hash !== null;
}
