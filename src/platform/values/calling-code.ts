import { getCountries, getCountryCallingCode } from 'libphonenumber-js/max';

/** Calling codes by country (ISO 3166), `65` by `SG`. Several countries share one. */
const CALLING_CODES = new Map<string, readonly string[]>(
  getCountries().map((country) => [country, [getCountryCallingCode(country)]]),
);
// Vatican phones have Italy's code; ITU-T also assigned +379.
CALLING_CODES.set('VA', ['39', '379']);

/**
 * Returns whether a number has the calling code of a country.
 * @param e164 with `+`
 * @param country ISO 3166, `SG`
 */
export const hasCallingCodeOf = (e164: string, country: string): boolean =>
  CALLING_CODES.get(country)?.some((code) => e164.startsWith(code, 1)) ?? false;

/**
 * Returns whether a number can be of the country that is stated for it. Calling codes are compared and
 * not countries, because several countries share one: `JE` and `GB`, `CA` and `US`, `KZ` and `RU`.
 * Calling codes are free of prefixes of each other, so the first digits decide.
 *
 * Only the code of a country (two letters, in either case) is a statement. Anything else fits any
 * number: a missing or empty value, `SGP`, `N/A`, `001` (numbers of no country), a code that is unknown.
 * @param e164 with `+`
 */
export function fitsCountry(e164: string, country: unknown): boolean {
  if (typeof country !== 'string' || country.length > 20) return true;
  const codes = CALLING_CODES.get(country.trim().toUpperCase());
  return codes?.some((code) => e164.startsWith(code, 1)) ?? true;
}
