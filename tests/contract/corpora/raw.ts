// Requests as no client library writes them: paths that climb, hosts that lie, line breaks where none belong. Each is a named row
// of what goes over the wire; `{host}` is the host of the door.

export type Raw = { name: string; kind: 'path' | 'host' | 'line break'; wire: string };

const get = (target: string, headers: string[] = ['Host: {host}']): string =>
  `GET ${target} HTTP/1.1\r\n${[...headers, 'Connection: close'].join('\r\n')}\r\n\r\n`;

const climbs: readonly [name: string, climb: string][] = [
  ['dots', '../../../../../../etc/passwd'],
  ['dots to our own files', '../../package.json'],
  ['encoded dots', '%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd'],
  ['encoded slashes', '..%2f..%2f..%2f..%2fetc%2fpasswd'],
  ['encoded twice', '%252e%252e%252f%252e%252e%252fetc%252fpasswd'],
  ['overlong dots', '%c0%ae%c0%ae/%c0%ae%c0%ae/etc/passwd'],
  ['backslashes', '..\\..\\..\\..\\etc\\passwd'],
  ['encoded backslashes', '..%5c..%5c..%5cetc%5cpasswd'],
  ['a semicolon', '..;/..;/etc/passwd'],
  ['more dots', '....//....//etc/passwd'],
  ['a zero byte', '../../package.json%00.css'],
  ['a name of its own', 'file:///etc/passwd'],
];
const bases = ['/', '/assets/', '/covers/', '/swagger/', '/api/books/'];

const paths: Raw[] = bases.flatMap((base) =>
  climbs.map(([name, climb]): Raw => ({ name: `${base} and ${name}`, kind: 'path', wire: get(base + climb) })),
);

const evil = 'evil.example';
const hostHeaders: readonly [name: string, headers: string[]][] = [
  ['a foreign host', [`Host: ${evil}`]],
  ['a foreign host with a port', [`Host: ${evil}:80`]],
  ['two hosts, ours first', ['Host: {host}', `Host: ${evil}`]],
  ['two hosts, ours last', [`Host: ${evil}`, 'Host: {host}']],
  ['none', []],
  ['an empty one', ['Host: ']],
  ['user part', [`Host: {host}@${evil}`]],
  ['ours as the user part', [`Host: localhost:80@${evil}`]],
  ['ours as a subdomain', [`Host: {host}.${evil}`]],
  ['a path in it', [`Host: {host}/${evil}`]],
  ['a comma', [`Host: {host},${evil}`]],
  ['a space', [`Host: {host} ${evil}`]],
  ['a folded line', [`Host: {host}\r\n ${evil}`]],
  ['markup', ['Host: "><script>alert(1)</script>']],
  ['X-Forwarded-Host', ['Host: {host}', `X-Forwarded-Host: ${evil}`]],
  ['Forwarded', ['Host: {host}', `Forwarded: host=${evil};proto=https`]],
  ['X-Host', ['Host: {host}', `X-Host: ${evil}`]],
  ['X-Original-URL', ['Host: {host}', 'X-Original-URL: /metrics', 'X-Rewrite-URL: /metrics']],
];
const hosts: Raw[] = [
  ...hostHeaders.map(([name, headers]): Raw => ({ name, kind: 'host', wire: get('/sign-in', headers) })),
  { name: 'a foreign address as the target', kind: 'host', wire: get(`http://${evil}/sign-in`) },
  { name: 'a foreign address without a scheme', kind: 'host', wire: get(`//${evil}/sign-in`) },
  { name: 'an address to sign in and go to', kind: 'host', wire: get(`/sign-in?next=//${evil}/`) },
];

const breaks: readonly [name: string, text: string][] = [
  ['CRLF', '%0d%0aX-Injected: yes'],
  ['LF', '%0aX-Injected: yes'],
  ['CR', '%0dX-Injected: yes'],
  ['CRLF twice', '%0d%0a%0d%0a<h1>injected</h1>'],
  ['a cookie', '%0d%0aSet-Cookie: injected=yes'],
  ['encoded twice', '%250d%250aX-Injected: yes'],
  ['letters that look so', '%E5%98%8D%E5%98%8AX-Injected: yes'],
  ['a line separator', '%E2%80%A8X-Injected: yes'],
];
const targets = ['/', '/search?q=', '/sign-in?next=/', '/api/books/search/?q='];

const lines: Raw[] = [
  ...targets.flatMap((target) =>
    breaks.map(
      ([name, text]): Raw => ({
        name: `${target} and ${name}`,
        kind: 'line break',
        wire: get(target + text.replaceAll(' ', '%20')),
      }),
    ),
  ),
  ...(['X-Request-Id', 'Idempotency-Key', 'If-None-Match', 'Accept-Encoding'] as const).flatMap((header): Raw[] => [
    {
      name: `${header} with a bare LF`,
      kind: 'line break',
      wire: get('/api/books/', ['Host: {host}', `${header}: a\nX-Injected: yes`]),
    },
    {
      name: `${header} with a bare CR`,
      kind: 'line break',
      wire: get('/api/books/', ['Host: {host}', `${header}: a\rX-Injected: yes`]),
    },
  ]),
  {
    name: 'a second request after a length that lies',
    kind: 'line break',
    wire: `POST /api/users/login/ HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n0\r\n\r\nGET /api/books/ HTTP/1.1\r\nHost: {host}\r\n\r\n`,
  },
  {
    name: 'two lengths',
    kind: 'line break',
    wire: `POST /api/users/login/ HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\nContent-Length: 2\r\nContent-Length: 40\r\nConnection: close\r\n\r\n{}GET /api/books/ HTTP/1.1\r\nHost: {host}\r\n\r\n`,
  },
  {
    name: 'a header name with a space',
    kind: 'line break',
    wire: get('/api/books/', ['Host: {host}', 'X-Injected : yes', 'Transfer-Encoding : chunked']),
  },
];

export const rawRequests: readonly Raw[] = [...paths, ...hosts, ...lines];

/** What an answer to such a request proves; nothing if nothing. */
export function signsIn(answer: string): string[] {
  const heads = answer.match(/^HTTP\/1\.1 \d{3}/gm) ?? [];
  const end = answer.indexOf('\r\n\r\n');
  const [head, body] = end < 0 ? [answer, ''] : [answer.slice(0, end), answer.slice(end)];
  const signs = [];
  if (/^HTTP\/1\.1 5(?!03)/.test(answer)) signs.push('a 5xx');
  if (heads.length > 1 && !heads.slice(1).every((one) => / 400$/.test(one))) signs.push('a second answer');
  if (/\n\s*x-injected\s*:/i.test(head) || /^set-cookie:\s*injected/im.test(head)) signs.push('a header of theirs');
  if (/root:[^:]*:0:0:|"private": true|from 'elysia'/.test(body)) signs.push('a file of ours');
  if (/^location:[^\n]*evil\.example/im.test(head) || /(?:href|src|action)="[^"]*\/\/[^"]*evil\.example/i.test(body))
    signs.push('a way to them');
  // Within the quotes of an attribute a tag is text.
  if (/<script>alert\(1\)|<h1>injected/.test(body.replaceAll(/="[^"]*"/g, ''))) signs.push('markup of theirs');
  return signs;
}
