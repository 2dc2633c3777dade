import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { validate as isUuid } from 'uuid';
import { retryingSerializationFailures, sqlStateOf } from '../database/index.js';
import type { BookingStatus, EndedStatus } from './booking-status.js';
import {
  BOOKING_STATUS_FILTER,
  END_BOOKING,
  INSERT_BOOKING,
  PREPARE_BOOKING,
  SELECT_BOOKING,
} from './booking.sql.js';

const FOREIGN_KEY_VIOLATION = '23503';

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
  created_at: Date;
  updated_at: Date;
  roles: string[];
  ciphertexts: Buffer[];
}

export interface Preparation {
  pool_id: string;
  booking_ttl_seconds: number;
  cooldown_seconds: number;
  expires_later: boolean;
  existing_id: string | null;
  existing_digest: Buffer | null;
  /** Ids of virtual numbers, the best first. */
  candidates: number[];
}

/** One side of a booking as it is written: the party, and the route that begins at its phone. */
export interface Side {
  role: string;
  callerIndex: Buffer;
  partyCiphertext: Buffer;
  calleeRole: string;
  calleeIndex: Buffer;
  calleeCiphertext: Buffer;
  position: number;
}

export interface NewBooking {
  poolId: string;
  id: string;
  virtualNumberId: number;
  reference: string;
  contentDigest: Buffer;
  expiresAt: string | null;
  ttlSeconds: number;
  cooldownSeconds: number;
  callRecording: boolean | null;
  metadata: Record<string, unknown>;
  sides: Side[];
}

export interface BookingFilter {
  poolId?: string;
  reference?: string;
  status?: BookingStatus;
  virtualNumber?: string;
  before?: string;
}

@Injectable()
export class BookingRepository {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** @returns undefined if there is no such pool */
  async prepare(
    pool: string,
    reference: string,
    indexes: readonly [Buffer, Buffer],
    wishes: { virtualNumber: string | null; expiresAt: string | null; candidates: number },
  ): Promise<Preparation | undefined> {
    const [id, name] = isUuid(pool) ? [pool, null] : [null, pool];
    const { virtualNumber, expiresAt, candidates } = wishes;
    const rows: Preparation[] = await this.dataSource.query(PREPARE_BOOKING, [
      id,
      name,
      reference,
      ...indexes,
      virtualNumber,
      expiresAt,
      candidates,
    ]);
    return rows[0];
  }

  /** @returns false if another booking was quicker to take the number or the reference */
  async insert(booking: NewBooking): Promise<boolean> {
    const sides = <Key extends keyof Side>(key: Key) => booking.sides.map((side) => side[key]);
    try {
      const rows: { written: number }[] = await retryingSerializationFailures(() =>
        this.dataSource.query(INSERT_BOOKING, [
          booking.poolId,
          booking.id,
          booking.virtualNumberId,
          booking.reference,
          booking.contentDigest,
          booking.expiresAt,
          booking.ttlSeconds,
          booking.cooldownSeconds,
          booking.callRecording,
          booking.metadata,
          sides('role'),
          sides('callerIndex'),
          sides('calleeCiphertext'),
          sides('calleeRole'),
          sides('calleeIndex'),
          sides('partyCiphertext'),
          sides('position'),
        ]),
      );
      return rows[0]?.written === 1;
    } catch (error) {
      if (sqlStateOf(error) === FOREIGN_KEY_VIOLATION) return false;
      throw error;
    }
  }

  /** @returns false if it was not active any more */
  async end(poolId: string, id: string, status: EndedStatus): Promise<boolean> {
    const rows: { ended: number }[] = await retryingSerializationFailures(() =>
      this.dataSource.query(END_BOOKING, [poolId, id, status]),
    );
    return rows[0]?.ended === 1;
  }

  async findById(id: string): Promise<BookingRow | undefined> {
    if (!isUuid(id)) return undefined;
    const rows: BookingRow[] = await this.dataSource.query(`${SELECT_BOOKING} where b.id = $1`, [
      id,
    ]);
    return rows[0];
  }

  /** Newest first. */
  list(filter: BookingFilter, limit: number): Promise<BookingRow[]> {
    const parameters: unknown[] = [];
    const conditions = Object.entries(filter)
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => CONDITIONS[key as keyof BookingFilter](`$${parameters.push(value)}`));
    const where = conditions.length > 0 ? `where ${conditions.join(' and ')}` : '';
    return this.dataSource.query(
      `${SELECT_BOOKING} ${where} order by b.id desc limit $${parameters.push(limit)}`,
      parameters,
    );
  }
}

const CONDITIONS: Readonly<Record<keyof BookingFilter, (parameter: string) => string>> = {
  poolId: (parameter) => `b.pool_id = ${parameter}`,
  reference: (parameter) => `b.reference = ${parameter}`,
  status: BOOKING_STATUS_FILTER,
  virtualNumber: (parameter) => `n.msisdn = ${parameter}`,
  before: (parameter) => `b.id < ${parameter}`,
};
