// Rivals for books, shelves, reviews and accounts.

import { type Race, times } from './race.ts';
import type { Answer, Scene } from './scene.ts';

const tagOf = ({ headers }: Answer) => ({ 'if-match': headers.get('etag') ?? '' });

async function shelf({ made, send, people }: Scene, parent: number | null = null): Promise<number> {
  const name = `Shelf ${Bun.randomUUIDv7()}`;
  const wish = { name, slug: name.toLowerCase().replace(/\W+/g, '-'), parent_id: parent };
  return (await made(send('books', 'POST', '/api/categories/', people.admin, wish))).id;
}

const close = ({ send }: Scene, who: { id: number; access: string }) =>
  send('users', 'DELETE', `/api/users/${who.id}/`, who as never);

export const peopleRaces: Race[] = [
  {
    name: 'change a book ‖ change a book, one tag',
    allowed: [200, 412],
    winners: 1,
    async run(scene) {
      const path = `/api/books/${await scene.book()}/`;
      const headers = tagOf(await scene.send('books', 'GET', path));
      let price = 10;
      const change = () => scene.send('books', 'PATCH', path, scene.people.staff, { price: `${price++}.50` }, headers);
      return { answers: await times(3, change) };
    },
  },
  {
    name: 'discontinue ‖ order',
    allowed: [201, 202, 204, 409, 422],
    async run(scene) {
      const book = await scene.book();
      const gone = scene.send('books', 'DELETE', `/api/books/${book}/`, scene.people.staff);
      return { answers: await Promise.all([gone, scene.order(book)]) };
    },
  },
  {
    name: 'discontinue ‖ stock set',
    allowed: [200, 204, 404],
    async run(scene) {
      const path = `/api/books/${await scene.book()}/`;
      const set = scene.send('books', 'POST', `${path}stock/`, scene.people.staff, { set: 9, reason: 'Counted' });
      return { answers: await Promise.all([scene.send('books', 'DELETE', path, scene.people.staff), set]) };
    },
  },
  {
    name: 'delete a category ‖ put a book in it',
    allowed: [201, 204, 409, 422],
    async run(scene) {
      const { send, people } = scene;
      const category = await shelf(scene);
      const wish = { title: 'B', author: 'A', price: '1.00', category_id: category };
      const book = send('books', 'POST', '/api/books/', people.staff, wish);
      const gone = send('books', 'DELETE', `/api/categories/${category}/`, people.admin);
      const answers = await Promise.all([gone, book]);
      const lost = await scene.look<{ n: number }>(
        'books',
        'select count(*)::int n from book_categories where category_id not in (select id from categories)',
      );
      return { answers, wrong: lost[0]?.n === 0 ? null : 'a book stands on a shelf that is gone' };
    },
  },
  {
    name: 'delete a category ‖ put others below it',
    allowed: [200, 201, 204, 409, 422],
    async run(scene) {
      const { send, people } = scene;
      const [above, other] = [await shelf(scene), await shelf(scene)];
      const below = { name: `Below ${Bun.randomUUIDv7()}`, parent_id: above };
      const moved = send('books', 'PUT', `/api/categories/${other}/`, people.admin, below);
      const gone = send('books', 'DELETE', `/api/categories/${above}/`, people.admin);
      const made = send('books', 'POST', '/api/categories/', people.admin, { ...below, name: `${below.name}b` });
      return { answers: await Promise.all([gone, moved, made]) };
    },
  },
  {
    name: 'one ISBN ‖ the same ISBN',
    allowed: [201, 409],
    winners: 1,
    async run({ send, people }) {
      const wish = { title: 'B', author: 'A', price: '1.00', isbn: anIsbn() };
      return { answers: await times(3, () => send('books', 'POST', '/api/books/', people.staff, wish)) };
    },
  },
  {
    name: 'review ‖ review',
    allowed: [201, 409],
    winners: 1,
    async run(scene) {
      const book = await scene.book();
      return { answers: await times(3, () => scene.review(book)) };
    },
  },
  {
    name: 'review ‖ discontinue',
    allowed: [201, 204, 422],
    async run(scene) {
      const book = await scene.book();
      const gone = scene.send('books', 'DELETE', `/api/books/${book}/`, scene.people.staff);
      return { answers: await Promise.all([scene.review(book), gone]) };
    },
  },
  {
    name: 'change a review ‖ delete it',
    allowed: [200, 204, 404],
    async run(scene) {
      const { send, people } = scene;
      const path = `/api/reviews/${(await scene.made(scene.review(await scene.book()))).id}/`;
      const change = send('reviews', 'PATCH', path, people.buyer, { rating: 1 });
      return { answers: await Promise.all([change, send('reviews', 'DELETE', path, people.buyer)]) };
    },
  },
  {
    name: 'change a review ‖ change it, one tag',
    allowed: [200, 412],
    winners: 1,
    async run(scene) {
      const { send, people } = scene;
      const path = `/api/reviews/${(await scene.made(scene.review(await scene.book()))).id}/`;
      const headers = tagOf(await send('reviews', 'GET', path));
      let rating = 0;
      return {
        answers: await times(3, () => send('reviews', 'PATCH', path, people.buyer, { rating: ++rating }, headers)),
      };
    },
  },
  {
    name: 'helpful ‖ helpful',
    allowed: [200],
    async run(scene) {
      const { send, people } = scene;
      const { id } = await scene.made(scene.review(await scene.book()));
      const answers = await times(3, () => send('reviews', 'POST', `/api/reviews/${id}/helpful/`, people.other));
      const [row] = await scene.look<{ n: number }>(
        'reviews',
        `select helpful_count::int n from reviews where id = ${id}`,
      );
      return { answers, wrong: row?.n === 1 ? null : `one vote counted ${row?.n} times` };
    },
  },
  {
    name: 'close an account ‖ order',
    allowed: [201, 202, 204, 401, 403, 409],
    async run(scene) {
      const [who, book] = [await scene.newcomer(), await scene.book()];
      return { answers: await Promise.all([close(scene, who), scene.order(book, who)]) };
    },
  },
  {
    name: 'close an account ‖ review',
    allowed: [201, 204, 401, 403, 409, 422],
    async run(scene) {
      const [who, book] = [await scene.newcomer(), await scene.book()];
      return { answers: await Promise.all([close(scene, who), scene.review(book, who)]) };
    },
  },
  {
    name: 'register ‖ register, one name',
    allowed: [201, 409],
    winners: 1,
    async run({ send }) {
      const username = `r${Bun.randomUUIDv7().slice(-10)}`;
      const password = 'a long paperback';
      let at = 0;
      const register = () => {
        const email = `${username}-${at++}@example.com`;
        return send('users', 'POST', '/api/users/register/', undefined, {
          username,
          email,
          password,
          password2: password,
        });
      };
      return { answers: await times(2, register) };
    },
  },
  {
    name: 'refresh ‖ refresh',
    allowed: [200],
    async run({ send, newcomer }) {
      const { refresh } = await newcomer();
      const answers = await times(3, () => send('users', 'POST', '/api/users/token/refresh/', undefined, { refresh }));
      const successors = new Set(answers.map(({ json }) => json?.refresh)).size;
      return { answers, wrong: successors === 1 ? null : `${successors} successors of one token` };
    },
  },
  {
    name: 'refresh ‖ sign out',
    allowed: [200, 204, 401],
    async run({ send, newcomer }) {
      const { refresh } = await newcomer();
      const wish = (path: string) => send('users', 'POST', `/api/users/${path}/`, undefined, { refresh });
      const answers = await Promise.all([wish('token/refresh'), wish('logout')]);
      const next = answers[0].json?.refresh;
      const after = next
        ? await send('users', 'POST', '/api/users/token/refresh/', undefined, { refresh: next })
        : null;
      return { answers, wrong: after?.status === 200 ? 'a session outlived its sign-out' : null };
    },
  },
  {
    name: 'lose a role ‖ use it',
    allowed: [200, 401, 403],
    async run({ send, people, newcomer }) {
      const clerk = await newcomer('staff');
      const demote = send('users', 'PATCH', `/api/users/${clerk.id}/`, people.admin, { role: 'customer' });
      const answers = await Promise.all([demote, send('users', 'GET', '/api/users/', clerk)]);
      const after = await send('users', 'GET', '/api/users/', clerk);
      return { answers, wrong: after.status === 200 ? 'the old role still works' : null };
    },
  },
];

/** A valid ISBN-13 that nobody had before. */
function anIsbn(): string {
  const digits = `978${String(Math.floor(Math.random() * 1e9)).padStart(9, '0')}`;
  const sum = [...digits].reduce((total, digit, at) => total + Number(digit) * (at % 2 === 0 ? 1 : 3), 0);
  return `${digits}${(10 - (sum % 10)) % 10}`;
}
