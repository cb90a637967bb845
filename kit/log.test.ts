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
