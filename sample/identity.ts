import { createHash } from 'node:crypto';

// No vowels, so that no number spells a word, and nothing that looks like something else on a packing slip.
const alphabet = '23456789CDFGHJKMNPQRTVWXY';

/** A UUIDv7 that is always the same for the same subject (say "order 1001"): its time is `at`, the rest a hash. */
export function uidFor(subject: string, at: string): string {
  const milliseconds = Date.parse(at);
  if (Number.isNaN(milliseconds)) throw new Error(`${subject}: "${at}" is not an instant`);
  const time = milliseconds.toString(16).padStart(12, '0');
  const rest = digestOf(subject).toString('hex');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${rest.slice(0, 3)}-8${rest.slice(3, 6)}-${rest.slice(6, 18)}`;
}

/** The order number printed for the customer, such as CB-7F3K-29QX. */
export function orderNumber(orderId: number): string {
  const letters = [...digestOf(`order number ${orderId}`).subarray(0, 8)].map((byte) => alphabet[byte % 25]).join('');
  return `CB-${letters.slice(0, 4)}-${letters.slice(4)}`;
}

function digestOf(subject: string): Buffer {
  return createHash('sha256').update(`colophon sample: ${subject}`).digest();
}
