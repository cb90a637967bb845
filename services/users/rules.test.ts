import { describe, expect, test } from 'bun:test';
import type { Actor } from '#kit/auth';
import type { Problem } from '#kit/problem';
import { isCommonPassword } from './common-passwords.ts';
import * as rules from './rules.ts';

function refusal(wish: () => unknown): Problem {
  try {
    wish();
  } catch (problem) {
    return problem as Problem;
  }
  throw new Error('nothing was refused');
}

const pointers = (problem: Problem) => problem.extra.errors?.map(({ pointer }) => pointer);
const actor = (of: Partial<Actor>): Actor => ({ id: 1, role: 'customer', session: 's', token: 't', ...of });

describe('a registration', () => {
  const input = { username: 'john_doe', email: 'john@example.com', password: 'password123', password2: 'password123' };

  test('with all in order passes', () => {
    rules.checkRegistration(input, false);
    for (const username of ['ñandú', 'देवनागरी', 'a.b+c-d_9', '李雷'])
      rules.checkRegistration({ ...input, username }, false);
  });

  test('names every field at fault at once', () => {
    const wish = { ...input, username: 'smile😀', password: '😀😀😀😀', password2: 'else' };
    const problem = refusal(() => rules.checkRegistration(wish, false));
    expect([problem.status, pointers(problem)]).toEqual([422, ['/username', '/password', '/password2']]);
  });

  test('may not take a name that we give ourselves', () => {
    for (const username of ['guest-7', 'Deleted-7', 'GUEST-x'])
      expect(pointers(refusal(() => rules.checkRegistration({ ...input, username }, false)))).toEqual(['/username']);
    rules.checkRegistration({ ...input, username: 'guesthouse' }, false);
  });

  test('with one of the commonest passwords is refused where that list is heeded', () => {
    expect(pointers(refusal(() => rules.checkRegistration(input, true)))).toEqual(['/password']);
  });

  test('takes two passwords for the same that are typed composed and decomposed', () => {
    rules.checkRegistration({ ...input, password: 'caf\u00e9 au lait', password2: 'cafe\u0301 au lait' }, false);
  });
});

test('the list of common passwords is long, only holds what could be typed, and knows the usual ones', async () => {
  const lines = (await Bun.file(`${import.meta.dir}/common-passwords.txt`).text()).trim().split('\n');
  const listed = lines.filter((line) => !line.startsWith('#'));
  expect(listed.length).toBeGreaterThan(3000);
  expect(listed.filter((line) => [...line].length < 8 || line !== line.toLowerCase() || line.trim() !== line)).toEqual(
    [],
  );
  expect(new Set(listed).size).toBe(listed.length);
  for (const common of ['password123', 'Password123', 'testpass123', '1q2w3e4r', 'iloveyou', 'Summer2025'])
    expect([common, await isCommonPassword(common)]).toEqual([common, true]);
  expect(await isCommonPassword('seven quiet otters')).toBe(false);
});

test('a name to sign in with is an address where it holds an @, whichever field it came in', () => {
  expect(rules.loginName({ username: ' John ', password: '' })).toEqual({ by: 'username', name: 'John' });
  expect(rules.loginName({ username: 'a@b.co', password: '' })).toEqual({ by: 'email', name: 'a@b.co' });
  expect(rules.loginName({ email: 'a@b.co', password: '' })).toEqual({ by: 'email', name: 'a@b.co' });
  expect(pointers(refusal(() => rules.loginName({ username: ' ', password: 'x' })))).toEqual(['/username']);
});

test('too many tries tell how long to wait', () => {
  const { status, headers } = rules.tooManyTries(42);
  expect([status, headers['retry-after'], headers.ratelimit]).toEqual([429, '42', '"guesses";r=0;t=42']);
});

describe('a refresh token', () => {
  const presented = (of: Partial<rules.Presented>): rules.Presented => ({
    live: true,
    usedFor: null,
    recently: false,
    ...of,
  });

  test('works the first time', () => {
    expect(rules.spending(presented({}), 'pair')).toBe('first');
    expect(rules.spending(presented({}), 'browser')).toBe('first');
  });
  test('gives the same again to who lost the answer', () => {
    expect(rules.spending(presented({ usedFor: 'pair', recently: true }), 'pair')).toBe('again');
  });
  test('used again later is stolen, whatever it is used for', () => {
    expect(rules.spending(presented({ usedFor: 'pair' }), 'pair')).toBe('stolen');
    expect(rules.spending(presented({ usedFor: 'browser' }), 'pair')).toBe('stolen');
  });
  test('is worth nothing once the session is over, unknown, or spent on the other thing just now', () => {
    expect(rules.spending(null, 'pair')).toBe('refused');
    expect(rules.spending(presented({ live: false }), 'pair')).toBe('refused');
    expect(rules.spending(presented({ live: false, usedFor: 'pair' }), 'pair')).toBe('refused');
    expect(rules.spending(presented({ usedFor: 'browser', recently: true }), 'pair')).toBe('refused');
  });
});

describe('an account', () => {
  const customer = { id: 7, role: 'customer' as const };
  const clerk = { id: 8, role: 'staff' as const };

  test('of somebody else does not exist for a customer', () => {
    expect(refusal(() => rules.checkMaySee(actor({ id: 1 }), customer)).status).toBe(404);
    expect(refusal(() => rules.checkMaySee(actor({ id: 1 }), null)).status).toBe(404);
    expect(rules.checkMaySee(actor({ id: 7 }), customer)).toBe(customer);
    expect(rules.checkMaySee(actor({ id: 9, role: 'staff' }), customer)).toBe(customer);
  });
  test('is changed by its owner, by staff for customers, and by an administrator', () => {
    expect(rules.checkMayChange(actor({ id: 7 }), customer)).toBe(customer);
    expect(rules.checkMayChange(actor({ id: 9, role: 'staff' }), customer)).toBe(customer);
    expect(rules.checkMayChange(actor({ id: 9, role: 'admin' }), clerk, { role: 'admin' })).toBe(clerk);
    expect(refusal(() => rules.checkMayChange(actor({ id: 9, role: 'staff' }), clerk)).status).toBe(403);
  });
  test('gets another role from an administrator alone', () => {
    expect(refusal(() => rules.checkMayChange(actor({ id: 7 }), customer, { role: 'admin' })).status).toBe(403);
    expect(
      refusal(() => rules.checkMayChange(actor({ id: 9, role: 'staff' }), customer, { is_active: false })).status,
    ).toBe(403);
  });
  test('that is the last administrator stays one', () => {
    expect(refusal(() => rules.checkAdministratorRemains([5], 5)).slug).toBe('last-administrator');
    rules.checkAdministratorRemains([5, 6], 5);
    rules.checkAdministratorRemains([5], 6);
  });
  test('shows others a first name and an initial, or the username', () => {
    const name = (firstName: string, lastName = '') => rules.displayName({ username: 'ines', firstName, lastName });
    expect([name('Inês', 'Carvalho'), name('Inês'), name(''), name(' ', 'Carvalho'), name('Ana', '  öz')]).toEqual([
      'Inês C.',
      'Inês',
      'ines',
      'ines',
      'Ana Ö.',
    ]);
  });
});
