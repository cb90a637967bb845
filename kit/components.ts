// What an OpenAPI document says once and refers to. Schemas that have an `$id` come here under it; all others stay where they
// are, and both become what OpenAPI 3.0 knows.

export type Json = null | boolean | number | string | Json[] | { [member: string]: Json };
export type Tree = { [member: string]: Json };
export type Parts = Record<'schemas' | 'responses' | 'parameters' | 'headers', Tree>;

/** Notes a component, the first time, and gives the reference to it. */
export function use(parts: Parts, section: keyof Parts, name: string, component: Tree): Tree {
  const key = name.replaceAll('-', '');
  parts[section][key] ??= component;
  return { $ref: `#/components/${section}/${key}` };
}

/** A TypeBox schema as the JSON it stands for. */
export const plain = (schema: object): Json => JSON.parse(JSON.stringify(schema)) as Json;

/** The schemas in `value`, however deep, as OpenAPI 3.0 writes them. Notes those with a name in `schemas`. */
export function clean(value: Json, schemas: Tree): Json {
  if (Array.isArray(value)) return value.map((entry) => clean(entry, schemas));
  if (value === null || typeof value !== 'object') return value;
  const { $id, examples, ...rest } = value;
  // `error` is our own keyword: the sentence for a refused field.
  if (typeof rest.error === 'string') delete rest.error;
  // Digits in an address, which mean a number to whoever writes or reads them.
  if (rest['x-integer']) return { type: 'integer', ...(rest['x-integer'] as Tree) };
  // OpenAPI 3.0 knows one `example`; the list is JSON Schema's.
  if (Array.isArray(examples) && examples[0] !== undefined) rest.example = examples[0];
  const tree = Object.fromEntries(
    Object.entries(rest).map(([name, member]) => [name, name === 'example' ? member : clean(member, schemas)]),
  ) as Tree;
  const schema = Array.isArray(tree.anyOf) ? simplify(tree, tree.anyOf as Tree[]) : constToEnum(tree);
  return typeof $id === 'string' ? hoist($id, schema, schemas) : schema;
}

function hoist(name: string, schema: Tree, schemas: Tree): Tree {
  const known = schemas[name];
  if (known !== undefined && !Bun.deepEquals(known, schema))
    throw new Error(`Two different schemas are called ${name}.`);
  schemas[name] = schema;
  return { $ref: `#/components/schemas/${name}` };
}

/** `const` is not in OpenAPI 3.0. */
function constToEnum(tree: Tree): Tree {
  if (!('const' in tree)) return tree;
  const { const: only, ...rest } = tree;
  return { ...rest, enum: [only ?? null] };
}

/** Unions of literals become an enum, `x | null` becomes nullable. */
function simplify(tree: Tree, options: Tree[]): Tree {
  const { anyOf: _, ...rest } = tree;
  const known = options.filter((option) => option.type !== 'null');
  const nullable: Tree = known.length < options.length ? { nullable: true } : {};
  if (known.every((option) => Array.isArray(option.enum))) {
    const values = known.flatMap((option) => option.enum as Json[]);
    // A nullable enum must list null too.
    return {
      ...rest,
      type: known[0]?.type ?? 'string',
      enum: nullable.nullable ? [...values, null] : values,
      ...nullable,
    };
  }
  const [only, ...others] = known;
  if (!only || others.length > 0) return { ...rest, anyOf: known, ...nullable };
  if ('$ref' in only) return { ...rest, allOf: [only], ...nullable };
  return { ...only, ...rest, ...nullable };
}
