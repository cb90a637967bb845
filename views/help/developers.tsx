import { url } from '../urls.ts';

export type LimitTold = { what: string; quota: number; windowSeconds: number };

/** `limits` as they are in this shop; empty where nothing is limited. */
export function DevelopersHelpPage({ origin, limits }: { origin: string; limits: readonly LimitTold[] }): JSX.Element {
  return (
    <div class="prose">
      <h1>For developers</h1>
      <p>Everything the shop does can be done by a program. Reading the catalogue and the reviews needs no account.</p>
      <pre class="code">
        <code safe>{`curl ${origin}/api/books/search/?q=middlemarch`}</code>
      </pre>
      <ul>
        <li>
          <a href={url.swagger()}>Documentation of the API</a>, to read and to try.
        </li>
        <li>
          <a href={url.openApi()}>The OpenAPI file</a>, for programs that write programs.
        </li>
        <li>
          <a href={url.feeds()}>Feeds and catalogues</a>: Atom, OPDS, OpenSearch, the site map.
        </li>
        <li>
          <a href={url.status()}>Is the shop ready?</a> 200 and <code>ready</code>, or 503 with a reason.
        </li>
      </ul>
      <h2>Manners</h2>
      <ul>
        <li>
          Send <code>Idempotency-Key</code> with what creates or charges: sent again, it is done once.
        </li>
        <li>
          Send <code>If-Match</code> with what you change: somebody else’s change is not overwritten.
        </li>
        <li>
          Refusals are <code>application/problem+json</code>; their <code>type</code> is stable, their words are not.
        </li>
        <li>
          Answers bear an <code>X-Request-Id</code>. Quote it when you <a href={url.contact()}>ask us</a>.
        </li>
      </ul>
      <h2>How often</h2>
      {limits.length === 0 ? <p>Nothing is limited here.</p> : <Limits limits={limits} />}
    </div>
  );
}

function Limits({ limits }: { limits: readonly LimitTold[] }): JSX.Element {
  return (
    <>
      <table>
        <thead>
          <tr>
            <th scope="col">What</th>
            <th scope="col">How often</th>
          </tr>
        </thead>
        <tbody>
          {limits.map(({ what, quota, windowSeconds }) => (
            <tr>
              <td safe>{what}</td>
              <td safe>{`${quota.toLocaleString('en')} in ${windowOf(windowSeconds)}`}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p>
        Answers say how much is left in <code>RateLimit</code>; one too many is a 429 with <code>Retry-After</code>.
      </p>
    </>
  );
}

const windowOf = (seconds: number): string =>
  seconds === 60 ? 'a minute' : seconds === 3600 ? 'an hour' : `${Math.round(seconds / 60)} minutes`;
