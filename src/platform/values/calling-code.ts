import { getCountries, getCountryCallingCode } from 'libphonenumber-js/max';

/** Calling codes by country (ISO 3166): `65` for `SG`. Several countries may share a code. */
const CALLING_CODES = new Map<string, readonly string[]>(
  getCountries().map((country) => [country, [getCountryCallingCode(country)]]),
);
// Vatican phones use Italy's code; ITU-T also assigned +379.
CALLING_CODES.set('VA', ['39', '379']);

/** The calling codes of all countries. */
const KNOWN_CODES: ReadonlySet<string> = new Set([...CALLING_CODES.values()].flat());

/**
 * Returns the calling code of a number, such as `65`; undefined for one of no country. No calling
 * code is a prefix of another.
 * @param e164 with `+`
 */
export const callingCodeOf = (e164: string): string | undefined =>
  [2, 3, 4].map((end) => e164.slice(1, end)).find((code) => KNOWN_CODES.has(code));

/**
 * Whether a number has the calling code of a country.
 * @param e164 with `+`
 * @param country ISO 3166, `SG`
 */
export const hasCallingCodeOf = (e164: string, country: string): boolean =>
  CALLING_CODES.get(country)?.some((code) => e164.startsWith(code, 1)) ?? false;

/**
 * Whether a number can belong to its stated country. Compares calling codes rather than countries,
 * because several countries share a code: `JE` and `GB`, `CA` and `US`, `KZ` and `RU`. No calling
 * code is a prefix of another, so the first digits decide.
 *
 * Only a known country code (two letters, in either case) is compared. Any other value fits every
 * number: a missing or empty value, `SGP`, `N/A`, `001` (numbers of no country), an unknown code.
 * @param e164 with `+`
 */
export function fitsCountry(e164: string, country: unknown): boolean {
  if (typeof country !== 'string' || country.length > 20) return true;
  const codes = CALLING_CODES.get(country.trim().toUpperCase());
  return codes?.some((code) => e164.startsWith(code, 1)) ?? true;
}
