// A browser for tests: keeps cookies, follows redirects, finds forms in pages and fills them in. It runs no scripts.

export type Seen = { status: number; headers: Headers; text: string; path: string };
export type Fields = Record<string, string>;
type Sent = { method?: string; body?: string; headers?: Record<string, string> };

/** Hands a request to whatever is tested: an app's `handle`, or fetch. */
export type Handle = (request: Request) => Promise<Response>;

export type Browser = {
  get(path: string, headers?: Record<string, string>): Promise<Seen>;
  /** Sends without following redirects. */
  send(path: string, sent?: Sent): Promise<Seen>;
  /** Fills in the form of `page` that posts to `action` and sends it; hidden fields and defaults come from the page. */
  submit(page: Seen, action: string, fields?: Fields, headers?: Record<string, string>): Promise<Seen>;
  cookies: Map<string, string>;
};

export function openBrowser(handle: Handle, origin = 'http://localhost'): Browser {
  const cookies = new Map<string, string>();
  const send: Browser['send'] = async (path, { method = 'GET', body, headers = {} } = {}) => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const request = new Request(origin + path, {
      method,
      body,
      redirect: 'manual',
      headers: {
        accept: 'text/html',
        ...(cookie ? { cookie } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
        ...(method === 'GET' ? {} : { 'sec-fetch-site': 'same-origin' }),
        ...headers,
      },
    });
    const answer = await handle(request);
    for (const line of answer.headers.getSetCookie()) keepCookie(cookies, line);
    return { status: answer.status, headers: answer.headers, text: await answer.text(), path };
  };
  const follow = async (seen: Seen): Promise<Seen> => {
    let now = seen;
    for (let hops = 0; now.status >= 300 && now.status < 400 && now.status !== 304; hops++) {
      if (hops > 5) throw new Error(`too many redirects, last to ${now.path}`);
      const { pathname, search } = new URL(now.headers.get('location') ?? '', origin);
      now = await send(pathname + search);
    }
    return now;
  };
  return {
    cookies,
    send,
    get: async (path, headers) => follow(await send(path, { headers })),
    submit: async (page, action, fields = {}, headers = {}) =>
      follow(await send(action, { method: 'POST', body: formBody(page.text, action, fields), headers })),
  };
}

function keepCookie(cookies: Map<string, string>, line: string): void {
  const [pair = '', ...attributes] = line.split(';');
  const at = pair.indexOf('=');
  const isGone = attributes.some((attribute) => attribute.trim() === 'Max-Age=0');
  if (isGone) cookies.delete(pair.slice(0, at));
  else cookies.set(pair.slice(0, at), pair.slice(at + 1));
}

/** What a browser would send for a form of the page. @throws where the page has no such form */
export function formBody(html: string, action: string, fields: Fields): string {
  const forms = [...html.matchAll(/<form\b[^>]*>[\s\S]*?<\/form>/g)].map(([form]) => form);
  const form = forms.find((text) => attributeOf(text, 'action') === action && /method="post"/.test(text));
  if (!form) throw new Error(`the page has no form that posts to ${action}`);
  const values = new Map<string, string>();
  for (const [input] of form.matchAll(/<input\b[^>]*>/g)) {
    const name = attributeOf(input, 'name');
    const type = attributeOf(input, 'type');
    if (name === null || ((type === 'radio' || type === 'checkbox') && !/\schecked/.test(input))) continue;
    values.set(name, attributeOf(input, 'value') ?? '');
  }
  for (const [, opening = '', content = ''] of form.matchAll(/(<textarea\b[^>]*>)([\s\S]*?)<\/textarea>/g))
    values.set(attributeOf(opening, 'name') ?? '', unescaped(content.replace(/^\n/, '')));
  for (const [, opening = '', content = ''] of form.matchAll(/(<select\b[^>]*>)([\s\S]*?)<\/select>/g)) {
    const options = [...content.matchAll(/<option\b[^>]*>/g)].map(([option]) => option);
    const chosen = options.find((option) => /\sselected/.test(option)) ?? options[0] ?? '';
    values.set(attributeOf(opening, 'name') ?? '', attributeOf(chosen, 'value') ?? '');
  }
  for (const [name, value] of Object.entries(fields)) values.set(name, value);
  return new URLSearchParams([...values]).toString();
}

function attributeOf(tag: string, name: string): string | null {
  const opening = /^<[^>]*>/.exec(tag)?.[0] ?? '';
  const value = new RegExp(`\\s${name}="([^"]*)"`).exec(opening)?.[1];
  return value === undefined ? null : unescaped(value);
}

export const unescaped = (text: string): string =>
  text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&#34;', '"')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
