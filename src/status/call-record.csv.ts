import type { CallAnswer } from './call-record.mapper.js';

type Value = string | number | Date | null | undefined;

const COLUMNS: Readonly<Record<string, (call: CallAnswer) => Value>> = {
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

/** Calls as CSV with a header line. Source: RFC 4180. */
export const callsAsCsv = (calls: readonly CallAnswer[]): string =>
  [
    Object.keys(COLUMNS),
    ...calls.map((call) => Object.values(COLUMNS).map((valueOf) => valueOf(call))),
  ]
    .map((row) => `${row.map(field).join(',')}\r\n`)
    .join('');

/** A text that a spreadsheet would take for a formula gets a `'` before it; a phone number is none. */
function field(value: Value): string {
  if (value === null || value === undefined) return '';
  const text = value instanceof Date ? value.toISOString() : String(value);
  const safe = /^[=@\t\r-]|^\+(?!\d)/.test(text) && typeof value === 'string' ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
