// The judges of the corpora, judged: each is shown doors that really are open, and must say so.

import { afterEach, expect, test } from 'bun:test';
import postgres from 'postgres';
import { testDatabase } from '../support/servers.ts';
import { bait } from './corpora/break-ins.ts';
import { pollutedMembers, pollutions } from './corpora/pollution.ts';
import { signsIn } from './corpora/raw.ts';
import { injectionsIntoSql } from './corpora/sql.ts';

afterEach(() => {
  Reflect.deleteProperty(Object.prototype, 'polluted');
});

test('a query put together from text is broken into in every way, and each is noticed', async () => {
  const sql = postgres(await testDatabase('books'), { max: 4, onnotice() {} });
  const run = async (statement: string) => [...(await sql.unsafe(statement))] as Record<string, unknown>[];
  try {
    await run('create table shelf (id int, title text, price int)');
    await run("insert into shelf values (1, 'Zyx', 1), (2, 'Qqq', 2)");
    const { seen, left } = await bait(run);
    const search = async (text: string) => {
      try {
        const found = await run(`select id::text, title, price::text from shelf where title = '${text}'`);
        const rows = found.flat();
        return { status: 200, text: JSON.stringify(rows), json: { count: rows.length } };
      } catch (error) {
        return { status: 500, text: String((error as Error).message), json: undefined };
      }
    };
    const named = (start: string) => injectionsIntoSql.filter(({ name }) => name.startsWith(start));
    const [everything] = named('tautology, as it is');
    expect(seen(await search(everything?.text ?? ''), { of: 2 })).toEqual(['the filter finds everything']);
    const [union] = named('union, three columns, as it is');
    expect(seen(await search(union?.text ?? ''))).toContain('the secret is in the answer');
    const [telling] = named('error that tells, cast, as it is');
    expect(seen(await search(telling?.text ?? ''))).toContain('the secret is in the answer');
    const [broken] = named('comment that stays open, as it is');
    expect(seen(await search(broken?.text ?? ''))).toEqual(['the database speaks', 'a 500']);
    expect(await left()).toEqual([]);
    const [sleeping] = named('time, or, as it is');
    const asleep = search((sleeping?.text ?? '').replace('pg_sleep(30)', 'pg_sleep(2)'));
    let noticed: string[] = [];
    for (let look = 0; look < 200 && noticed.length === 0; look++) noticed = await left();
    expect(noticed).toEqual(['somebody sleeps in the database']);
    await asleep;
    const [stacked] = named('stacked, insert, as it is');
    await search(stacked?.text ?? '');
    expect(await left()).toEqual(['the table was changed']);
    const [created] = named('stacked, create, as it is');
    await search(created?.text ?? '');
    expect(await left()).toContain('a table was made');
    expect(seen({ status: 422, text: '{"detail":"No."}', json: { count: 0 } }, { of: 2 })).toEqual([]);
  } finally {
    await sql.end({ timeout: 1 });
  }
}, 60_000);

/** What careless programs do with a body. */
function mergeInto(target: Record<string, unknown>, source: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(source)) {
    const known = target[name];
    if (typeof value === 'object' && value !== null && known !== null && known !== undefined)
      mergeInto(known as Record<string, unknown>, value as Record<string, unknown>);
    else target[name] = value;
  }
}

test('a careless merge pollutes every object, and it is noticed', () => {
  expect(pollutedMembers()).toEqual([]);
  const bodies = pollutions.filter(({ name }) => name === 'body: __proto__' || name === 'body: constructor.prototype');
  expect(bodies).toHaveLength(2);
  for (const { text } of bodies) {
    mergeInto({}, JSON.parse(text) as Record<string, unknown>);
    expect(pollutedMembers()).toEqual(['polluted']);
    Reflect.deleteProperty(Object.prototype, 'polluted');
  }
});

test('answers that give something away are told from those that do not', () => {
  const head = 'HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n';
  const cases: [answer: string, signs: string[]][] = [
    [`${head}\r\n<p>X-Injected: yes</p>`, []],
    ['HTTP/1.1 404 Not Found\r\n\r\n{"instance":"/x%0d%0aX-Injected"}', []],
    ['HTTP/1.1 303 See Other\r\nlocation: /sign-in?next=%2F%2Fevil.example\r\n\r\n', ['a way to them']],
    [`${head}X-Injected: yes\r\n\r\n`, ['a header of theirs']],
    [`${head}set-cookie: injected=yes\r\n\r\n`, ['a header of theirs']],
    [`${head}\r\nroot:x:0:0:root:/root:/bin/sh`, ['a file of ours']],
    [`${head}\r\n<a href="//evil.example/">`, ['a way to them']],
    [`${head}\r\n<h1>injected</h1>`, ['markup of theirs']],
    [`${head}\r\n<input value="<h1>injected</h1>">`, []],
    [`${head}\r\nok\r\nHTTP/1.1 200 OK\r\n\r\nagain`, ['a second answer']],
    [`${head}\r\nok\nHTTP/1.1 400 Bad Request\r\n\r\n`, []],
    ['HTTP/1.1 500 Internal Server Error\r\n\r\n', ['a 5xx']],
  ];
  for (const [answer, signs] of cases) expect([answer, signsIn(answer)]).toEqual([answer, signs]);
});
