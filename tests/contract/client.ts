// A REST client in TypeScript made from an OpenAPI document and nothing else: what a stranger's generator would make of it.

import { type Document, type Operation, operationsOf, type Parameter, type Schema, slugOf } from './openapi.ts';

/** The source of a module with a type for every named schema and `createClient(baseUrl, token?, send?)`. */
export function clientFor(document: Document): string {
  const schemas = Object.entries(document.components.schemas ?? {}) as [string, Schema][];
  const types = schemas.map(([name, schema]) => `export type ${name} = ${typeOf(schema)};`);
  const methods = operationsOf(document).map(methodOf);
  return [
    runtime,
    ...types,
    `export const createClient = (baseUrl: string, token?: string, send: Send = fetch) => {`,
    '  const call = caller(baseUrl, token, send);',
    `  return {\n${methods.join('\n')}\n  };`,
    '};',
    '',
  ].join('\n');
}

function typeOf(schema: Schema): string {
  const { $ref, anyOf, allOf, items, nullable, properties, required = [] } = schema;
  const or = nullable ? ' | null' : '';
  if ($ref !== undefined) return ($ref.split('/').at(-1) ?? 'unknown') + or;
  if (allOf) return allOf.map(typeOf).join(' & ') + or;
  if (anyOf) return anyOf.map(typeOf).join(' | ') + or;
  if (schema.enum) return schema.enum.map((one) => JSON.stringify(one)).join(' | ');
  if (items) return `(${typeOf(items)})[]${or}`;
  if (schema.type === 'integer' || schema.type === 'number') return `number${or}`;
  if (schema.type !== 'object') return `${schema.type ?? 'unknown'}${or}`;
  const members = Object.entries(properties ?? {}).map(
    ([name, member]) => `${JSON.stringify(name)}${required.includes(name) ? '' : '?'}: ${typeOf(member)}`,
  );
  return `{ ${members.join('; ')} }${or}`;
}

function methodOf({ operationId, summary, method, path, parameters, body, answers }: Operation): string {
  const groups = (['path', 'query', 'header'] as const).flatMap((where) => group(where, parameters));
  const given = body ? [`body${body.required ? '' : '?'}: ${typeOf(body.schema)}`, ...groups] : groups;
  const isOptional = given.every((one) => /^\w+\?:/.test(one));
  const results = Object.entries(answers).map(([status, { content, 'x-problem-types': types }]) => {
    const [media] = Object.values(content ?? {});
    if (!types) return `Done<${status}, ${media ? typeOf(media.schema) : 'undefined'}>`;
    return `Refused<${status}, ${types.map((type) => JSON.stringify(`/problems/${slugOf(type)}`)).join(' | ')}>`;
  });
  const args = `args: { ${given.join('; ')} }${isOptional ? ' = {}' : ''}`;
  return `    /** ${summary} */\n    ${operationId}: (${args}) => call<${results.join(' | ')}>('${method}', '${path}', args),`;
}

function group(where: Parameter['in'], parameters: Parameter[]): string[] {
  const own = parameters.filter((parameter) => parameter.in === where);
  if (own.length === 0) return [];
  const members = own.map(
    ({ name, required, schema }) => `${JSON.stringify(name)}${required ? '' : '?'}: ${typeOf(schema)}`,
  );
  return [`${where}${own.some(({ required }) => required) ? '' : '?'}: { ${members.join('; ')} }`];
}

const runtime = `export type Send = (request: Request) => Promise<Response>;
export type Done<Status extends number, Data> = { ok: true; status: Status; data: Data; headers: Headers };
export type Refused<Status extends number, Type extends string> = {
  ok: false; status: Status; problem: Problem & { type: Type }; headers: Headers;
};
type Args = { path?: object; query?: object; header?: object; body?: unknown };
const caller = (baseUrl: string, token: string | undefined, send: Send) =>
  async <Result>(method: string, path: string, { path: names = {}, query = {}, header = {}, body }: Args): Promise<Result> => {
    const address = Object.entries(names).reduce((all, [name, value]) => all.replace(\`{\${name}}\`, encodeURIComponent(String(value))), path);
    const search = new URLSearchParams(Object.entries(query).flatMap(([name, value]) => value === undefined ? [] : [[name, String(value)]]));
    const headers = new Headers(Object.entries(header).flatMap(([name, value]) => value === undefined ? [] : [[name, String(value)] as [string, string]]));
    if (token) headers.set('authorization', \`Bearer \${token}\`);
    if (body !== undefined) headers.set('content-type', 'application/json');
    const request = new Request(\`\${baseUrl}\${address}\${search.size > 0 ? \`?\${search}\` : ''}\`, { method, headers, body: body === undefined ? null : JSON.stringify(body) });
    const answer = await send(request);
    const text = await answer.text();
    const json: unknown = text === '' ? undefined : JSON.parse(text);
    const { status, ok } = answer;
    return (ok ? { ok, status, data: json, headers: answer.headers } : { ok, status, problem: json, headers: answer.headers }) as Result;
  };
`;
