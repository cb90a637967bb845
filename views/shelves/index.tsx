import type { Category } from '#services/books/model';
import { spineClass } from '../home/spines.tsx';
import { Breadcrumb } from '../parts/breadcrumb.tsx';
import { counted } from '../parts/words.ts';
import { url } from '../urls.ts';

export type ShelvesProps = { categories: readonly Category[] };

export function ShelvesPage({ categories }: ShelvesProps): JSX.Element {
  return (
    <>
      <Breadcrumb path={[]} />
      <h1>All shelves</h1>
      <p class="lead">
        Pick a colour, or see <a href={url.books()}>all books at once</a>.
      </p>
      {categories.length === 0 ? (
        <p class="none">The shelves are still empty. Books are on their way.</p>
      ) : (
        <ul class="shelves">
          {categories.map((category) => (
            <li class={spineClass(category.colour)}>
              <h2>
                <a href={url.shelf(category.slug)} safe>
                  {category.name}
                </a>
              </h2>
              <p class="muted" safe>
                {counted(category.book_count, 'book')}
              </p>
              <p safe>{category.description}</p>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
