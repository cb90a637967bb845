import { url } from '../urls.ts';
import { attribute } from './attribute.ts';

export type Crumb = { name: string; href: string };

/** The way from the door to here; `path` are the steps between home and this page. */
export function Breadcrumb({ path }: { path: readonly Crumb[] }): JSX.Element {
  return (
    <nav class="crumbs" aria-label="Breadcrumb">
      <ol>
        <li>
          <a href={url.home()}>Home</a>
        </li>
        {path.map((crumb) => (
          <li>
            <a href={attribute(crumb.href)} safe>
              {crumb.name}
            </a>
          </li>
        ))}
      </ol>
    </nav>
  );
}
