import type { Address } from '#services/users/model';
import { countryName } from '../checkout/countries.ts';

/** An address as it stands on a parcel, a line each. */
export function addressText({
  name,
  line1,
  line2,
  city,
  region,
  postcode,
  country,
}: Omit<Address, 'id' | 'created_at'>) {
  const lines = [name, line1, line2, `${postcode} ${city}`, region, countryName(country) ?? country];
  return lines.filter((line) => line !== '').join('\n');
}
