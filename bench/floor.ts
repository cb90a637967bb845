// The floor: what bare Bun.serve and postgres.js do for the same questions, on the same databases, in the same run. It answers
// with as many bytes as the shop and reads as many rows, but renders, checks and guards nothing.

import postgres from 'postgres';

export type FloorPlan = { books: string; reviews: string; orders: string; pageBytes: number; shelfBytes: number };

const plan = JSON.parse(process.argv[2] ?? '{}') as FloorPlan;
const open = (url: string) => postgres(url, { max: 8, onnotice() {} });
const [books, reviews, orders] = [open(plan.books), open(plan.reviews), open(plan.orders)];
const html = (bytes: number) =>
  new Response('x'.repeat(bytes), { headers: { 'content-type': 'text/html; charset=utf-8' } });

await orders`create schema if not exists bench`;
await orders`create table if not exists bench.orders (id bigint primary key generated always as identity, user_id bigint, address text, total bigint, at timestamptz default now())`;
await orders`create table if not exists bench.lines (order_id bigint, book_id bigint, quantity int, price bigint, primary key (order_id, book_id))`;
await orders`create table if not exists bench.stock (book_id bigint primary key, on_hand int check (on_hand >= 0))`;
await orders`insert into bench.stock select n, 100000000 from generate_series(1, 400) n on conflict do nothing`;

const server = Bun.serve({
  port: 0,
  hostname: '127.0.0.1',
  routes: {
    '/book/:id': async ({ params }) => {
      const id = Number(params.id);
      await Promise.all([
        books`select * from books where id = ${id}`,
        reviews`select * from reviews where book_id = ${id} order by created_at desc limit 3`,
        reviews`select * from ratings where book_id = ${id}`,
      ]);
      return html(plan.pageBytes);
    },
    '/shelf': async () => {
      await books`select * from books order by id limit 24`;
      return html(plan.shelfBytes);
    },
    '/api/book/:id': async ({ params }) =>
      Response.json((await books`select * from books where id = ${Number(params.id)}`)[0] ?? null),
    '/api/order': {
      POST: async (request) => {
        const wish = (await request.json()) as {
          shipping_address: string;
          items: { book_id: number; quantity: number }[];
        };
        const [line] = wish.items;
        const id = await orders.begin(async (sql) => {
          await sql`update bench.stock set on_hand = on_hand - ${line?.quantity ?? 1} where book_id = ${line?.book_id ?? 1} and on_hand >= 1`;
          const [order] =
            await sql`insert into bench.orders (user_id, address, total) values (1, ${wish.shipping_address}, 999) returning id`;
          await sql`insert into bench.lines values (${order?.id}, ${line?.book_id ?? 1}, 1, 999)`;
          return order?.id as string;
        });
        return Response.json({ id }, { status: 201 });
      },
    },
  },
});
process.stdout.write(`${server.port}\n`);
