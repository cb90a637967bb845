// Invariants that hold between rooms: small extracts of two databases, compared here. What is on its way right now may differ for a
// moment; with `settled` nothing may.

import type postgres from 'postgres';
import type { Service } from '#deploy/local/rooms';

export type Databases = Record<Service, postgres.Sql>;
export type Between = { id: string; about: string; broken(databases: Databases, settled: boolean): Promise<object[]> };

/** Rows touched in the last seconds are left out of a look at a shop that is open. */
const calm = (settled: boolean, column: string) => (settled ? 'true' : `${column} < now() - interval '30 seconds'`);

const byKey = <Row extends Record<string, unknown>>(rows: Row[], key: keyof Row): Map<string, Row> =>
  new Map(rows.map((row) => [String(row[key]), row]));

const money: Between = {
  id: 'I6',
  about: 'what orders believe was paid and refunded is what payments captured and refunded',
  async broken({ orders, payments }, settled) {
    const believed = (await orders.unsafe(
      `select uid, paid_minor, refunded_minor, state from orders where ${calm(settled, 'updated_at')}`,
    )) as { uid: string; paid_minor: string; refunded_minor: string; state: string }[];
    const captured = byKey(
      (await payments.unsafe(`select order_uid, sum(amount_minor)::text paid, sum(refunded_minor)::text refunded, bool_and(${calm(settled, 'updated_at')}) calm
        from payments where state in ('captured', 'partially_refunded', 'refunded') group by order_uid`)) as {
        order_uid: string;
        paid: string;
        refunded: string;
        calm: boolean;
      }[],
      'order_uid',
    );
    return believed.filter(({ uid, paid_minor, refunded_minor }) => {
      const real = captured.get(uid) ?? { paid: '0', refunded: '0', calm: true };
      return (
        real.calm && (Number(paid_minor) !== Number(real.paid) || Number(refunded_minor) !== Number(real.refunded))
      );
    });
  },
};

const sold = ['confirmed', 'processing', 'shipped', 'delivered', 'cancel_pending', 'return_pending'];

const stock: Between = {
  id: 'I11',
  about: 'every order that was confirmed has its books, and no order that ended keeps any',
  async broken({ orders, books }, settled) {
    const found = (await orders.unsafe(`select uid, state from orders where ${calm(settled, 'updated_at')}`)) as {
      uid: string;
      state: string;
    }[];
    const claims = byKey(
      (await books.unsafe(`select order_uid, state from reservations where ${calm(settled, 'updated_at')}`)) as {
        order_uid: string;
        state: string;
      }[],
      'order_uid',
    );
    const states = byKey(found, 'uid');
    const wrong = found.filter(({ uid, state }) => {
      const claim = claims.get(uid)?.state;
      if (sold.includes(state)) return claim !== undefined ? claim !== 'committed' : settled;
      if (['rejected', 'cancelled', 'expired', 'returned'].includes(state))
        return claim === 'committed' || claim === 'held';
      return false;
    });
    const strangers = settled
      ? [...claims.values()].filter(
          ({ order_uid, state }) => ['held', 'committed'].includes(state) && !states.has(order_uid),
        )
      : [];
    return [...wrong, ...strangers];
  },
};

type Told = { id: string; type: string; subscriber: string; state: string; late: boolean };

const facts: Between = {
  id: 'I12',
  about: 'every fact reached each room that must hear it',
  async broken(databases, settled) {
    const rooms = Object.keys(databases) as Service[];
    // What was told is read before what was heard: a fact that arrives in between is heard, and was on its way.
    const told: (Told & { from: Service })[] = [];
    for (const from of rooms) {
      const rows = (await databases[from].unsafe(`select o.id::text, o.type, d.subscriber, d.state,
        (o.at < now() - interval '2 minutes') late from outbox o join outbox_delivery d on d.event_id = o.id`)) as unknown as Told[];
      told.push(...rows.map((fact) => ({ from, ...fact })));
    }
    const heard = new Map<string, Set<string>>();
    for (const room of rooms) {
      const rows = (await databases[room].unsafe('select event_id::text from inbox')) as { event_id: string }[];
      heard.set(room, new Set(rows.map(({ event_id }) => event_id)));
    }
    return told.filter(({ id, subscriber, state, late }) =>
      state === 'delivered' ? !heard.get(subscriber)?.has(id) : settled || late,
    );
  },
};

const strangers: Between = {
  id: 'I13',
  about: 'no room heard a fact that nobody told',
  async broken(databases) {
    const rooms = Object.keys(databases) as Service[];
    const told = new Set<string>();
    const found: object[] = [];
    const inboxes = await Promise.all(
      rooms.map(async (room) => ({
        room,
        rows: (await databases[room].unsafe('select event_id::text, type from inbox')) as {
          event_id: string;
          type: string;
        }[],
      })),
    );
    for (const room of rooms)
      for (const { id } of (await databases[room].unsafe('select id::text from outbox')) as { id: string }[])
        told.add(id);
    for (const { room, rows } of inboxes)
      found.push(...rows.filter(({ event_id }) => !told.has(event_id)).map((row) => ({ room, ...row })));
    return found;
  },
};

const reviews: Between = {
  id: 'I15',
  about: 'every review is of a book and by an account that exist',
  async broken({ reviews: room, books, users }) {
    const written = (await room.unsafe('select id, book_id, user_id from reviews')) as {
      id: string;
      book_id: string;
      user_id: string;
    }[];
    const known = async (sql: postgres.Sql, query: string) =>
      new Set(((await sql.unsafe(query)) as { id: string }[]).map(({ id }) => String(id)));
    const [shelf, accounts] = await Promise.all([
      known(books, 'select id from books'),
      known(users, 'select id from users'),
    ]);
    return written.filter(({ book_id, user_id }) => !shelf.has(String(book_id)) || !accounts.has(String(user_id)));
  },
};

type Owned = { order_uid: string; user_id: string };

const owners: Between = {
  id: 'I18',
  about: 'every order is of an account that exists, and its payments are of the same',
  async broken({ orders, payments, users }, settled) {
    // In this order: what an order or an account is needed for is read before it, who has taken over whom at the end.
    const paid = (await payments.unsafe('select order_uid, user_id from payments')) as unknown as Owned[];
    const placed = (await orders.unsafe('select uid as order_uid, user_id from orders')) as unknown as Owned[];
    const accounts = byKey((await users.unsafe('select id from users')) as { id: string }[], 'id');
    const adopted = byKey(
      (await users.unsafe('select guest_id, user_id from adoptions')) as { guest_id: string; user_id: string }[],
      'guest_id',
    );
    // A room that has yet to hear of a guest's account may name the guest, as long as news are on their way.
    const heard = (id: string): string => adopted.get(String(id))?.user_id ?? id;
    const owner = (id: string): string => String(settled ? id : heard(id));
    const byUid = byKey(placed, 'order_uid');
    return [
      ...placed.filter(({ user_id }) => !accounts.has(String(user_id)) || owner(user_id) !== String(heard(user_id))),
      ...paid.filter(({ order_uid, user_id }) => {
        const order = byUid.get(order_uid);
        return order !== undefined && owner(order.user_id) !== owner(user_id);
      }),
    ];
  },
};

export const between: Between[] = [money, stock, facts, strangers, reviews, owners];
