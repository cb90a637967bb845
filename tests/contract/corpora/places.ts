// Every place of the API that takes text: values of queries, segments of addresses, fields of bodies.

import { type Document, follow, type Json, type Operation, operationsOf } from '../openapi.ts';
import type { RoomName } from '../shop.ts';
import { roomOf } from '../world.ts';

export type Sent = { method: string; path: string; body?: string };
export type Place = {
  /** `listBooks ?author`, `readBook {id}`, `addBook /title`. */
  name: string;
  room: RoomName;
  /** It narrows a list: what matches nothing must find nothing. */
  filters: boolean;
  with(text: string): Sent;
};

const encode = (text: string): string => encodeURIComponent(text.toWellFormed());
const address = ({ path }: Operation): string => path.replaceAll(/\{\w+\}/g, '1');

export function placesOf(document: Document): Place[] {
  return operationsOf(document).flatMap((operation) => [
    ...inQuery(operation),
    ...inPath(operation),
    ...inBody(document, operation),
  ]);
}

const inQuery = (operation: Operation): Place[] => {
  const own = operation.parameters.filter((parameter) => parameter.in === 'query');
  const needed = own.filter(({ required }) => required);
  return own.map(({ name }) => ({
    name: `${operation.operationId} ?${name}`,
    room: roomOf(operation.path),
    filters: operation.operationId.startsWith('list') && name === 'author',
    with: (text) => {
      const others = needed.filter((one) => one.name !== name).map((one) => `${one.name}=1`);
      return {
        method: operation.method,
        path: `${address(operation)}?${[...others, `${encode(name)}=${encode(text)}`].join('&')}`,
      };
    },
  }));
};

const inPath = (operation: Operation): Place[] =>
  operation.parameters
    .filter((parameter) => parameter.in === 'path')
    .map(({ name }) => ({
      name: `${operation.operationId} {${name}}`,
      room: roomOf(operation.path),
      filters: false,
      with: (text) => ({
        method: operation.method,
        path: operation.path.replace(`{${name}}`, encode(text)).replaceAll(/\{\w+\}/g, '1'),
        ...(operation.body ? { body: '{}' } : {}),
      }),
    }));

function inBody(document: Document, operation: Operation): Place[] {
  if (!operation.body) return [];
  const schema = follow(document, operation.body.schema);
  const example = (schema.example ?? {}) as Record<string, Json>;
  return Object.keys(schema.properties ?? {}).map((field) => ({
    name: `${operation.operationId} /${field}`,
    room: roomOf(operation.path),
    filters: false,
    with: (text) => ({
      method: operation.method,
      path: address(operation),
      body: JSON.stringify({ ...example, [field]: text }),
    }),
  }));
}
