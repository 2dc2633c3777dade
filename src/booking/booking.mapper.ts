import { Injectable } from '@nestjs/common';
import { NumberVault, place } from '../security/index.js';
import type { BookingRow } from './booking.repository.js';
import type { BookingStatus } from './booking-status.js';

export interface BookingAnswer {
  id: string;
  /** The pool's name. */
  pool: string;
  reference: string;
  status: BookingStatus;
  virtualNumber: string;
  /** Phone numbers are masked. */
  parties: { role: string; phoneNumber: string }[];
  expiresAt: Date;
  /** Calls connect until then; null if there is no route any more. */
  callableUntil: Date | null;
  endedAt: Date | null;
  callRecording: boolean;
  metadata: Record<string, unknown>;
  createdAt: Date;
  updatedAt: Date;
}

/** Where a party's number is kept: its cipher text opens nowhere else. */
export const partyPlace = (poolId: string, bookingId: string, role: string): Buffer =>
  place('party', poolId, bookingId, role);

/** Where a route's callee is kept: its cipher text opens in no other route. */
export const routePlace = (
  poolId: string,
  bookingId: string,
  virtualNumberId: number,
  callerIndex: Buffer,
): Buffer => place('route', poolId, bookingId, virtualNumberId, callerIndex);

@Injectable()
export class BookingMapper {
  constructor(private readonly vault: NumberVault) {}

  toAnswer(row: BookingRow): BookingAnswer {
    return {
      id: row.id,
      pool: row.pool_name,
      reference: row.reference,
      status: row.status,
      virtualNumber: row.virtual_number,
      parties: row.roles.map((role, position) => ({
        role,
        phoneNumber: this.vault.open(
          row.ciphertexts[position]!,
          partyPlace(row.pool_id, row.id, role),
        ).masked,
      })),
      expiresAt: row.expires_at,
      callableUntil: row.callable_until,
      endedAt: row.ended_at,
      callRecording: row.call_recording,
      metadata: row.metadata,
      createdAt: row.created_at,
      updatedAt: row.updated_at,
    };
  }
}
