// An OpenAPI document as the tests of the contract read it: operations with their references followed.

export type Json = null | boolean | number | string | Json[] | { [member: string]: Json };

export type Schema = {
  $ref?: string;
  type?: 'string' | 'integer' | 'number' | 'boolean' | 'array' | 'object';
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: boolean;
  items?: Schema;
  anyOf?: Schema[];
  allOf?: Schema[];
  enum?: Json[];
  nullable?: boolean;
  pattern?: string;
  format?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  minItems?: number;
  maxItems?: number;
  uniqueItems?: boolean;
  example?: Json;
  description?: string;
};
export type Parameter = { in: 'path' | 'query' | 'header'; name: string; required?: boolean; schema: Schema };
export type Answer = {
  description: string;
  headers?: Record<string, unknown>;
  content?: Record<string, { schema: Schema }>;
  /** The stable names of the problems this status comes with. */
  'x-problem-types'?: string[];
};
export type Operation = {
  operationId: string;
  summary: string;
  tags: string[];
  method: string;
  path: string;
  authz: 'anyone' | 'user' | 'owner' | 'staff' | 'admin';
  /** Empty where no token is looked at; `{}` among them where one may be left out. */
  security: Record<string, string[]>[];
  parameters: Parameter[];
  body: { required: boolean; schema: Schema } | null;
  answers: Record<string, Answer>;
};

export type Document = {
  openapi: string;
  paths: Record<string, Record<string, unknown>>;
  components: Record<string, Record<string, unknown>>;
};

/** What a reference points to, or the thing itself. */
export function follow<T>(document: Document, thing: T): T {
  const reference = (thing as { $ref?: string }).$ref;
  if (reference === undefined) return thing;
  const [, , section = '', name = ''] = reference.split('/');
  const found = document.components[section]?.[name];
  if (found === undefined) throw new Error(`${reference} points to nothing`);
  return follow(document, found as T);
}

type Raw = Omit<Operation, 'body' | 'answers' | 'authz'> & {
  'x-authz': Operation['authz'];
  requestBody?: { required: boolean; content: Record<string, { schema: Schema }> };
  responses: Record<string, Answer>;
};

/** Every operation of a document, in its order. */
export function operationsOf(document: Document): Operation[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, given]) => {
      const raw = given as Raw;
      const body = raw.requestBody;
      const answers = Object.entries(raw.responses).map(([status, answer]) => [status, follow(document, answer)]);
      const schema = body?.content['application/json']?.schema;
      return {
        ...raw,
        method: method.toUpperCase(),
        path,
        authz: raw['x-authz'],
        security: raw.security ?? [],
        parameters: (raw.parameters ?? []).map((parameter) => follow(document, parameter)),
        body: body && schema ? { required: body.required, schema } : null,
        answers: Object.fromEntries(answers) as Record<string, Answer>,
      };
    }),
  );
}

/** `/problems/not-found` → `not-found`. */
export const slugOf = (type: unknown): string => String(type).replace('/problems/', '');
