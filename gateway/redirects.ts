// Where a form may send a visitor on: paths of this shop, nothing else.

// After the first slash no slash or backslash (`//host` and `/\host` leave the site), and no control characters anywhere:
// browsers drop tabs and line breaks from addresses before they read them.
const local = /^\/(?![/\\])[^\\\p{Cc}\s]{0,2000}$/u;

/** The path if it stays in this shop, else the fallback. */
export function localPath(wish: string | null | undefined, fallback = '/'): string {
  if (!wish || !local.test(wish)) return fallback;
  // The last word is the URL parser's: it is what the browser will use.
  const url = URL.parse(wish, 'http://here.invalid');
  if (url?.host !== 'here.invalid' || url.pathname.startsWith('//')) return fallback;
  return url.pathname + url.search + url.hash;
}
