/** Calling codes of the countries of simulated phones; 8x8 supports all countries. */
const COUNTRY_BY_CALLING_CODE: Readonly<Record<string, string>> = {
  '1': 'US',
  '33': 'FR',
  '34': 'ES',
  '39': 'IT',
  '44': 'GB',
  '49': 'DE',
  '55': 'BR',
  '60': 'MY',
  '61': 'AU',
  '62': 'ID',
  '63': 'PH',
  '64': 'NZ',
  '65': 'SG',
  '66': 'TH',
  '81': 'JP',
  '82': 'KR',
  '84': 'VN',
  '86': 'CN',
  '91': 'IN',
  '94': 'LK',
  '852': 'HK',
  '855': 'KH',
  '880': 'BD',
  '886': 'TW',
  '971': 'AE',
};

export const isPhoneNumber = (value: unknown): value is string =>
  typeof value === 'string' && /^\+?[1-9]\d{6,14}$/.test(value);

/** Returns the calling code of a country; undefined if it is unknown. @param country ISO 3166 */
export const callingCodeOf = (country: unknown): string | undefined =>
  Object.keys(COUNTRY_BY_CALLING_CODE).find((code) => COUNTRY_BY_CALLING_CODE[code] === country);

/** Returns a phone number in E.164 with the leading `+`, which may be missing in the input. */
export const toE164 = (phoneNumber: string): string =>
  phoneNumber.startsWith('+') ? phoneNumber : `+${phoneNumber}`;

/** Returns the ISO 3166 country code of a number; undefined if the number is withheld or its country unknown. */
export function countryOf(phoneNumber: string): string | undefined {
  if (!isPhoneNumber(phoneNumber)) return undefined;
  const digits = toE164(phoneNumber).slice(1);
  // No calling code is a prefix of another, so the order does not matter.
  return [1, 2, 3]
    .map((length) => COUNTRY_BY_CALLING_CODE[digits.slice(0, length)])
    .find((country) => country !== undefined);
}
