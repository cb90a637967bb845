// Who is served first when too many come at once: who pays or orders, then who wants to come in, then who looks around.

import type { Rank } from '#kit/admission';

const ranks: readonly [Rank, RegExp][] = [
  [1, /^\/(checkout|orders|api\/(orders|payments))(\/|$)/],
  [2, /^\/(sign-in|sign-up|sign-out|account|basket|forgot|reset|verify|api\/users)(\/|$)/],
  [4, /^\/(search|api\/books\/(search|suggest))(\/|$)/],
];

export function rankOf(request: Request): Rank {
  const path = /^https?:\/\/[^/]+(\/[^?#]*)/.exec(request.url)?.[1] ?? '/';
  return ranks.find(([, pattern]) => pattern.test(path))?.[0] ?? 3;
}
