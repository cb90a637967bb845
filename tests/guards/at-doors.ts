// Guards that stand at the doors: who is asking, from which site, for the second time?

import { type Guard, guardsOf } from './guard.ts';

const tokens = 'services/users/tokens.int.test.ts';

export const atDoors: Guard[] = [
  ...guardsOf('kit/outbox.ts', 'kit/outbox.int.test.ts', [
    [
      'a fact takes effect once',
      'if (first.length === 0) return false;',
      '',
      'a fact told five times at once takes effect once',
    ],
    [
      'facts come in order',
      "and earlier.state <> 'delivered')",
      'and false)',
      'each subscriber hears every fact of an aggregate in order',
    ],
  ]),
  ...guardsOf('kit/idempotency.ts', 'tests/repeats.int.test.ts', [
    [
      'a key is for one wish',
      'if (found.fingerprint !== repeat.fingerprint) {',
      'if (found === null) {',
      'a key is one account’s, for one address and one wish',
    ],
    [
      'a wish is done once at a time',
      'if (!found || found.claimed) return null;',
      "if (!found || found.claimed || found.state === 'running') return null;",
      'twenty at once with one key change a thing once',
    ],
  ]),
  ...guardsOf('kit/auth.ts', tokens, [
    ['a token comes from us', '    issuer,\n', '', 'that was forged, meant for others, or has expired is not'],
    ['a token is meant for us', '    audience,\n', '', 'that was forged, meant for others, or has expired is not'],
    [
      'a token is an access token',
      '    typ: tokenType,\n',
      '',
      'that was forged, meant for others, or has expired is not',
    ],
  ]),
  ...guardsOf('kit/auth.ts', 'kit/ended-sessions.int.test.ts', [
    [
      'a session that ended opens nothing',
      ' || revoked.has(entry.actor.session)',
      '',
      'whoever hears of it refuses the token at once',
    ],
  ]),
  ...guardsOf('kit/auth.ts', 'services/orders/rules.test.ts', [
    [
      'one sees what is one’s own',
      'actor.id === ownerId || isStaff(actor)',
      'actor.id === ownerId || true',
      'another customer’s order or account looks like none',
    ],
  ]),
  ...guardsOf('gateway/csrf.ts', 'gateway/csrf.test.ts', [
    [
      'a form from another site is not heard',
      "if (site === 'same-origin' || site === 'none') return;",
      'if (site) return;',
      'a form with Sec-Fetch-Site',
    ],
    [
      'a form of another origin is not heard',
      'if (origin !== null && origin !== publicOrigin) throw foreign();',
      '',
      'a form with Sec-Fetch-Site',
    ],
    [
      'a token of a form grows old',
      'if (age < 0 || age > lifeHours) return false;',
      '',
      'a token lasts twelve hours and cannot come from the future',
    ],
    [
      'a token of a form is for one session',
      'return subjects.some((subject) => seals',
      "return subjects.some((subject) => subject !== '' || seals",
      'a token is good for the session it was made for, and no other',
    ],
  ]),
  ...guardsOf('services/users/rules.ts', 'services/users/rules.test.ts', [
    [
      'a refresh token that was stolen is known',
      "if (!token.recently) return 'stolen';",
      '',
      'used again later is stolen, whatever it is used for',
    ],
    [
      'a session that is over gives no tokens',
      "if (!token?.live) return 'refused';",
      "if (!token) return 'refused';",
      'is worth nothing once the session is over',
    ],
    [
      "another's account does not exist",
      "if (!target || (target.id !== actor.id && actor.role === 'customer'))",
      'if (!target)',
      'of somebody else does not exist for a customer',
    ],
    [
      'staff change no colleague',
      "if (target.id !== actor.id && target.role !== 'customer')",
      'if (target === null)',
      'is changed by its owner, by staff for customers',
    ],
    [
      'a role comes from an administrator',
      'if (change.role !== undefined || change.is_active !== undefined)',
      'if (change === null)',
      'gets another role from an administrator alone',
    ],
    [
      'an administrator remains',
      'if (administrators.length === 1 && administrators[0] === leaving)',
      'if (administrators.length === -leaving)',
      'that is the last administrator stays one',
    ],
    [
      'names of ours are ours',
      'else if (reserved.test(input.username))',
      'else if (input.username === null)',
      'may not take a name that we give ourselves',
    ],
    [
      'common passwords are refused',
      'else if (common)',
      'else if (password === null)',
      'with one of the commonest passwords is refused',
    ],
  ]),
];
