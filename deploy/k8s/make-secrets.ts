// Prints the Secrets of a shop on Kubernetes, once: new passwords for NATS, forms and the first administrator, and the addresses
// of the five databases as they are given. What is printed is meant for `kubectl apply -f -` and for no file.

import { newPassword, perRoom, perService, type Room, rooms, type Service, services } from '#deploy/local/rooms';

const help = `Print the Secrets of a shop on Kubernetes.

  USERS_DATABASE_URL=postgres://… BOOKS_DATABASE_URL=… ORDERS_DATABASE_URL=… PAYMENTS_DATABASE_URL=… REVIEWS_DATABASE_URL=… \\
    bun deploy/k8s/make-secrets.ts | kubectl --namespace colophon apply -f -

SMTP_URL=smtps://user:password@host, if it is given too, goes to the users room.
Run it once: a second run makes new passwords. Exit 2 where an address is missing.
`;

type Secret = { name: string; values: Record<string, string> };

/** The Secrets that the manifests refer to, by the addresses of the databases. */
export function secretsFor(databases: Record<Service, string>, smtpUrl?: string, make = newPassword): Secret[] {
  const nats = perRoom(make);
  const natsUrl = (room: Room) => `nats://${room}:${nats[room]}@nats:4222`;
  const own = (room: Room): Record<string, string> => {
    if (room === 'gateway') return { 'session-secret': make() };
    const post: Record<string, string> = smtpUrl ? { 'smtp-url': smtpUrl } : {};
    const users: Record<string, string> = room === 'users' ? { 'admin-password': make(), ...post } : {};
    return { 'database-url': databases[room], ...users };
  };
  return [
    ...rooms.map((room) => ({ name: room, values: { 'nats-url': natsUrl(room), ...own(room) } })),
    { name: 'nats', values: { ...nats, cluster: make() } },
  ];
}

const manifestOf = ({ name, values }: Secret) => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name },
  type: 'Opaque',
  stringData: values,
});

function main(words: string[]): number {
  if (words.length > 0) return say(help, words.some((word) => word === '--help' || word === '-h') ? 0 : 2);
  const nameOf = (service: Service) => `${service.toUpperCase()}_DATABASE_URL`;
  const missing = services.map(nameOf).filter((name) => !process.env[name]?.startsWith('postgres'));
  if (missing.length > 0) return say(`Give the addresses of the databases: ${missing.join(', ')}.\n\n${help}`, 2);
  const secrets = secretsFor(
    perService((service) => process.env[nameOf(service)] ?? ''),
    process.env.SMTP_URL,
  );
  return say(`${JSON.stringify({ apiVersion: 'v1', kind: 'List', items: secrets.map(manifestOf) }, null, 2)}\n`, 0);
}

function say(text: string, code: number): number {
  (code === 0 ? process.stdout : process.stderr).write(text);
  return code;
}

if (import.meta.main) process.exit(main(process.argv.slice(2)));
