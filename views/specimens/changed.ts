// Texts from people, changed everywhere at once.

/** Codes, amounts and instants: they come from us, and views choose by them. */
const ours = new Set(
  'id book_id user_id order_id category_ids price currency total amount subtotal formerPrice status payment_status payment_method method format colour kind pointer role by at delivery_method delivery_amount total_amount refunded_amount published_on expires_at returnable_until created_at updated_at since settled_at date_joined last_login parent_id country canonical'.split(
    ' ',
  ),
);

/** `WRONG_BOOK`: what was chosen from a list of ours. */
const code = /^[A-Z]+(_[A-Z]+)*$/;

/** The same data with `change` applied to every text that a person may have written. */
export function changed<T>(value: T, change: (text: string) => string, key = ''): T {
  if (typeof value === 'string')
    return (value === '' || ours.has(key) || code.test(value) ? value : change(value)) as T;
  if (Array.isArray(value)) return value.map((item) => changed(item, change, key)) as T;
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, changed(inner, change, name)])) as T;
}
