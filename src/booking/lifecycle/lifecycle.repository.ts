import { Injectable } from '@nestjs/common';
import type { PoolClient } from 'pg';
import { isMatch } from '../../common/index.js';
import { PostgresPool, type PreparedStatement } from '../../database/index.js';
import type { CallerMessage } from '../../pool/index.js';
import type { NewAlternate, NewParty } from '../assignment/new-booking.js';
import { BookingChangedError, BookingNotFoundError } from '../model/booking.errors.js';
import type { BookingRow } from '../reading/booking.repository.js';
import type { MoveReason } from '../model/booking-events.sql.js';
import type { BookingStatus, EndedStatus } from '../model/booking-status.js';
import { versionOf } from '../reading/booking-version.js';
import {
  COOL_ROUTES_OF_PARTY,
  DELETE_ALTERNATES,
  DELETE_PINS,
  END_BOOKING,
  INSERT_ALTERNATES,
  LOCK_BOOKING,
  MOVE_BOOKING,
  READ_HELD_BOOKING,
  READ_HELD_VERSION,
  REDIRECT_ROUTES,
  REPLACE_PHONE,
  SELECT_PHONES,
  SELECT_PIN,
  SELECT_ROUTES_OF_PARTY,
  UPDATE_BOOKING,
} from './lifecycle.sql.js';

export interface LockedBooking {
  id: string;
  reference: string;
  virtual_number_id: number;
  expires_at: Date;
  status: BookingStatus;
  pool_name: string;
  grace_seconds: number;
  cooldown_seconds: number;
  party_pin: boolean;
  expires_later: boolean;
  /** The database's time once it was held, to the microsecond. */
  held_at: string;
}

export interface PhoneRow {
  role: string;
  /** 0: the first; 1 and 2: alternate numbers. */
  position: number;
  number_ciphertext: Buffer;
  /** Under one of the keys of the ring. */
  number_index: Buffer;
}

export interface RouteKeyRow {
  virtual_number_id: number;
  caller_index: Buffer;
  /** The key that all of it is made with. */
  key_id: number;
  assigned_at: Date;
}

export interface BookingChange {
  expiresAt?: string;
  ttlSeconds?: number;
  callRecording?: boolean | null;
  metadata?: Record<string, unknown>;
  callersAllowed?: string[] | null;
  announcement?: CallerMessage | null;
}

/** Changes one booking, whose row it holds for as long as it lives. */
export class HeldBooking {
  constructor(
    readonly client: PoolClient,
    readonly poolId: string,
    readonly row: LockedBooking,
  ) {}

  /** What its cipher texts are bound to, among others. */
  get key(): { poolId: string; bookingId: string } {
    return { poolId: this.poolId, bookingId: this.row.id };
  }

  /**
   * Whether nobody has changed it since whoever asks read it.
   * @param ifMatch as in the header; undefined: it does not matter
   * @throws BookingChangedError
   */
  async requireMatch(ifMatch: string | undefined): Promise<void> {
    if (ifMatch === undefined) return;
    const [row] = await this.run<BookingRow>(READ_HELD_VERSION, []);
    const version = versionOf(row!);
    if (!isMatch(ifMatch, version)) throw new BookingChangedError(version);
  }

  async end(status: EndedStatus): Promise<void> {
    const grace = status === 'completed' ? this.row.grace_seconds : 0;
    const { cooldown_seconds: cooldown, held_at: heldAt } = this.row;
    await this.run(END_BOOKING, [status, grace, cooldown, heldAt]);
  }

  async update(change: BookingChange): Promise<void> {
    await this.run(UPDATE_BOOKING, [
      change.expiresAt,
      change.expiresAt === undefined ? change.ttlSeconds : undefined,
      change.callRecording !== undefined,
      change.callRecording,
      change.metadata,
      this.row.cooldown_seconds,
      change.callersAllowed !== undefined,
      change.callersAllowed,
      change.announcement !== undefined,
      change.announcement,
      this.row.held_at,
    ]);
  }

  phones(): Promise<PhoneRow[]> {
    return this.run<PhoneRow>(SELECT_PHONES, []);
  }

  /** Sealed. */
  async pinOf(role: string): Promise<Buffer | undefined> {
    const [row] = await this.run<{ pin_ciphertext: Buffer }>(SELECT_PIN, [role]);
    return row?.pin_ciphertext;
  }

  async deletePinsOf(role: string): Promise<void> {
    await this.run(DELETE_PINS, [role]);
  }

  async coolRoutesOf(role: string): Promise<void> {
    await this.run(COOL_ROUTES_OF_PARTY, [role, this.row.cooldown_seconds, this.row.held_at]);
  }

  callableRoutesOf(role: string): Promise<RouteKeyRow[]> {
    return this.run<RouteKeyRow>(SELECT_ROUTES_OF_PARTY, [role, this.row.held_at]);
  }

  async redirect(
    routes: readonly (RouteKeyRow & { calleeIndex: Buffer; ciphertext: Buffer })[],
  ): Promise<void> {
    await this.run(REDIRECT_ROUTES, [
      routes.map((route) => route.virtual_number_id),
      routes.map((route) => route.caller_index),
      routes.map((route) => route.calleeIndex),
      routes.map((route) => route.ciphertext),
    ]);
  }

  async replacePhones(
    { role, ciphertext, index, pinCiphertext }: NewParty,
    others: NewAlternate[],
  ): Promise<void> {
    await this.run(REPLACE_PHONE, [role, ciphertext, index, pinCiphertext]);
    await this.run(DELETE_ALTERNATES, [role]);
    if (others.length === 0) return;
    await this.run(INSERT_ALTERNATES, [
      role,
      others.map((other) => other.position),
      others.map((other) => other.ciphertext),
      others.map((other) => other.index),
    ]);
  }

  /** Tells the client, if it is another number than before. */
  async moveTo(virtualNumberId: number, reason: MoveReason): Promise<void> {
    await this.run(MOVE_BOOKING, [virtualNumberId, reason]);
  }

  private async run<Row extends object>(
    statement: PreparedStatement,
    values: readonly unknown[],
  ): Promise<Row[]> {
    const all = [this.poolId, this.row.id, ...values];
    return (await this.client.query<Row>({ ...statement, values: all })).rows;
  }
}

@Injectable()
export class LifecycleRepository {
  constructor(private readonly database: PostgresPool) {}

  /**
   * Holds a booking against every other change while `change` runs, in one transaction.
   * @param expiresAt a time to be compared with the database's
   */
  hold<Result>(
    { poolId, id }: { poolId: string; id: string },
    change: (booking: HeldBooking) => Promise<Result>,
    expiresAt?: string,
  ): Promise<Result> {
    return this.database.transaction(async (client) => {
      await client.query({ ...LOCK_BOOKING, values: [poolId, id] });
      const values = [poolId, id, expiresAt];
      const { rows } = await client.query<LockedBooking>({ ...READ_HELD_BOOKING, values });
      // Deleted since it was found.
      if (!rows[0]) throw new BookingNotFoundError();
      return change(new HeldBooking(client, poolId, rows[0]));
    });
  }
}
