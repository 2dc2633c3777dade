import type { Schemas } from '../../clients/typescript/src/index.js';
import { withoutGuard } from '../../src/platform/rest/index.js';

/** A line of a CSV file: texts by column. */
export type Row = Readonly<Record<string, string>>;

export type BookingRequest = Schemas['CreateBookingInput'];

/** Columns of an export that Maskline itself decides; they are skipped. */
const SKIPPED = new Set(['id', 'status', 'callableUntil', 'endedAt', 'createdAt', 'updatedAt']);

const PARTY_COLUMN = /^(role|phoneNumber|alternateNumbers|language|virtualNumber)([12])$/;
const METADATA_COLUMN = /^metadata\.(.+)$/;

/** Texts that are no number, no boolean or no JSON stay texts, and the API refuses them. */
const numberOf = (text: string): unknown => (/^\d{1,15}$/.test(text) ? Number(text) : text);
const booleanOf = (text: string): unknown =>
  ({ true: true, false: false })[text.toLowerCase()] ?? text;
const listOf = (text: string): string[] => text.split(/\s+/);

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

const asIs = (text: string): unknown => text;

const COLUMNS: Readonly<Record<string, (text: string) => unknown>> = {
  pool: asIs,
  reference: asIs,
  numberMode: asIs,
  virtualNumber: asIs,
  startsAt: asIs,
  ttlSeconds: numberOf,
  expiresAt: asIs,
  idleTtlSeconds: numberOf,
  maxExpiresAt: asIs,
  callRecording: booleanOf,
  callersAllowed: listOf,
  channels: listOf,
  // A plain text is what the caller hears.
  announcement: (text) => (text.startsWith('{') ? jsonOf(text) : { text }),
  quietHours: jsonOf,
  metadata: jsonOf,
};

/** Returns the columns that no booking has. */
export const unknownColumns = (columns: readonly string[]): string[] =>
  columns.filter(
    (column) =>
      !(column in COLUMNS) &&
      !SKIPPED.has(column) &&
      !PARTY_COLUMN.test(column) &&
      !METADATA_COLUMN.test(column),
  );

/**
 * Returns the request for a line. Empty fields are absent. The API validates the result, so that a
 * file and a program get the same errors.
 * @param pool for a line without one
 */
export function bookingOf(row: Row, pool: string | undefined): BookingRequest {
  const request: Record<string, unknown> = { ...(pool !== undefined && { pool }) };
  const parties: Record<string, unknown>[] = [{}, {}];
  const metadata: Record<string, string> = {};
  for (const [column, written] of Object.entries(row)) {
    const text = withoutGuard(written.trim());
    if (text === '' || SKIPPED.has(column)) continue;
    const [, ofParty, number] = PARTY_COLUMN.exec(column) ?? [];
    const [, field] = METADATA_COLUMN.exec(column) ?? [];
    if (ofParty !== undefined) {
      parties[Number(number) - 1]![ofParty] = ofParty === 'alternateNumbers' ? listOf(text) : text;
    } else if (field !== undefined) metadata[field] = text;
    else if (column in COLUMNS) request[column] = COLUMNS[column]!(text);
  }
  if (Object.keys(metadata).length > 0) request['metadata'] ??= metadata;
  const given = parties.filter((party) => Object.keys(party).length > 0);
  return { ...request, parties: given } as unknown as BookingRequest;
}
