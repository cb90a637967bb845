import { formatDay } from '#kit/time';
import type { Order } from '#services/orders/model';
import type { User } from '#services/users/model';
import { OrdersTable } from '../orders/table.tsx';
import type { CoverOf } from '../parts/cover.tsx';
import { Missing } from '../parts/empty.tsx';
import { Tokens } from '../parts/form.tsx';
import { url } from '../urls.ts';

export type AccountProps = {
  /** Null where the users service is away; `name` is then all that is known. */
  user: User | null;
  name: string;
  /** The newest three; null where the orders service is away. */
  orders: readonly Order[] | null;
  csrf: string;
  coverOf: CoverOf;
};

export function AccountPage({ user, name, orders, csrf, coverOf }: AccountProps): JSX.Element {
  return (
    <>
      <h1>Your account</h1>
      <section class="row">
        <div class="row-head">
          <h2>Latest orders</h2>
          <a href={url.orders()}>All orders</a>
        </div>
        {orders === null ? <Missing what="Orders are" /> : null}
        {orders?.length === 0 ? (
          <p>
            No orders yet. <a href={url.shelves()}>Walk along the shelves</a>.
          </p>
        ) : null}
        {orders !== null && orders.length > 0 ? <OrdersTable orders={orders} coverOf={coverOf} /> : null}
      </section>
      <nav class="row" aria-label="Your account">
        <ul class="plain doors">
          <li>
            <a href={url.orders()}>Orders</a>
          </li>
          <li>
            <a href={url.readingList()}>Reading list</a>
          </li>
          {user?.is_guest ? null : (
            <li>
              <a href={url.addresses()}>Addresses</a>
            </li>
          )}
          <li>
            <a href={url.settings()}>Settings</a>
          </li>
        </ul>
      </nav>
      <section class="row">
        <div class="row-head">
          <h2>You</h2>
        </div>
        {user === null ? <Missing what="Your details are" /> : null}
        <dl class="facts">
          <Fact name="Name" value={user === null ? name : `${user.first_name} ${user.last_name}`.trim()} />
          <Fact name="Username" value={user === null || user.is_guest ? '' : user.username} />
          <Fact
            name="E-mail"
            value={user === null ? '' : `${user.email}${user.email_verified ? '' : ' (not confirmed)'}`}
          />
          <Fact name="With us since" value={user === null ? '' : formatDay(user.date_joined)} />
        </dl>
        {user === null || user.is_guest ? null : (
          <ul>
            <li>
              <a href={url.address()}>
                {user.email_verified ? 'Change your e-mail address' : 'Confirm or change your address'}
              </a>
            </li>
            <li>
              <a href={url.changePassword()}>Change your password</a>
            </li>
            <li>
              <a href={url.sessions()}>See where you are signed in</a>
            </li>
            <li>
              <a href={url.accountExport()}>Download your data</a>
            </li>
            <li>
              <a href={url.closeAccount()}>Close your account</a>
            </li>
          </ul>
        )}
        <form method="post" action={url.signOut()}>
          <Tokens form={{ csrf }} />
          <button type="submit" class="btn">
            Sign out
          </button>
        </form>
      </section>
    </>
  );
}

function Fact({ name, value }: { name: string; value: string }): JSX.Element {
  if (value === '') return '';
  return (
    <div>
      <dt safe>{name}</dt>
      <dd dir="auto" safe>
        {value}
      </dd>
    </div>
  );
}
