// Who is at the other end of a connection. Headers say anything: X-Forwarded-For is read only where the connection itself comes
// from a proxy named in the settings, and only as far back as such proxies wrote it.

import { BlockList, isIP } from 'node:net';
import type { Setting } from './config.ts';

export type Proxies = { has(address: string): boolean };
type Server = { requestIP(request: Request): { address: string } | null };
/** What a handler is given, as far as it tells where a request comes from. */
export type Come = { request: Request; server?: Server | null };

const known: Record<string, readonly string[]> = {
  loopback: ['127.0.0.0/8', '::1/128'],
  private: ['10.0.0.0/8', '100.64.0.0/10', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7', 'fe80::/10'],
};

/** Addresses and networks (10.0.0.0/8) with commas between, `loopback` or `private` among them. */
export const trustedProxies = (fallback: string): Setting<Proxies> => ({
  about: 'whose X-Forwarded-For is believed: addresses, networks, loopback, private',
  default: fallback,
  parse: (raw) => proxiesIn(raw ?? fallback),
});

/** @throws Error naming the word that is no address */
export function proxiesIn(text: string): Proxies {
  const words = text.split(/[\s,]+/).filter((word) => word !== '' && word !== 'none');
  const list = new BlockList();
  for (const network of words.flatMap((word) => known[word.toLowerCase()] ?? [word])) add(list, network);
  return {
    has(address) {
      const plain = unmapped(address);
      return isIP(plain) !== 0 && list.check(plain, family(plain));
    },
  };
}

function add(list: BlockList, network: string): void {
  const [address = '', bits] = network.split('/');
  const longest = isIP(address) === 4 ? 32 : 128;
  const length = bits === undefined ? longest : /^\d{1,3}$/.test(bits) ? Number(bits) : -1;
  if (isIP(address) === 0 || length < 0 || length > longest) throw new Error(`"${network}" is no address or network`);
  list.addSubnet(address, length, family(address));
}

const family = (address: string): 'ipv4' | 'ipv6' => (isIP(address) === 4 ? 'ipv4' : 'ipv6');

/** An IPv4 address in IPv6 clothes (::ffff:10.1.2.3) as itself. */
const unmapped = (address: string): string => address.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '');

const originals = new WeakMap<Request, Request>();

/** A request made anew from another comes from where that one came. */
export function standsFor(copy: Request, original: Request): Request {
  originals.set(copy, original);
  return copy;
}

/** The address of who asks, null where the connection is gone: the last in the chain that is none of our proxies. */
export function addressOf({ request, server }: Come, proxies: Proxies | undefined): string | null {
  const peer = server?.requestIP(originals.get(request) ?? request)?.address;
  if (peer === undefined) return null;
  let nearest = unmapped(peer);
  const chain = (request.headers.get('x-forwarded-for') ?? '').split(',').map((hop) => unmapped(hop.trim()));
  while (chain.length > 0 && proxies?.has(nearest)) {
    const hop = chain.pop() ?? '';
    if (isIP(hop) === 0) break;
    nearest = hop;
  }
  return nearest;
}

/**
 * What an address is counted as: itself, or the network of a household (/64) for IPv6, where one has billions. Whoever hides
 * is counted with all others who do.
 */
export function subjectOf(address: string | null): string {
  if (address === null || isIP(address) === 0) return 'unknown';
  if (isIP(address) === 4) return address;
  const [head = '', tail] = (address.split('%')[0] ?? '').toLowerCase().split('::');
  const front = head === '' ? [] : head.split(':');
  const back = tail === undefined || tail === '' ? [] : tail.split(':');
  const gap = tail === undefined ? [] : Array(Math.max(0, 8 - front.length - back.length)).fill('0');
  const groups = [...front, ...gap, ...back].slice(0, 4).map((group) => Number.parseInt(group, 16).toString(16));
  return `${groups.join(':')}::/64`;
}
