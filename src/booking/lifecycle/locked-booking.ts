import type { PoolClient } from 'pg';
import { isMatch } from '../../platform/rest/index.js';
import type { Query } from '../../platform/database/index.js';
import { type BookingOptions, OPTION_COLUMNS } from '../model/booking-options.js';
import { BookingChangedError } from '../model/booking.errors.js';
import type { ReopenBookingDto } from '../model/booking.dto.js';
import type { NumberMode } from '../../pool/index.js';
import type { PartyQuietHours } from '../model/booking.entity.js';
import type { BookingRow } from '../reading/booking.repository.js';
import type { MoveReason } from '../model/booking-events.sql.js';
import type { BookingStatus, EndedStatus } from '../model/booking-status.js';
import { versionOf } from '../reading/booking-version.js';
import {
  END_BOOKING,
  FIND_UNANNOUNCED_RECORDING,
  MOVE_BOOKING,
  MOVE_PARTY,
  READ_LOCKED_VERSION,
  UPDATE_BOOKING,
} from './lifecycle.sql.js';
import {
  ADD_PARTY,
  COOL_ROUTES_OF_PARTY,
  DELETE_ALTERNATES,
  DELETE_PINS,
  INSERT_ALTERNATES,
  REDIRECT_ROUTES,
  REMOVE_PARTY,
  REPLACE_PHONE,
  SELECT_PHONES,
  SELECT_PIN,
  SELECT_ROUTES_OF_PARTY,
  SET_LANGUAGE,
} from './party-change.sql.js';
import { READ_REOPENED_END, REOPEN_BOOKING } from './reopening.sql.js';

export interface LockedBookingRow {
  id: string;
  reference: string;
  number_mode: NumberMode;
  virtual_number_id: number;
  second_number_id: number | null;
  starts_at: Date | null;
  expires_at: Date;
  idle_ttl_seconds: number | null;
  max_expires_at: Date | null;
  /** The virtual number before the last reopening. */
  reopened_from_id: number | null;
  reopened_from_second_id: number | null;
  status: BookingStatus;
  has_started: boolean;
  is_open: boolean;
  callers_allowed: string[] | null;
  quiet_hours: PartyQuietHours[] | null;
  pool_name: string;
  grace_seconds: number;
  cooldown_seconds: number;
  party_pin: boolean;
  expires_later: boolean;
  /** Time of the database clock after the row was locked, to the microsecond. */
  locked_at: string;
}

export interface PhoneRow {
  role: string;
  /** 0: the first number; 1 and 2: alternate numbers. */
  position: number;
  number_ciphertext: Buffer;
  /** Blind index under one of the keys of the ring. */
  number_index: Buffer;
  /** Of the party, beside its first number. */
  language: string | null;
}

export interface RouteKeyRow {
  virtual_number_id: number;
  caller_index: Buffer;
  /** The key under which the whole route was written; null: it has no callee. */
  key_id: number | null;
  assigned_at: Date;
}

export interface ReopenedEnd {
  ends_at: Date;
  /** Whether the end is in the future. */
  ends_later: boolean;
  /** Capacity of the first virtual number. */
  capacity: number | null;
  /** Capacity of the second party's number, in mode `per-party`. */
  second_capacity: number | null;
}

export interface BookingChange extends Partial<BookingOptions> {
  expiresAt?: string;
  ttlSeconds?: number;
}

/** The phone numbers of a party, encrypted for writing. */
export interface WrittenPhones {
  role: string;
  language: string | null;
  ciphertext: Buffer;
  index: Buffer;
  /** Null in a pool without PINs. */
  pinCiphertext: Buffer | null;
  alternates: { position: number; ciphertext: Buffer; index: Buffer }[];
}

/** Changes one booking, whose row the transaction has locked. */
export class LockedBooking {
  constructor(
    readonly client: PoolClient,
    readonly poolId: string,
    readonly row: LockedBookingRow,
  ) {}

  /**
   * The booking's primary key, which is also part of the associated data (AAD) of its ciphertexts.
   */
  get key(): { poolId: string; bookingId: string } {
    return { poolId: this.poolId, bookingId: this.row.id };
  }

  /**
   * Asserts that the booking has not changed since the client read it.
   * @param ifMatch the `If-Match` header; undefined: no condition
   * @throws BookingChangedError
   */
  async requireMatch(ifMatch: string | undefined): Promise<void> {
    if (ifMatch === undefined) return;
    const [row] = await this.run<BookingRow>(READ_LOCKED_VERSION(this.key));
    const version = versionOf(row!);
    if (!isMatch(ifMatch, version)) throw new BookingChangedError(version);
  }

  async end(status: EndedStatus): Promise<void> {
    // Before the start nobody could call, so there is no conversation to finish.
    const hasGrace = status === 'completed' && this.row.has_started;
    const graceSeconds = hasGrace ? this.row.grace_seconds : 0;
    await this.run(END_BOOKING({ ...this.key, ...this.term, status, graceSeconds }));
  }

  /** Returns the end that the booking gets when it is reopened now. */
  async readReopenedEnd(end: ReopenBookingDto): Promise<ReopenedEnd> {
    const { lockedAt } = this.term;
    const [row] = await this.run<ReopenedEnd>(READ_REOPENED_END({ ...this.key, ...end, lockedAt }));
    return row!;
  }

  /** Returns the same booking with another end, for writing its routes. */
  until(expiresAt: Date): LockedBooking {
    return new LockedBooking(this.client, this.poolId, { ...this.row, expires_at: expiresAt });
  }

  /**
   * Makes the booking active on the virtual numbers, on which its routes must be written already.
   * @param numbers the first party's number, and in mode `per-party` the second one's
   */
  async reopen(
    [virtualNumberId, secondNumberId]: readonly [number, ...number[]],
    end: { expiresAt: Date; maxExpiresAt?: string },
  ): Promise<void> {
    const { expiresAt, maxExpiresAt } = end;
    const change = { virtualNumberId, secondNumberId, expiresAt, maxExpiresAt };
    await this.run(REOPEN_BOOKING({ ...this.key, ...this.term, ...change }));
  }

  async update({ expiresAt, ttlSeconds, ...options }: BookingChange): Promise<void> {
    const changed = OPTION_COLUMNS.filter(({ option }) => options[option] !== undefined);
    await this.run(
      UPDATE_BOOKING({
        ...this.key,
        ...this.term,
        ...options,
        expiresAt,
        ttlSeconds: expiresAt === undefined ? ttlSeconds : undefined,
        changed: changed.map(({ column }) => column),
      }),
    );
  }

  /** Whether the booking is now recorded without the announcement that its pool requires. */
  async isUnannounced(): Promise<boolean> {
    return (await this.run(FIND_UNANNOUNCED_RECORDING(this.key))).length > 0;
  }

  async setLanguage(role: string, language: string | null): Promise<void> {
    await this.run(SET_LANGUAGE({ ...this.key, role, language }));
  }

  phones(): Promise<PhoneRow[]> {
    return this.run<PhoneRow>(SELECT_PHONES(this.key));
  }

  /** Returns the encrypted PIN of a party. */
  async pinOf(role: string): Promise<Buffer | undefined> {
    const query = SELECT_PIN({ ...this.key, role });
    return (await this.run<{ pin_ciphertext: Buffer }>(query))[0]?.pin_ciphertext;
  }

  async deletePinsOf(role: string): Promise<void> {
    await this.run(DELETE_PINS({ ...this.key, role }));
  }

  async coolRoutesOf(role: string): Promise<void> {
    await this.run(COOL_ROUTES_OF_PARTY({ ...this.key, ...this.term, role }));
  }

  callableRoutesOf(role: string): Promise<RouteKeyRow[]> {
    return this.run<RouteKeyRow>(SELECT_ROUTES_OF_PARTY({ ...this.key, ...this.term, role }));
  }

  async redirect(
    calleeRole: string,
    routes: readonly {
      virtualNumberId: number;
      callerIndex: Buffer;
      calleeIndex: Buffer;
      calleeCiphertext: Buffer;
    }[],
  ): Promise<void> {
    await this.run(REDIRECT_ROUTES({ ...this.key, calleeRole, routes }));
  }

  async replacePhones({ alternates, ...first }: WrittenPhones): Promise<void> {
    const party = { ...this.key, role: first.role };
    await this.run(REPLACE_PHONE({ ...this.key, ...first }));
    await this.run(DELETE_ALTERNATES(party));
    if (alternates.length > 0) await this.run(INSERT_ALTERNATES({ ...party, alternates }));
  }

  /** Adds the second party; the booking is no longer open. */
  async addParty({ alternates, ...first }: WrittenPhones): Promise<void> {
    const party = { ...this.key, role: first.role };
    await this.run(ADD_PARTY({ ...this.key, ...first }));
    if (alternates.length > 0) await this.run(INSERT_ALTERNATES({ ...party, alternates }));
  }

  /** Removes a party; the booking is open then. */
  async removeParty(role: string): Promise<void> {
    await this.run(REMOVE_PARTY({ ...this.key, role, lockedAt: this.row.locked_at }));
  }

  /**
   * Moves the booking to a virtual number, in mode `shared`. Emits `booking.number_changed` if the
   * number differs.
   */
  async moveTo(virtualNumberId: number, reason: MoveReason): Promise<void> {
    await this.run(MOVE_BOOKING({ ...this.key, virtualNumberId, reason }));
  }

  /**
   * Gives a party a virtual number, in mode `per-party`. Emits `booking.number_changed` if the
   * number differs.
   */
  async moveParty(role: string, virtualNumberId: number, reason: MoveReason): Promise<void> {
    await this.run(MOVE_PARTY({ ...this.key, role, virtualNumberId, reason }));
  }

  /** Returns the virtual number that the party at this place (0 or 1) dials; null: none yet. */
  numberAt(place: number): number | null {
    const { number_mode: mode, virtual_number_id: first, second_number_id: second } = this.row;
    return mode === 'shared' || place === 0 ? first : second;
  }

  private get term(): { cooldownSeconds: number; lockedAt: string } {
    return { cooldownSeconds: this.row.cooldown_seconds, lockedAt: this.row.locked_at };
  }

  private async run<Row extends object>(query: Query): Promise<Row[]> {
    return (await this.client.query<Row>(query)).rows;
  }
}
