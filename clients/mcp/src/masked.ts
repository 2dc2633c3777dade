/** Fields with virtual numbers, which are the company's, and fields with ids and times. */
const SHOWN = /^(msisdn|from|to|id|version)$|[vV]irtualNumber$|Ids?$|At$|Until$/;

/** A phone number within a text: digits enough for one, also with separators. */
const PHONE_NUMBER = /\+?\d(?:[ ().-]?\d){6,14}/g;

/**
 * Returns a value without phone numbers of people. Maskline masks them already; texts of the client, such as a
 * reference or metadata, may contain others.
 */
export function masked(value: unknown, field = ''): unknown {
  if (Array.isArray(value)) return value.map((item) => masked(item, field));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [name, masked(item, name)]),
    );
  }
  if (SHOWN.test(field)) return value;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1e6) {
    return maskedText(String(value));
  }
  return typeof value === 'string' ? maskedText(value) : value;
}

const maskedText = (text: string): string =>
  text.replaceAll(PHONE_NUMBER, (number) => `••••${number.replaceAll(/\D/g, '').slice(-2)}`);
