// Access tokens that must open no door. Those of the second list are signed by the shop's own key: what they say is wrong.

import { createHmac, createPublicKey, generateKeyPairSync, type KeyObject, sign as signWith } from 'node:crypto';
import { audience, issuer } from '#kit/auth';
import { newUid } from '#kit/id';

export type Forgery = { name: string; token: string };
type Tree = Record<string, unknown>;
/** What somebody outside knows: a token of their own, and the public key. */
export type Known = { token: string; publicJwk: Tree & { kid: string } };

const encode = (value: unknown): string =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
const decode = (part: string): Tree => JSON.parse(Buffer.from(part, 'base64url').toString()) as Tree;

type Sign = (input: string) => Buffer;
const nothing: Sign = () => Buffer.alloc(0);
const hmac =
  (hash: string, secret: string | Buffer): Sign =>
  (input) =>
    createHmac(hash, secret).update(input).digest();
const key =
  (hash: string | null, privateKey: KeyObject): Sign =>
  (input) =>
    signWith(hash, Buffer.from(input), privateKey);

const make = (header: unknown, payload: unknown, sign: Sign): string => {
  const input = `${encode(header)}.${encode(payload)}`;
  return `${input}.${sign(input).toString('base64url')}`;
};

/** @param known whose token is rewritten. They want to be the administrator with the id 1. */
export function forgeries({ token, publicJwk }: Known): Forgery[] {
  const [head = '', body = '', signature = ''] = token.split('.');
  const header = decode(head);
  const claims = decode(body);
  const wanted = { ...claims, sub: '1', role: 'admin' };
  const { kid } = publicJwk;
  const pem = createPublicKey({ key: publicJwk as JsonWebKey, format: 'jwk' }).export({ type: 'spki', format: 'pem' });
  const x = Buffer.from(String(publicJwk.x), 'base64url');
  const mine = generateKeyPairSync('ed25519');
  const mineJwk = mine.publicKey.export({ format: 'jwk' });
  const p256 = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const own = key(null, mine.privateKey);
  const bytes = Buffer.from(signature, 'base64url');
  const flipped = Buffer.from(bytes);
  flipped[0] = (flipped[0] ?? 0) ^ 1;
  const of = (changes: Tree, sign: Sign, payload: unknown = wanted) => make({ ...header, ...changes }, payload, sign);
  const unsigned = ['none', 'None', 'NONE', 'nOnE', '', null, false, 0].map((alg) => ({
    name: `alg ${JSON.stringify(alg)}`,
    token: of({ alg }, nothing),
  }));
  const secrets: [string, string | Buffer][] = [
    ['the public key', x],
    ['the public key as text', String(publicJwk.x)],
    ['the public key as PEM', pem],
    ['the public key as JWK', JSON.stringify(publicJwk)],
    ['nothing', ''],
    ['the key id', kid],
  ];
  const symmetric = secrets.flatMap(([name, secret]) =>
    (['256', '384', '512'] as const).map((size) => ({
      name: `HS${size} with ${name}`,
      token: of({ alg: `HS${size}` }, hmac(`sha${size}`, secret)),
    })),
  );
  const kids = [
    '../../../../dev/null',
    '/dev/null',
    "' or '1'='1",
    '',
    'unknown',
    ['a'],
    1,
    null,
    { kid },
    '__proto__',
    `${kid} `,
    kid.toUpperCase(),
  ];
  const byKid = kids.map((one) => ({ name: `kid ${JSON.stringify(one)}`, token: of({ kid: one }, own) }));
  return [
    ...unsigned,
    {
      name: 'none with the real signature',
      token: `${encode({ ...header, alg: 'none' })}.${encode(wanted)}.${signature}`,
    },
    ...symmetric,
    ...byKid,
    { name: 'a key of one’s own under our key id', token: of({}, own) },
    { name: 'jwk: a key of one’s own brought along', token: of({ jwk: mineJwk }, own) },
    { name: 'jku: an address of keys', token: of({ jku: 'https://elsewhere.test/jwks.json' }, own) },
    { name: 'x5u: an address of certificates', token: of({ x5u: 'https://elsewhere.test/cert.pem' }, own) },
    { name: 'x5c: a certificate', token: of({ x5c: [Buffer.from('a').toString('base64')] }, own) },
    { name: 'ES256 with a key of one’s own', token: of({ alg: 'ES256' }, key('sha256', p256.privateKey)) },
    { name: 'EdDSA, signed on another curve', token: of({}, key('sha256', p256.privateKey)) },
    { name: 'Ed448', token: of({ alg: 'Ed448' }, () => Buffer.alloc(114, 7)) },
    { name: 'RS256 with a key of one’s own', token: of({ alg: 'RS256' }, key('sha256', rsa.privateKey)) },
    { name: 'PS256 with a key of one’s own', token: of({ alg: 'PS256' }, key('sha256', rsa.privateKey)) },
    { name: 'b64 false and critical', token: of({ b64: false, crit: ['b64'] }, own) },
    { name: 'an unknown extension, critical', token: of({ crit: ['shop'], shop: true }, own) },
    { name: 'compressed', token: of({ zip: 'DEF' }, own) },
    { name: 'the real signature under other claims', token: `${head}.${encode(wanted)}.${signature}` },
    {
      name: 'the real signature under another header',
      token: `${encode({ ...header, typ: 'JWT' })}.${body}.${signature}`,
    },
    {
      name: 'a claim twice',
      token: `${head}.${encode(`${JSON.stringify(claims).slice(0, -1)},"role":"admin"}`)}.${signature}`,
    },
    { name: 'spaces in the claims', token: `${head}.${encode(`${JSON.stringify(claims)} `)}.${signature}` },
    { name: 'a flipped bit', token: `${head}.${body}.${flipped.toString('base64url')}` },
    { name: 'a signature of zeros', token: `${head}.${body}.${Buffer.alloc(64).toString('base64url')}` },
    { name: 'a malleable signature', token: `${head}.${body}.${malleable(bytes).toString('base64url')}` },
    { name: 'a signature cut short', token: `${head}.${body}.${bytes.subarray(0, 63).toString('base64url')}` },
    { name: 'a signature too long', token: `${head}.${body}.${Buffer.concat([bytes, bytes]).toString('base64url')}` },
    { name: 'no signature', token: `${head}.${body}.` },
    { name: 'claims cut short', token: `${head}.${body.slice(0, -4)}.${signature}` },
    { name: 'two parts', token: `${head}.${body}` },
    { name: 'four parts', token: `${token}.${signature}` },
    { name: 'five parts', token: `${head}.${body}.${signature}.${body}.${signature}` },
    { name: 'header and claims swapped', token: `${body}.${head}.${signature}` },
    { name: 'padded', token: `${head}=.${body}=.${signature}=` },
    { name: 'claims that are no object', token: of({}, own, [wanted]) },
    { name: 'claims that are no JSON', token: `${head}.${encode('role=admin')}.${signature}` },
    { name: 'as JSON', token: JSON.stringify({ protected: head, payload: body, signature }) },
    { name: 'long', token: `${head}.${encode({ ...wanted, a: 'x'.repeat(6000) })}.${signature}` },
    { name: 'two tokens', token: `${token}, Bearer ${token}` },
  ];
}

/** R, S + L: the same signature to those who do not check that S is small. */
function malleable(signature: Buffer): Buffer {
  const order = 2n ** 252n + 27742317777372353535851937790883648493n;
  const s = [...signature.subarray(32)].reduceRight((sum, byte) => sum * 256n + BigInt(byte), 0n) + order;
  const bytes = Array.from({ length: 32 }, (_, at) => Number((s >> BigInt(8 * at)) & 255n));
  return Buffer.concat([signature.subarray(0, 32), Buffer.from(bytes)]);
}

export type Said = { name: string; claims: Tree; header?: Tree };

/** What our own key must not make good: for another place, another time, nobody, or something else than access. */
export function wrongClaims(now: number): Said[] {
  const right = { sub: '1', sid: newUid(), role: 'admin', iss: issuer, aud: audience, iat: now, exp: now + 600 };
  const but = (name: string, claims: Tree, header?: Tree): Said => ({
    name,
    claims: { ...right, ...claims },
    ...(header ? { header } : {}),
  });
  const absent = ['sub', 'sid', 'role', 'iss', 'aud', 'exp'].map((name) => but(`no ${name}`, { [name]: undefined }));
  const subs = ['', '0', '-1', '1.5', '1e3', ' 1', '0x1', 'admin', '99999999999999999999', null, [1], {}];
  const claimed = ['root', '', 'Admin', null, ['admin'], { admin: true }, 1, true];
  return [
    ...absent,
    ...subs.map((sub) => but(`sub ${JSON.stringify(sub)}`, { sub })),
    ...claimed.map((role) => but(`role ${JSON.stringify(role)}`, { role })),
    but('sid that is no text', { sid: 1 }),
    but('for another audience', { aud: 'elsewhere' }),
    but('for other audiences', { aud: ['elsewhere', `${audience}2`] }),
    but('of another issuer', { iss: 'elsewhere' }),
    but('out of date', { exp: now - 60 }),
    but('long out of date', { exp: 1 }),
    but('exp as text', { exp: String(now + 600) }),
    but('not yet in date', { nbf: now + 600 }),
    but('typ JWT', {}, { typ: 'JWT' }),
    but('no typ', {}, { typ: undefined }),
    but('typ of an id token', {}, { typ: 'id+jwt' }),
    but('an unknown extension, critical', {}, { crit: ['shop'], shop: true }),
  ];
}
