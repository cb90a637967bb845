// The cookies of one request, and those its answer sets. Every cookie is HttpOnly, SameSite=Lax and for the whole site; on
// https it is Secure and carries the __Host- prefix, which no other host can set.

export type Jar = {
  get(name: string): string | null;
  set(name: string, value: string, maxAgeSeconds?: number): void;
  clear(name: string): void;
  /** The Set-Cookie lines of the answer. */
  lines(): string[];
};

const prefix = '__Host-';
const plainValue = /^[\w.~!*'()%+/=-]*$/;

/** @param header the request's Cookie header; values are taken as they are, since ours hold only URL-safe characters. */
export function openJar(header: string | null, secure: boolean): Jar {
  const given = header ? parse(header) : new Map<string, string>();
  const changed = new Map<string, string>();
  const named = (name: string) => (secure ? prefix + name : name);
  const write = (name: string, value: string, maxAge: number | null) => {
    if (!plainValue.test(value)) throw new Error(`the cookie ${name} would hold characters that cookies cannot`);
    const age = maxAge === null ? '' : `; Max-Age=${maxAge}`;
    changed.set(name, `${named(name)}=${value}; Path=/${age}; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`);
    given.set(named(name), value);
  };
  return {
    get: (name) => given.get(named(name)) || null,
    set: (name, value, maxAgeSeconds) => write(name, value, maxAgeSeconds ?? null),
    clear(name) {
      if (given.has(named(name))) write(name, '', 0);
    },
    lines: () => [...changed.values()],
  };
}

/** The first of two cookies of one name counts: it is the one with the longer path or the older. */
function parse(header: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const part of header.split(';')) {
    const at = part.indexOf('=');
    if (at < 1) continue;
    const name = part.slice(0, at).trim();
    if (!found.has(name)) found.set(name, part.slice(at + 1).trim());
  }
  return found;
}
