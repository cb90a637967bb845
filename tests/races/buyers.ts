// Many buyers want few copies at the same moment, over real HTTP through the gateway of a shop that runs.

import { type Stage, until } from '#tests/prove/stage';

export type Rush = {
  /** Buyers whose order stands, and who were told cleanly that there is nothing left. */
  sold: number;
  refused: number;
  /** Answers 503 that asked to be repeated: each was repeated with its key. */
  later: number;
  /** Anything else, in words; must be empty. */
  wrong: string[];
  ms: number;
};
type Crowd = { tokens: string[]; staff: string };

const json = 'application/json';
const patienceMs = 60_000;

/** @param count accounts without a password: they cost no hashing. */
export async function gather(stage: Stage, count: number): Promise<Crowd> {
  const { shop } = stage;
  const users = `${shop.url('users')}/api/users`;
  const signedIn = await post(`${users}/login/`, { username: shop.admin.username, password: shop.admin.password });
  const tokens: string[] = [];
  const makeSome = async () => {
    while (tokens.length < count) {
      const place = tokens.push('') - 1;
      const made = await insist(`${users}/guest/`, { email: `buyer-${place}-${Bun.randomUUIDv7()}@example.com` });
      if (made.status !== 201) throw new Error(`no account: ${made.status} ${made.text}`);
      tokens[place] = JSON.parse(made.text).access;
    }
  };
  await Promise.all(Array.from({ length: 8 }, makeSome));
  return { tokens, staff: JSON.parse(signedIn.text).access };
}

/** Everybody orders one copy of a new book at once. */
export async function rush(stage: Stage, { tokens, staff }: Crowd, copies: number): Promise<Rush> {
  const wish = { title: `Wanted ${Bun.randomUUIDv7()}`, author: 'A', price: '5.00', stock: copies };
  const book = JSON.parse((await insist(`${stage.shop.url('books')}/api/books/`, wish, staff)).text).id as number;
  const order = { shipping_address: '1 Long Row', items: [{ book_id: book, quantity: 1 }] };
  const result: Rush = { sold: 0, refused: 0, later: 0, wrong: [], ms: 0 };
  const began = performance.now();
  const answers = await Promise.all(
    tokens.map((token) => insist(`${stage.shop.url()}/api/orders/`, order, token, () => (result.later += 1))),
  );
  result.ms = performance.now() - began;
  for (const { status, text } of answers) {
    if (status === 201) result.sold += 1;
    else if (status === 409 && text.includes('/problems/out-of-stock')) result.refused += 1;
    else if (status !== 202) result.wrong.push(`${status} ${text.slice(0, 200)}`);
  }
  // One that was taken while books was busy is decided by the sweeper.
  const undecided = answers.filter(({ status }) => status === 202).map(({ text }) => JSON.parse(text).id as number);
  await decide(stage, undecided, result);
  result.wrong.push(...(await stockOf(stage, book, copies, result.sold)));
  return result;
}

async function decide(stage: Stage, ids: number[], result: Rush): Promise<void> {
  if (ids.length === 0) return;
  const list = ids.join(', ');
  const waiting = `select count(*)::int n from orders where id in (${list}) and state = 'pending_reservation'`;
  await until(async () => (await stage.look<{ n: number }>('orders', waiting))[0]?.n === 0, 30_000);
  const found = await stage.look<{ state: string }>('orders', `select state from orders where id in (${list})`);
  for (const { state } of found) {
    if (state === 'awaiting_payment') result.sold += 1;
    else if (state === 'rejected') result.refused += 1;
    else result.wrong.push(`an order is ${state}`);
  }
}

/** What the stock itself says. */
async function stockOf(stage: Stage, book: number, copies: number, sold: number): Promise<string[]> {
  const [level] = await stage.look<{ on_hand: number; reserved: number }>(
    'books',
    `select on_hand::int, reserved::int from stock where book_id = ${book}`,
  );
  const right = level?.on_hand === copies && level.reserved === Math.min(sold, copies);
  return right ? [] : [`stock says ${JSON.stringify(level)}, ${sold} of ${copies} were promised`];
}

type Answer = { status: number; text: string; retryAfter: string | null };

async function post(url: string, body: unknown, token?: string, key?: string): Promise<Answer> {
  const headers: Record<string, string> = { 'content-type': json };
  if (token) headers.authorization = `Bearer ${token}`;
  if (key) headers['idempotency-key'] = key;
  const signal = AbortSignal.timeout(patienceMs);
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body), signal });
  return { status: answer.status, text: await answer.text(), retryAfter: answer.headers.get('retry-after') };
}

/** As a good client: what is refused for now, with the time to wait, is said again with its key. */
async function insist(url: string, body: unknown, token?: string, again: () => void = () => {}): Promise<Answer> {
  const key = Bun.randomUUIDv7();
  for (const end = performance.now() + patienceMs; ; ) {
    const answer = await post(url, body, token, key);
    if (answer.status !== 503 || answer.retryAfter === null || performance.now() > end) return answer;
    again();
    await Bun.sleep(Number(answer.retryAfter) * 1000 * (0.5 + Math.random()));
  }
}
