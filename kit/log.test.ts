import { expect, test } from 'bun:test';
import { createLog } from './log.ts';

test('a failed query is logged by its code, never with its parameters', () => {
  const lines: string[] = [];
  const log = createLog('users', (line) => lines.push(line));
  const cause = Object.assign(new Error('duplicate key value (canary@example.com)'), {
    name: 'PostgresError',
    code: '23505',
    constraint_name: 'one_email',
  });
  log.error(
    'http.fault',
    Object.assign(new Error('Failed query: insert … params: canary@example.com', { cause }), {
      name: 'DrizzleQueryError',
    }),
  );
  const [line = ''] = lines;
  expect(line).not.toContain('canary');
  expect(JSON.parse(line)).toMatchObject({
    level: 'error',
    room: 'users',
    fact: 'http.fault',
    code: '23505',
    constraint: 'one_email',
  });
});

test('a fault is logged with its message, but for what looks like a secret or a person', () => {
  const messages: [given: string, logged: string][] = [
    ['Invalid URL postgres://users_svc:canary@db:5432/users_db', 'Invalid URL postgres://(login)@db:5432/users_db'],
    ['fetch failed: Authorization Bearer canary.canary.canary', 'fetch failed: Authorization Bearer …'],
    ['bad token eyJhbGciOiJFZERTQSJ9.eyJjYW5hcnkiOjF9.canary here', 'bad token (token) here'],
    ['no mailbox for canary@example.com', 'no mailbox for (address)'],
    ['{"password":"canary","id":7}', '{"password":…,"id":7}'],
    ["cookie: 'sid=canary'", 'cookie: …'],
    ['card 4111 1111 1111 1111 refused', 'card (digits) refused'],
    ["undefined is not an object (evaluating 'row.id')", "undefined is not an object (evaluating 'row.id')"],
  ];
  for (const [given, logged] of messages) {
    const lines: string[] = [];
    createLog('users', (line) => lines.push(line)).error('http.fault', new TypeError(given));
    expect(JSON.parse(lines[0] ?? '').message).toBe(logged);
    expect(lines[0]).not.toContain('canary');
  }
});
