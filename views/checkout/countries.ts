// Where a parcel can go, for the address form: ISO 3166 codes, named by the runtime's own tables.

const codes =
  'AD AE AF AG AL AM AO AR AT AU AZ BA BB BD BE BF BG BH BI BJ BN BO BR BS BT BW BY BZ CA CD CF CG CH CI CL CM CN CO CR CU CV CY CZ DE DJ DK DM DO DZ EC EE EG ER ES ET FI FJ FM FR GA GB GD GE GH GM GN GQ GR GT GW GY HK HN HR HT HU ID IE IL IN IQ IR IS IT JM JO JP KE KG KH KI KM KN KR KW KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MG MH MK ML MM MN MO MR MT MU MV MW MX MY MZ NA NE NG NI NL NO NP NR NZ OM PA PE PG PH PK PL PS PT PW PY QA RO RS RU RW SA SB SC SD SE SG SI SK SL SM SN SO SR SS ST SV SY SZ TD TG TH TJ TL TM TN TO TR TT TV TW TZ UA UG US UY UZ VA VC VE VN VU WS XK YE ZA ZM ZW';

const names = new Intl.DisplayNames('en', { type: 'region' });

/** Code and English name, by name. */
export const countries: readonly { value: string; label: string }[] = codes
  .split(' ')
  .map((code) => ({ value: code, label: names.of(code) ?? code }))
  .sort((one, other) => one.label.localeCompare(other.label, 'en'));

/** `GB` → `United Kingdom`; null for a code that is not in the list. */
export const countryName = (code: string): string | null =>
  countries.find((country) => country.value === code)?.label ?? null;

/** The first country that `Accept-Language` names and a parcel can go to: `de, en-GB;q=0.8` → `GB`. '' where it names none. */
export function homeCountry(languages: string | null): string {
  const regions = (languages ?? '').slice(0, 500).matchAll(/\b[a-z]{2,3}(?:-[a-z]{4})?-([a-z]{2})\b/gi);
  for (const [, region = ''] of regions) if (countryName(region.toUpperCase()) !== null) return region.toUpperCase();
  return '';
}
