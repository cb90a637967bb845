// Looking into the databases of a shop that dies all the time: one connection each, thrown away as soon as it failed once.

import postgres from 'postgres';
import type { Service } from '#deploy/local/rooms';

export type Look = <Row extends object>(
  room: Service,
  statement: string,
  values?: (string | number)[],
) => Promise<Row[]>;

export function openLooks(databases: Record<Service, string>): { look: Look; close(): Promise<void> } {
  const open = new Map<Service, postgres.Sql>();
  const drop = async (room: Service, sql: postgres.Sql) => {
    if (open.get(room) === sql) open.delete(room);
    await sql.end({ timeout: 1 });
  };
  return {
    async look<Row extends object>(room: Service, statement: string, values: (string | number)[] = []) {
      const known = open.get(room);
      const sql = known ?? postgres(databases[room], { max: 1, onnotice() {}, connect_timeout: 5 });
      open.set(room, sql);
      try {
        return [...(await sql.unsafe<Row[]>(statement, values))];
      } catch (error) {
        await drop(room, sql);
        throw error;
      }
    },
    async close() {
      await Promise.all([...open].map(([room, sql]) => drop(room, sql)));
    },
  };
}
