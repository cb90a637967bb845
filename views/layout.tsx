// The public frame: everything around a page. The gateway replaces the two marks in the colophon line, `{{ms}}` and
// `{{kB}}`, once it knows how long the page took and what it weighs.

import type { Children } from '@kitajs/html';
import { attribute } from './parts/attribute.ts';
import { Footer } from './parts/footer.tsx';
import { url } from './urls.ts';

export type Frame = {
  title: string;
  /** The path of this page, to mark where we are and to come back to after signing in. */
  path: string;
  visitor: { name: string | null; isStaff: boolean; basketCount: number };
  csrf: string;
  flash: { text: string; kind: 'done' | 'notice' | 'problem' } | null;
  /** Addresses of our own files; `fonts` are the ones to fetch at once. Pages of errors leave out `js`. */
  assets: { css: string; js: string | null; fonts: readonly string[]; icon?: string };
  theme: 'auto' | 'light' | 'dark';
  /** Set for this browser: larger letters, nothing that moves. */
  large?: boolean;
  still?: boolean;
  /** The shortest form of this page's address, absolute. */
  canonical?: string;
  noindex?: boolean;
  description?: string;
  /** The same thing for programs: a JSON resource, feeds. */
  alternates?: readonly { type: string; title: string; href: string }[];
  /** What is shown where somebody passes the page on. */
  social?: { type: 'website' | 'book'; title: string; image?: SocialImage | undefined; isbn?: string | null };
  /** schema.org data as JSON text. */
  jsonLd?: string;
  /** Checkout: no ways out but the wordmark and help. */
  quiet?: boolean;
  /** A form on the page was refused: the title says so first. */
  failed?: boolean;
  /** The page asks again after so many seconds where there is no script to do it. */
  refreshSeconds?: number;
  /** What is in the search box. */
  q?: string;
};

/** Its address is absolute, and its size is told so that room can be kept before it is there. */
export type SocialImage = { address: string; width: number; height: number; alt: string };

export function Layout({ frame, children }: { frame: Frame; children: Children }): JSX.Element {
  return (
    <>
      {'<!DOCTYPE html>'}
      <html lang="en" class={classOf(frame)}>
        <Head frame={frame} />
        <body>
          <a class="skip" href="#main">
            Skip to main content
          </a>
          <Header frame={frame} />
          <main id="main" tabindex="-1">
            <Flash flash={frame.flash} />
            {children}
          </main>
          <Footer typeface={frame.assets.fonts.length > 0 ? 'Literata' : 'your own type'} />
        </body>
      </html>
    </>
  );
}

function classOf({ theme, large, still }: Frame): string | undefined {
  const said = [theme === 'auto' ? '' : theme, large ? 'large' : '', still ? 'still' : ''].filter(
    (word) => word !== '',
  );
  return said.length === 0 ? undefined : said.join(' ');
}

function Head({ frame }: { frame: Frame }): JSX.Element {
  const { assets } = frame;
  return (
    <head>
      <meta charset="utf-8" />
      <title safe>{`${frame.failed ? 'Error: ' : ''}${frame.title} · Colophon Books`}</title>
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content={frame.theme === 'auto' ? 'light dark' : frame.theme} />
      {frame.description ? <meta name="description" content={attribute(frame.description)} /> : null}
      {frame.noindex ? <meta name="robots" content="noindex" /> : null}
      {frame.canonical ? <link rel="canonical" href={attribute(frame.canonical)} /> : null}
      <link rel="stylesheet" href={attribute(assets.css)} />
      {assets.fonts.map((font) => (
        <link rel="preload" as="font" type="font/woff2" crossorigin="anonymous" href={attribute(font)} />
      ))}
      <link rel="icon" type="image/svg+xml" href={attribute(assets.icon ?? url.asset('icon.svg'))} />
      {assets.js ? <script src={attribute(assets.js)} defer /> : null}
      {frame.refreshSeconds ? (
        <noscript>
          <meta http-equiv="refresh" content={String(frame.refreshSeconds)} />
        </noscript>
      ) : null}
      <Discovery frame={frame} />
      {frame.jsonLd ? <JsonLd json={frame.jsonLd} /> : null}
    </head>
  );
}

/** What other programs find the shop by. Pages that must be light above all go without. */
function Discovery({ frame }: { frame: Frame }): JSX.Element {
  if (frame.assets.js === null) return '';
  return (
    <>
      <link rel="search" type="application/opensearchdescription+xml" title="Colophon Books" href={url.openSearch()} />
      {(frame.alternates ?? []).map(({ type, title, href }) => (
        <link rel="alternate" type={attribute(type)} title={attribute(title)} href={attribute(href)} />
      ))}
      {frame.social ? <SocialTags frame={frame} social={frame.social} /> : null}
    </>
  );
}

/** Open Graph. */
function SocialTags({ frame, social }: { frame: Frame; social: NonNullable<Frame['social']> }): JSX.Element {
  return (
    <>
      <meta property="og:site_name" content="Colophon Books" />
      <meta property="og:type" content={social.type} />
      <meta property="og:title" content={attribute(social.title)} />
      {social.image ? <SocialPicture image={social.image} /> : null}
      {frame.canonical ? <meta property="og:url" content={attribute(frame.canonical)} /> : null}
      {frame.description ? <meta property="og:description" content={attribute(frame.description)} /> : null}
      {social.isbn ? <meta property="book:isbn" content={attribute(social.isbn)} /> : null}
    </>
  );
}

function SocialPicture({ image }: { image: SocialImage }): JSX.Element {
  return (
    <>
      <meta property="og:image" content={attribute(image.address)} />
      <meta property="og:image:width" content={String(image.width)} />
      <meta property="og:image:height" content={String(image.height)} />
      <meta property="og:image:alt" content={attribute(image.alt)} />
    </>
  );
}

/** A data block, which browsers do not run. `<` is written as JSON's own escape, so that no text in it can end the block. */
function JsonLd({ json }: { json: string }): JSX.Element {
  const escapedJson = json.replaceAll('<', '\\u003c') as 'json without markup';
  return <script type="application/ld+json">{escapedJson}</script>;
}

function Header({ frame }: { frame: Frame }): JSX.Element {
  return (
    <header class="site">
      <div>
        <a class="mark" href={url.home()}>
          Colophon <i>Books</i>
        </a>
        {frame.quiet ? (
          <nav aria-label="Help">
            <ul>
              <li>
                <a href={url.delivery()}>Delivery</a>
              </li>
              <li>
                <a href={url.returns()}>Returns</a>
              </li>
              <li>
                <a href={url.contact()}>Ask us</a>
              </li>
            </ul>
          </nav>
        ) : (
          <>
            <SearchForm q={frame.q ?? ''} suggests={frame.assets.js !== null} />
            <AccountNav frame={frame} />
          </>
        )}
      </div>
    </header>
  );
}

/** What drops under the box needs the script; pages without it go without its marks. */
function SearchForm({ q, suggests }: { q: string; suggests: boolean }): JSX.Element {
  return (
    <search class="search">
      <form action={url.search()} method="get">
        <label class="unseen" for="q">
          Search by title, author or ISBN
        </label>
        <input
          id="q"
          type="search"
          name="q"
          value={attribute(q)}
          maxlength={200}
          autocomplete="off"
          spellcheck="false"
          enterkeyhint="search"
          placeholder="Title, author or ISBN"
          hx-get={url.suggest()}
          hx-trigger={suggests ? 'input changed delay:200ms' : undefined}
          hx-target={suggests ? '#suggestions' : undefined}
          hx-sync={suggests ? 'this:replace' : undefined}
        />
        <button type="submit">Search</button>
      </form>
      {suggests ? (
        <>
          <div id="suggestions" />
          <p id="suggestions-count" class="unseen" role="status" />
        </>
      ) : null}
    </search>
  );
}

function AccountNav({ frame }: { frame: Frame }): JSX.Element {
  const { visitor, path } = frame;
  return (
    <nav aria-label="Shop and account">
      <ul>
        <li>
          <a href={url.shelves()} aria-current={path === url.shelves() ? 'page' : undefined}>
            Browse
          </a>
        </li>
        {visitor.name === null ? (
          <li>
            <a href={attribute(url.signIn(comeBackTo(path)))}>Sign in</a>
          </li>
        ) : (
          <Signed name={visitor.name} isStaff={visitor.isStaff} csrf={frame.csrf} />
        )}
        <li>
          <a href={url.basket()}>
            Basket{' '}
            <span id="basket-count" class="count">
              ({visitor.basketCount})
            </span>
          </a>
        </li>
      </ul>
    </nav>
  );
}

/** Signing in from the sign-in page or from home needs no way back. */
const comeBackTo = (path: string): string => (/^\/(sign-|forgot|reset)/.test(path) || path === '/' ? '' : path);

function Signed({ name, isStaff, csrf }: { name: string; isStaff: boolean; csrf: string }): JSX.Element {
  return (
    <>
      <li>
        <a href={url.account()}>
          <span class="who" safe>
            {name}
          </span>
          {isStaff ? ' (staff)' : null}
        </a>
      </li>
      <li>
        <form method="post" action={url.signOut()}>
          <input type="hidden" name="csrf" value={attribute(csrf)} />
          <button type="submit" class="link">
            Sign out
          </button>
        </form>
      </li>
    </>
  );
}

/** The one place where results of what the visitor did are told. */
function Flash({ flash }: { flash: Frame['flash'] }): JSX.Element {
  return (
    <div id="flash" role="status">
      {flash === null ? null : (
        <p class={`note ${flash.kind}`} safe>
          {flash.text}
        </p>
      )}
    </div>
  );
}
