// Ways to give every object of a program a member it never had. `polluted` is the member, `yes` its value.

export type Pollution = {
  name: string;
  /** Where it is written: a JSON body, the query, a form of a page, a cookie. */
  into: 'json' | 'query' | 'form' | 'cookie';
  text: string;
};

const own = '"polluted":"yes"';
const nest = (text: string, depth: number): string => (depth === 0 ? text : `{"a":${nest(text, depth - 1)}}`);

const bodies: readonly [name: string, text: string][] = [
  ['__proto__', `{"__proto__":{${own}}}`],
  ['constructor.prototype', `{"constructor":{"prototype":{${own}}}}`],
  ['__proto__ twice', `{"__proto__":{"__proto__":{${own}}}}`],
  ['__proto__ of a member', `{"title":{"__proto__":{${own}}}}`],
  ['constructor of a member', `{"title":{"constructor":{"prototype":{${own}}}}}`],
  ['__proto__ of an item', `{"items":[{"__proto__":{${own}}}]}`],
  ['__proto__ of a list', `{"items":{"__proto__":[{${own}}]}}`],
  ['escaped letters', `{"\\u005f\\u005fproto\\u005f\\u005f":{${own}}}`],
  ['twice the same name', `{"__proto__":1,"__proto__":{${own}}}`],
  ['a path with dots', '{"__proto__.polluted":"yes"}'],
  ['a path with brackets', '{"__proto__[polluted]":"yes","constructor[prototype][polluted]":"yes"}'],
  ['a pointer', '[{"op":"add","path":"/__proto__/polluted","value":"yes"}]'],
  ['__defineGetter__', `{"__defineGetter__":{${own}}}`],
  ['deep down', nest(`{"__proto__":{${own}}}`, 40)],
  ['null prototype', `{"__proto__":null,${own}}`],
  ['as text', '"__proto__"'],
];

const queries: readonly [name: string, text: string][] = [
  ['brackets', '__proto__[polluted]=yes'],
  ['dots', '__proto__.polluted=yes'],
  ['constructor, brackets', 'constructor[prototype][polluted]=yes'],
  ['constructor, dots', 'constructor.prototype.polluted=yes'],
  ['encoded', '%5f%5fproto%5f%5f%5bpolluted%5d=yes'],
  ['a filter of it', 'q[__proto__][polluted]=yes'],
  ['an array of it', '__proto__[]=yes&__proto__[]=no'],
  ['plain', '__proto__=polluted&constructor=polluted&toString=polluted'],
  ['as JSON', '__proto__=%7B%22polluted%22%3A%22yes%22%7D'],
];

export const pollutions: readonly Pollution[] = [
  ...bodies.map(([name, text]): Pollution => ({ name: `body: ${name}`, into: 'json', text })),
  ...queries.flatMap(([name, text]): Pollution[] =>
    (['query', 'form', 'cookie'] as const).map((into) => ({ name: `${into}: ${name}`, into, text })),
  ),
];

/** The members that objects have and should not have. */
export function pollutedMembers(): string[] {
  const everyObject = {} as Record<string, unknown>;
  const everyList = [] as unknown as Record<string, unknown>;
  const found = [everyObject.polluted, everyList.polluted].some((value) => value !== undefined) ? ['polluted'] : [];
  for (const name in everyObject) found.push(name);
  return [...new Set(found)];
}
