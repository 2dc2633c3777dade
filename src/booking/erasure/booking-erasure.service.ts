import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import type { Uuid } from '../../platform/values/index.js';
import { Settings } from '../../platform/config/index.js';
import { erasedReference, EventErasureService } from '../../events/index.js';
import { forEachPoolBatch } from '../../platform/jobs/index.js';
import { type Principal, AuditTrail, type ErasureSubject } from '../../platform/security/index.js';
import { LiveBookingsError } from '../model/booking.errors.js';
import { type BookingStatus, isLive } from '../model/booking-status.js';
import {
  type BookingKey,
  BookingErasureRepository,
  type LockedBookings,
  type PhoneBookingRow,
} from './booking-erasure.repository.js';
import { LifecycleRepository } from '../lifecycle/lifecycle.repository.js';

/** Bookings per transaction; few enough that no other request waits noticeably for the locks. */
const BATCH = 200;
/**
 * Maximum rounds. Each round also ends bookings that the phone number joined during the previous
 * one.
 */
const ATTEMPTS = 5;

/** A booking as exported to the owner of the phone number, without data of the other party. */
export interface PhoneBooking {
  id: Uuid;
  /** The pool's name. */
  pool: string;
  reference: string;
  status: BookingStatus;
  virtualNumber: string;
  /** The roles of the phone number; more than one if it rejoined as another party. */
  roles: string[];
  hasPin: boolean;
  /** In which the phone's owner hears messages, BCP 47; null: unknown. */
  language: string | null;
  createdAt: Date;
  expiresAt: Date;
  endedAt: Date | null;
  /** Null: the booking has not ended, or is kept indefinitely. */
  keptUntil: Date | null;
}

/** Erases and exports the data that bookings store about a phone number. */
@Injectable()
export class BookingErasureService {
  constructor(
    private readonly rows: BookingErasureRepository,
    private readonly lifecycle: LifecycleRepository,
    private readonly events: EventErasureService,
    private readonly settings: Settings,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * Erases a phone number from the bookings that it is or was a party of, and from their events.
   * The bookings stay, with the other party. If the process dies midway, repeating the erasure
   * completes it: a booking's data and the index by which it is found are erased together.
   * @param before a time of the database clock; bookings created later are left alone
   * @param endFor the principal on whose behalf bookings with callable routes are ended; null: such
   *   bookings prevent the erasure
   * @throws LiveBookingsError
   * @returns the number of bookings
   */
  async erase(subject: ErasureSubject, before: string, endFor: Principal | null): Promise<number> {
    let erased = 0;
    for (let attempt = 1; ; attempt += 1) {
      const live = await this.rows.findLive(subject.indexes);
      if (endFor === null && live.length > 0) throw new LiveBookingsError(live.map(idOf));
      for (const key of live) await this.endCalls(key, subject, endFor!);
      const late: string[] = [];
      const found = await this.rows.findOf(subject, before);
      await this.inBatches(found, subject, async (bookings) => {
        const callable = await bookings.callable();
        late.push(...callable);
        if (callable.length > 0) return;
        await this.eraseFrom(bookings, subject);
        erased += bookings.ids.length;
      });
      // The next round finds bookings that were being written during the search.
      if (late.length === 0) return erased;
      if (endFor === null || attempt === ATTEMPTS) throw new LiveBookingsError(late);
    }
  }

  /**
   * Erases the phone number from the texts that clients stored in any booking.
   * @returns the number of bookings
   */
  async eraseMentions(subject: ErasureSubject): Promise<number> {
    let total = 0;
    const found = await this.rows.findMentioning(subject);
    await this.inBatches(found, subject, async (bookings) => {
      const changed = await this.eraseTexts(bookings, subject, 'international');
      await bookings.forgetContent(changed);
      total += changed.length;
    });
    return total;
  }

  /**
   * Lists the bookings of a phone number, newest first.
   * @param before the id of the last booking of the previous page
   */
  async list(
    subject: ErasureSubject,
    before: string | undefined,
    limit: number,
  ): Promise<PhoneBooking[]> {
    const { bookings: keptDays } = this.settings.retentionDays;
    return (await this.rows.list(subject, before, limit, keptDays)).map(toResponse);
  }

  private async eraseFrom(bookings: LockedBookings, subject: ErasureSubject): Promise<void> {
    await this.eraseTexts(bookings, subject, 'any');
    await bookings.forgetContent(bookings.ids);
    await bookings.erasePhones();
  }

  /**
   * Cancels an active booking, or ends the grace period of a completed one, so that its calls stop
   * connecting. Skips a booking that the phone number has left in the meantime.
   */
  private endCalls(
    { pool_id: poolId, id }: BookingKey,
    { indexes }: ErasureSubject,
    principal: Principal,
  ): Promise<void> {
    return this.lifecycle.lock({ poolId, id }, async (booking) => {
      const phones = await booking.phones();
      if (!phones.some(({ number_index: own }) => indexes.some((index) => index.equals(own))))
        return;
      const isActive = isLive(booking.row.status);
      if (isActive) await booking.end('cancelled');
      else {
        for (const role of new Set(phones.map((phone) => phone.role))) {
          await booking.coolRoutesOf(role);
        }
      }
      const action = isActive ? 'booking.cancel' : 'booking.end-grace';
      const act = { action, objectType: 'booking', objectId: id };
      await this.audit.recordIn(booking.client, act, principal);
    });
  }

  private inBatches(
    found: readonly BookingKey[],
    subject: ErasureSubject,
    change: (bookings: LockedBookings) => Promise<void>,
  ): Promise<void> {
    return forEachPoolBatch(found, BATCH, (poolId, batch) =>
      this.rows.lock(poolId, batch.map(idOf), subject, change),
    );
  }

  /** @returns the ids of the bookings whose texts contained the phone number */
  private async eraseTexts(
    bookings: LockedBookings,
    { written }: ErasureSubject,
    form: 'any' | 'international',
  ): Promise<string[]> {
    const changed: string[] = [];
    const { client, poolId } = bookings;
    for (const { id, ...texts } of bookings.mentions) {
      const erased = written.erasedFrom(texts, form);
      if (isDeepStrictEqual(erased, texts)) continue;
      if (erased.reference !== texts.reference) {
        erased.reference = erasedReference(id);
        await this.events.rename(client, { poolId, id, reference: erased.reference });
      }
      await bookings.rewrite({ id, ...erased });
      changed.push(id);
    }
    return changed;
  }
}

const idOf = ({ id }: BookingKey): string => id;

const toResponse = ({ has_pin: hasPin, ...row }: PhoneBookingRow): PhoneBooking => ({
  id: row.id,
  pool: row.pool,
  reference: row.reference,
  status: row.status,
  virtualNumber: row.virtual_number,
  roles: row.roles,
  hasPin,
  language: row.language,
  createdAt: row.created_at,
  expiresAt: row.expires_at,
  endedAt: row.ended_at,
  keptUntil: row.kept_until,
});
