import { Injectable } from '@nestjs/common';
import { validate as isUuid } from 'uuid';
import { PostgresPool } from '../../database/index.js';
import type { CallerMessage } from '../../pool/index.js';
import type { BookingStatus } from '../model/booking-status.js';
import { SELECT_BOOKING, STATUS } from '../model/booking.sql.js';

export interface BookingRow {
  id: string;
  pool_id: string;
  pool_name: string;
  reference: string;
  status: BookingStatus;
  virtual_number: string;
  expires_at: Date;
  ended_at: Date | null;
  callable_until: Date | null;
  call_recording: boolean;
  metadata: Record<string, unknown>;
  callers_allowed: string[] | null;
  announcement: CallerMessage | null;
  created_at: Date;
  updated_at: Date;
  /** Another one after each change of the booking. */
  revision: string;
  /** Cipher texts in base64; that of a number that was erased is null. */
  parties: {
    role: string;
    ciphertext: string | null;
    pin: string | null;
    alternates: { position: number; ciphertext: string }[];
  }[];
}

export interface BookingFilter {
  poolIds?: readonly string[];
  reference?: string;
  status?: BookingStatus;
  virtualNumber?: string;
  before?: string;
}

const CONDITIONS: Readonly<Record<keyof BookingFilter, (parameter: string) => string>> = {
  poolIds: (parameter) => `b.pool_id = any(${parameter}::uuid[])`,
  reference: (parameter) => `b.reference = ${parameter}`,
  status: (parameter) => `${STATUS} = ${parameter}`,
  virtualNumber: (parameter) => `n.msisdn = ${parameter}`,
  before: (parameter) => `b.id < ${parameter}`,
};

/** Reads bookings. */
@Injectable()
export class BookingRepository {
  constructor(private readonly database: PostgresPool) {}

  async findById(id: string): Promise<BookingRow | undefined> {
    if (!isUuid(id)) return undefined;
    const text = `${SELECT_BOOKING} where b.id = $1`;
    const rows = await this.database.run<BookingRow>(
      { name: 'find-booking', isRepeatable: true, text },
      [id],
    );
    return rows[0];
  }

  /** Newest first. */
  async list(filter: BookingFilter, limit: number): Promise<BookingRow[]> {
    const parameters: unknown[] = [];
    const conditions = Object.entries(filter)
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => CONDITIONS[key as keyof BookingFilter](`$${parameters.push(value)}`));
    const where = conditions.length > 0 ? `where ${conditions.join(' and ')}` : '';
    return this.database.read<BookingRow>(
      `${SELECT_BOOKING} ${where} order by b.id desc limit $${parameters.push(limit)}`,
      parameters,
    );
  }
}
