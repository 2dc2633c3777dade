import { Injectable } from '@nestjs/common';
import type { PoolClient } from 'pg';
import { PostgresPool, type Query } from '../../platform/database/index.js';
import type { CallerMessage } from '../../pool/index.js';
import type { ErasureSubject } from '../../platform/security/index.js';
import type { BookingStatus } from '../model/booking-status.js';
import {
  ERASE_PHONES,
  ERASE_ROUTES,
  FIND_BOOKINGS,
  FIND_CALLABLE,
  FIND_LIVE_BOOKINGS,
  FIND_MENTIONS,
  FORGET_CONTENT,
  LIST_BOOKINGS_OF_PHONE,
  LOCK_MENTIONS,
  REWRITE_TEXTS,
} from './booking-erasure.sql.js';

export interface BookingKey {
  pool_id: string;
  id: string;
}

/** The free texts that the client stored in a booking. */
export interface BookingTexts {
  id: string;
  reference: string;
  metadata: Record<string, unknown>;
  announcement: CallerMessage | null;
}

export interface PhoneBookingRow {
  id: string;
  pool: string;
  reference: string;
  status: BookingStatus;
  virtual_number: string;
  roles: string[];
  has_pin: boolean;
  language: string | null;
  created_at: Date;
  expires_at: Date;
  ended_at: Date | null;
  kept_until: Date | null;
}

/** Bookings of a pool, locked while a phone number is erased from them. */
export class LockedBookings {
  constructor(
    readonly client: PoolClient,
    readonly poolId: string,
    readonly ids: readonly string[],
    readonly indexes: readonly Buffer[],
    /** The bookings whose texts may contain the phone number. */
    readonly mentions: readonly BookingTexts[],
  ) {}

  /** Returns the ids of the bookings through which the phone number can still call or be called. */
  async callable(): Promise<string[]> {
    const { rows } = await this.client.query<{ id: string }>(FIND_CALLABLE(this));
    return rows.map(({ id }) => id);
  }

  async rewrite(texts: BookingTexts): Promise<void> {
    await this.client.query(REWRITE_TEXTS({ poolId: this.poolId, ...texts }));
  }

  async forgetContent(ids: readonly string[]): Promise<void> {
    await this.client.query(FORGET_CONTENT({ poolId: this.poolId, ids }));
  }

  async erasePhones(): Promise<void> {
    await this.client.query(ERASE_PHONES(this));
    await this.client.query(ERASE_ROUTES(this));
  }
}

/** Finds and erases a phone number in bookings. */
@Injectable()
export class BookingErasureRepository {
  constructor(private readonly database: PostgresPool) {}

  findLive(indexes: readonly Buffer[]): Promise<BookingKey[]> {
    return this.database.run<BookingKey>(FIND_LIVE_BOOKINGS({ indexes }));
  }

  /** Finds bookings with the phone number that were created before a time of the database clock. */
  findOf({ indexes }: ErasureSubject, createdBefore: string): Promise<BookingKey[]> {
    return this.scan<BookingKey>(FIND_BOOKINGS({ indexes, createdBefore }));
  }

  findMentioning({ written }: ErasureSubject): Promise<BookingKey[]> {
    return this.scan<BookingKey>(FIND_MENTIONS(written));
  }

  /** Locks bookings against every other change while `change` runs, in one transaction. */
  lock<Result>(
    poolId: string,
    ids: readonly string[],
    { indexes, written }: ErasureSubject,
    change: (bookings: LockedBookings) => Promise<Result>,
  ): Promise<Result> {
    return this.database.transaction(async (client) => {
      const query = LOCK_MENTIONS({ poolId, ids, ...written });
      const { rows } = await client.query<BookingTexts>(query);
      return change(new LockedBookings(client, poolId, ids, indexes, rows));
    });
  }

  /** Lists the bookings of a phone number, newest first. */
  list(
    { indexes }: ErasureSubject,
    beforeId: string | undefined,
    limit: number,
    keptDays: number,
  ): Promise<PhoneBookingRow[]> {
    return this.scan<PhoneBookingRow>(
      LIST_BOOKINGS_OF_PHONE({ indexes, beforeId, limit, keptDays }),
    );
  }

  private scan<Row extends object>({ text, values }: Query): Promise<Row[]> {
    return this.database.scan<Row>(text, values);
  }
}
