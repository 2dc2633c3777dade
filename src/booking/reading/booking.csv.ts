import { asCsv, type CsvColumns } from '../../platform/rest/index.js';
import type { BookingResponse, PartyResponse } from './booking.mapper.js';

const party =
  (at: number, value: (party: PartyResponse, booking: BookingResponse) => string | null) =>
  (booking: BookingResponse) => {
    const found = booking.parties[at];
    return found && value(found, booking);
  };

const partyColumns = (at: number): CsvColumns<BookingResponse> => ({
  [`role${at + 1}`]: party(at, ({ role }) => role),
  [`phoneNumber${at + 1}`]: party(at, ({ phoneNumber }) => phoneNumber),
  [`alternateNumbers${at + 1}`]: party(at, ({ alternateNumbers }) => alternateNumbers.join(' ')),
  [`language${at + 1}`]: party(at, ({ language }) => language),
  // In mode `shared`, both parties have the booking's.
  [`virtualNumber${at + 1}`]: party(at, ({ virtualNumber }, { numberMode }) =>
    numberMode === 'shared' ? null : virtualNumber,
  ),
});

const json = (value: unknown) => (value === null ? null : JSON.stringify(value));

/** The names are those that `maskline import` reads. */
const COLUMNS: CsvColumns<BookingResponse> = {
  id: ({ id }) => id,
  pool: ({ pool }) => pool,
  reference: ({ reference }) => reference,
  status: ({ status }) => status,
  numberMode: ({ numberMode }) => numberMode,
  virtualNumber: ({ virtualNumber }) => virtualNumber,
  ...partyColumns(0),
  ...partyColumns(1),
  startsAt: ({ startsAt }) => startsAt,
  expiresAt: ({ expiresAt }) => expiresAt,
  idleTtlSeconds: ({ idleTtlSeconds }) => idleTtlSeconds,
  maxExpiresAt: ({ maxExpiresAt }) => maxExpiresAt,
  callableUntil: ({ callableUntil }) => callableUntil,
  endedAt: ({ endedAt }) => endedAt,
  callRecording: ({ callRecording }) => callRecording,
  callersAllowed: ({ callersAllowed }) => callersAllowed?.join(' '),
  channels: ({ channels }) => channels?.join(' '),
  announcement: ({ announcement }) => json(announcement),
  quietHours: ({ quietHours }) => json(quietHours),
  metadata: ({ metadata }) => json(metadata),
  createdAt: ({ createdAt }) => createdAt,
  updatedAt: ({ updatedAt }) => updatedAt,
};

export const bookingsAsCsv = (bookings: readonly BookingResponse[]): string =>
  asCsv(COLUMNS, bookings);
