/** Common separators between the digits of a number, at most three in a row. */
const BETWEEN = '[ ./()\\u00A0\\u2010-\\u2014-]{0,3}';
/** Seven or more digits of any script, as people write phone numbers, with their prefix. */
const NUMBER = new RegExp(`\\+?\\(?\\p{Nd}(?:${BETWEEN}\\p{Nd}){6,}`, 'gu');

/** In the alphabet of GSM-7, so that the text does not get longer. */
const REDACTED = '***';

/** Returns a text with `***` in place of each run of digits that may be a phone number. */
export const redacted = (text: string): string => text.replaceAll(NUMBER, REDACTED);
