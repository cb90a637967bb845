// The rooms of the shop as the local servers know them: five that own a database, and the gateway, which owns none.

export const services = ['users', 'books', 'orders', 'payments', 'reviews'] as const;
export type Service = (typeof services)[number];

export const rooms = [...services, 'gateway'] as const;
export type Room = (typeof rooms)[number];

/** The database a service owns. */
export const databaseOf = (service: Service) => `${service}_db`;

/** The Postgres role a service signs in as. */
export const roleOf = (service: Service) => `${service}_svc`;

/** `{ users: make('users'), … }` for every service. */
export function perService<T>(make: (service: Service) => T): Record<Service, T> {
  return {
    users: make('users'),
    books: make('books'),
    orders: make('orders'),
    payments: make('payments'),
    reviews: make('reviews'),
  };
}

/** `{ users: make('users'), …, gateway: make('gateway') }`. */
export function perRoom<T>(make: (room: Room) => T): Record<Room, T> {
  return { ...perService<T>(make), gateway: make('gateway') };
}

/**
 * A password of 192 random bits. It starts with a letter and holds only letters and digits, because nats-server parses
 * the value of a variable as configuration (`12e4` would become a number), and because it goes into URLs and SQL as it is.
 */
export function newPassword(): string {
  return `k${Buffer.from(crypto.getRandomValues(new Uint8Array(24))).toString('hex')}`;
}
