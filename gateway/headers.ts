// What every page tells the browser: load nothing from elsewhere, run no inline code, be framed by nobody.

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "font-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "object-src 'none'",
  "frame-ancestors 'none'",
  'report-uri /csp',
].join('; ');

/** A page may use none of these; the browser asks nobody for them. */
const powers = [
  'accelerometer',
  'camera',
  'display-capture',
  'geolocation',
  'gyroscope',
  'magnetometer',
  'microphone',
  'midi',
  'payment',
  'usb',
  'browsing-topics',
];

const always: Record<string, string> = {
  'content-security-policy': policy,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
  'permissions-policy': powers.map((power) => `${power}=()`).join(', '),
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

const twoYears = 63_072_000;

/** The headers of every page. HSTS is promised only where the shop is on https: it would lock a plain one out. */
export function pageHeaders(secure: boolean): Record<string, string> {
  return secure ? { ...always, 'strict-transport-security': `max-age=${twoYears}; includeSubDomains` } : always;
}

/** Pictures and fonts may be opened by themselves, where they may do nothing at all. */
export const pictureHeaders: Record<string, string> = {
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
  'x-content-type-options': 'nosniff',
  'cross-origin-resource-policy': 'same-origin',
};

/** `catalogue`: the same for everybody with this basket and name, so the browser may keep it and ask. `personal`: never kept. */
export type Caching = 'catalogue' | 'personal';

/** A page differs by who asks (cookies) and by whether htmx wants the part or the whole. */
export const pageVary = 'Cookie, Accept-Encoding, HX-Request-Type';

export const cacheControl = (caching: Caching): string =>
  caching === 'catalogue' ? 'private, no-cache' : 'private, no-store';
