// What the shop's staff do beside a visitor, as a program does it.

import { expect } from 'bun:test';
import type { Shop } from './shop.ts';

// biome-ignore lint/suspicious/noExplicitAny: tests look into answers freely
export type Staff = (method: string, path: string, json?: unknown) => Promise<any>;

/** Signs in as the administrator; each wish below `/api/` must be granted. */
export async function staffOf(shop: Shop): Promise<Staff> {
  let token = '';
  const send: Staff = async (method, path, json) => {
    const answer = await fetch(`${shop.url()}/api/${path}`, {
      method,
      headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
      body: json === undefined ? null : JSON.stringify(json),
    });
    expect([path, answer.status < 300]).toEqual([path, true]);
    return answer.status === 204 ? null : answer.json();
  };
  const { username, password } = shop.admin;
  token = (await send('POST', 'users/login/', { username, password })).access;
  return send;
}
