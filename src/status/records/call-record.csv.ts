import Negotiator from 'negotiator';
import type { CallResponse } from './call-record.mapper.js';

type Value = string | number | Date | null | undefined;

const COLUMNS: Readonly<Record<string, (call: CallResponse) => Value>> = {
  sessionId: (call) => call.sessionId,
  createdAt: (call) => call.createdAt,
  pool: (call) => call.pool,
  bookingId: (call) => call.bookingId,
  virtualNumber: (call) => call.virtualNumber,
  callerRole: (call) => call.caller.role,
  caller: (call) => call.caller.phoneNumber,
  calleeRole: (call) => call.callee.role,
  decision: (call) => call.decision,
  reason: (call) => call.reason,
  outcome: (call) => call.outcome,
  sessionStatus: (call) => call.sessionStatus,
  errorCode: (call) => call.error?.code,
  startedAt: (call) => call.startedAt,
  endedAt: (call) => call.endedAt,
  ringSeconds: (call) => call.legs.find(({ leg }) => leg === 'B')?.ringSeconds,
  talkSeconds: (call) => call.talkSeconds,
  mos: (call) => call.legs.find(({ leg }) => leg === 'B')?.quality?.mos,
};

/** The media types the API offers, preferred one first. */
const TYPES = ['application/json', 'text/csv'];

/**
 * Returns whether a client prefers CSV to JSON, by its `Accept` header. A client that accepts
 * neither gets JSON.
 * Source: RFC 9110, section 12.5.1.
 */
export const prefersCsv = (accept: string | undefined): boolean =>
  new Negotiator({ headers: { accept } }).mediaType(TYPES) === 'text/csv';

/** Formats calls as CSV with a header line. Source: RFC 4180. */
export const callsAsCsv = (calls: readonly CallResponse[]): string =>
  [
    Object.keys(COLUMNS),
    ...calls.map((call) => Object.values(COLUMNS).map((valueOf) => valueOf(call))),
  ]
    .map((row) => `${row.map(field).join(',')}\r\n`)
    .join('');

/**
 * A text that a spreadsheet would run as a formula gets a leading `'`; phone numbers are exempt.
 * Leading white space and full-width or small forms of the characters (Unicode, NFKC) are covered
 * too.
 * Source: OWASP, "CSV Injection".
 */
const FORMULA = /^[\s\p{C}]*[=+@-]/u;
const CONTROL_FIRST = /^[\t\r\n]/;
const PHONE_NUMBER = /^\+\d[\d•]*$/;

function field(value: Value): string {
  if (value === null || value === undefined) return '';
  const text = value instanceof Date ? value.toISOString() : String(value);
  const isRisky =
    typeof value === 'string' &&
    !PHONE_NUMBER.test(text) &&
    (CONTROL_FIRST.test(text) || FORMULA.test(text.normalize('NFKC')));
  const safe = isRisky ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
