import { Injectable } from '@nestjs/common';
import type { Integer, Uuid } from '../../platform/values/index.js';
import type { CallerMessage, Channel, NumberMode } from '../../pool/index.js';
import { NumberVault } from '../../platform/security/index.js';
import type { BookingRow, NewBookingRow } from './booking.repository.js';
import type { PartyQuietHours } from '../model/booking.entity.js';
import type { BookingStatus } from '../model/booking-status.js';
import { versionOf } from './booking-version.js';
import type { NamedParty } from '../routes/parties.js';
import { PARTY_PIN, phoneColumn } from '../model/encrypted-columns.js';

/** Phone numbers are masked unless the request revealed them. */
export interface PartyResponse {
  role: string;
  /** Null: the number was erased. */
  phoneNumber: string | null;
  alternateNumbers: string[];
  /** BCP 47; null: unknown. */
  language: string | null;
  /** The virtual number that the party dials, and that shows when the other one calls. */
  virtualNumber: string;
  /**
   * For calls from an unknown phone. Present only in a pool with PINs, and for keys that may reveal
   * numbers.
   */
  pin?: string;
}

export interface BookingResponse {
  id: Uuid;
  /** The pool's name. */
  pool: string;
  reference: string;
  status: BookingStatus;
  numberMode: NumberMode;
  /** The number that both parties dial; null in mode `per-party`. */
  virtualNumber: string | null;
  parties: PartyResponse[];
  /** Time from which calls connect; null: from the creation. */
  startsAt: Date | null;
  expiresAt: Date;
  /** Each connected call moves `expiresAt` to this many seconds after the call; null: it stays. */
  idleTtlSeconds: Integer | null;
  /** `expiresAt` never moves beyond this time; null: no limit. */
  maxExpiresAt: Date | null;
  /** Time until which calls connect; null if the booking has no routes left. */
  callableUntil: Date | null;
  endedAt: Date | null;
  callRecording: boolean;
  /** Roles whose calls connect; null: both. */
  callersAllowed: string[] | null;
  /** How the parties can reach each other; null: the channels of the pool. */
  channels: Channel[] | null;
  announcement: CallerMessage | null;
  /** Quiet hours of its parties; null: those of the pool. */
  quietHours: PartyQuietHours[] | null;
  metadata: Record<string, unknown>;
  createdAt: Date;
  updatedAt: Date;
  /** Changes whenever the response would change; also sent as the `ETag`. */
  version: string;
}

/** A party without its virtual number, which depends on its place in the booking. */
type MappedParty = Omit<PartyResponse, 'virtualNumber'>;

/** The data that a response shows in full. */
export interface Visibility {
  numbers: boolean;
  pins: boolean;
}

const MASKED: Visibility = { numbers: false, pins: false };

@Injectable()
export class BookingMapper {
  constructor(private readonly vault: NumberVault) {}

  /** @param shown the data that the principal may see in full */
  toResponse(row: BookingRow, shown: Visibility = MASKED): BookingResponse {
    return mapBooking(row, this.openParties(row, shown));
  }

  private openParties(
    { pool_id: poolId, id: bookingId, parties }: BookingRow,
    { pins: withPins, numbers: isRevealed }: Visibility,
  ): MappedParty[] {
    const shown = (ciphertext: string, role: string, position: number): string =>
      phoneColumn(position).shown(
        this.vault,
        Buffer.from(ciphertext, 'base64'),
        { poolId, bookingId, role, position },
        isRevealed,
      );
    return parties.map(({ role, ciphertext, alternates, language, pin }) => ({
      role,
      phoneNumber: ciphertext === null ? null : shown(ciphertext, role, 0),
      alternateNumbers: alternates.map((alternate) =>
        shown(alternate.ciphertext, role, alternate.position),
      ),
      language,
      ...(withPins &&
        pin !== null && {
          pin: PARTY_PIN.decrypt(this.vault, Buffer.from(pin, 'base64'), {
            poolId,
            bookingId,
            role,
          }),
        }),
    }));
  }
}

export const mapBooking = (
  row: NewBookingRow,
  parties: readonly MappedParty[],
): BookingResponse => ({
  id: row.id,
  pool: row.pool_name,
  reference: row.reference,
  status: row.status,
  numberMode: row.number_mode,
  virtualNumber: row.number_mode === 'shared' ? row.first_number : null,
  parties: parties.map(({ role, phoneNumber, alternateNumbers, ...rest }, place) => ({
    role,
    phoneNumber,
    alternateNumbers,
    virtualNumber: numberAt(row, place),
    ...rest,
  })),
  startsAt: row.starts_at,
  expiresAt: row.expires_at,
  idleTtlSeconds: row.idle_ttl_seconds,
  maxExpiresAt: row.max_expires_at,
  callableUntil: row.callable_until,
  endedAt: row.ended_at,
  callRecording: row.is_recorded,
  callersAllowed: row.callers_allowed,
  channels: row.channels,
  announcement: row.announcement,
  quietHours: row.quiet_hours,
  metadata: row.metadata,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  version: versionOf(row),
});

/** Returns the virtual number of the party at this place (0 or 1). */
const numberAt = (
  { number_mode: mode, first_number: first, second_number: second }: NewBookingRow,
  place: number,
): string => (mode === 'shared' || place === 0 ? first : second!);

export const mapParty = ({
  role,
  phones: [first, ...others],
  language,
}: NamedParty): MappedParty => ({
  role,
  phoneNumber: first.number.masked,
  alternateNumbers: others.map(({ number }) => number.masked),
  language,
});
