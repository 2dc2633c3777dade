import type { FastifyReply } from 'fastify';
import Negotiator from 'negotiator';

export type CsvValue = string | number | boolean | Date | null | undefined;

/** Columns with the function that returns their value of an item. */
export type CsvColumns<Item> = Readonly<Record<string, (item: Item) => CsvValue>>;

/** The media types the API offers, preferred one first. */
const TYPES = ['application/json', 'text/csv'];

/**
 * Returns whether a client prefers CSV to JSON, by its `Accept` header. A client that accepts
 * neither gets JSON.
 * Source: RFC 9110, section 12.5.1.
 */
export const prefersCsv = (accept: string | undefined): boolean =>
  new Negotiator({ headers: { accept } }).mediaType(TYPES) === 'text/csv';

/**
 * Sets the headers of a page as CSV. The next page is in the `Link` header (RFC 8288).
 * @param path of the list
 * @param query of the request
 */
export function setCsvHeaders(
  reply: FastifyReply,
  path: string,
  query: object,
  nextCursor: string | null,
): void {
  reply.type('text/csv; charset=utf-8; header=present');
  if (nextCursor === null) return;
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  const next = new URLSearchParams();
  for (const [name, value] of given) next.set(name, String(value));
  next.set('cursor', nextCursor);
  reply.header('link', `<${path}?${next.toString()}>; rel="next"`);
}

/** Formats items as CSV with a header line. Source: RFC 4180. */
export const asCsv = <Item>(columns: CsvColumns<Item>, items: readonly Item[]): string =>
  [Object.keys(columns), ...items.map((item) => Object.values(columns).map((of) => of(item)))]
    .map(csvLine)
    .join('');

export const csvLine = (values: readonly CsvValue[]): string =>
  `${values.map(field).join(',')}\r\n`;

/**
 * A text that a spreadsheet would run as a formula gets a leading `'`; phone numbers are exempt.
 * Leading white space and full-width or small forms of the characters (Unicode, NFKC) are covered
 * too.
 * Source: OWASP, "CSV Injection".
 */
const FORMULA = /^[\s\p{C}]*[=+@-]/u;
const CONTROL_FIRST = /^[\t\r\n]/;
const PHONE_NUMBER = /^\+\d[\d•]*$/;

const isFormula = (text: string): boolean =>
  CONTROL_FIRST.test(text) || FORMULA.test(text.normalize('NFKC'));

/** Removes the `'` that `asCsv`, or a spreadsheet, put before a text. */
export const withoutGuard = (text: string): string =>
  text.startsWith("'") && isFormula(text.slice(1)) ? text.slice(1) : text;

function field(value: CsvValue): string {
  if (value === null || value === undefined) return '';
  const text = value instanceof Date ? value.toISOString() : String(value);
  const isRisky = typeof value === 'string' && !PHONE_NUMBER.test(text) && isFormula(text);
  const safe = isRisky ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
