// Where a request comes from. Without proxies in front it is who is connected; behind them that would be a proxy, the same for
// every visitor, and one of them would use up what all may try.

import { isIP } from 'node:net';

/** Who is connected. */
export type Server = { requestIP(request: Request): { address: string } | null };
export type AddressOf = (request: Request, server: Server | null | undefined) => string | null;

/**
 * @param proxies how many stand in front. Each adds to `X-Forwarded-For` whom it heard it from, so the visitor is that many from
 *   its end; what stands before was written by the visitor and means nothing.
 */
export function createAddressOf(proxies: number): AddressOf {
  return (request, server) => {
    const connected = server?.requestIP(request)?.address ?? null;
    if (proxies === 0) return connected;
    const named = (request.headers.get('x-forwarded-for') ?? '').split(',').map((one) => one.trim());
    const visitor = (named.at(-proxies) ?? '').replace(/^\[|\](:\d+)?$|(?<=^[\d.]+):\d+$/g, '');
    return isIP(visitor) > 0 ? visitor : connected;
  };
}

const noted = new WeakMap<Request, string>();

/** Notes where a request comes from as it comes in: whoever asks a room in a visitor's name says so. */
export function noteAddress(request: Request, address: string | null): void {
  if (address !== null) noted.set(request, address);
}

/** Null where the connection is gone, or there was none. */
export const visitorsAddress = (request: Request): string | null => noted.get(request) ?? null;
