import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import type { Uuid } from '../../platform/values/index.js';
import { Settings } from '../../platform/config/index.js';
import { erasedReference, EventErasureService } from '../../events/index.js';
import { forEachPoolBatch } from '../../platform/jobs/index.js';
import { type Principal, AuditTrail, type ErasureSubject } from '../../platform/security/index.js';
import { LiveBookingsError } from '../model/booking.errors.js';
import type { BookingStatus } from '../model/booking-status.js';
import {
  type BookingKey,
  BookingErasureRepository,
  type LockedBookings,
  type PhoneBookingRow,
} from './booking-erasure.repository.js';
import { LifecycleRepository } from '../lifecycle/lifecycle.repository.js';

/** Bookings of one transaction: short enough that nobody waits for it. */
const BATCH = 200;
/** Bookings that become the phone's while it is erased are ended too, but not for ever. */
const ATTEMPTS = 5;

/** A booking as it is told to whoever owns the phone: nothing of the other party. */
export interface PhoneBooking {
  id: Uuid;
  /** The pool's name. */
  pool: string;
  reference: string;
  status: BookingStatus;
  virtualNumber: string;
  /** Of the phone; more than one if it came back as another party. */
  roles: string[];
  hasPin: boolean;
  createdAt: Date;
  expiresAt: Date;
  endedAt: Date | null;
  /** Null: it has not ended, or is kept for good. */
  keptUntil: Date | null;
}

/** What bookings know of a phone. */
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
   * Takes the number out of the bookings that it is or was a party of, and out of their events. They
   * stay, with the other party. It may die anywhere, and is done by doing it again: what a booking is
   * found by goes together with what it is found for.
   * @param before a time of the database: bookings that were made since are left alone
   * @param endFor who has bookings ended by which calls still connect; null: they are in the way
   * @throws LiveBookingsError
   * @returns how many bookings
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
      // Those that were being written when it was looked for them are found the next time.
      if (late.length === 0) return erased;
      if (endFor === null || attempt === ATTEMPTS) throw new LiveBookingsError(late);
    }
  }

  /** Takes the number out of what clients wrote into any booking. @returns how many bookings */
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

  /** Newest first. @param before the id of the last one shown */
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
   * Cancels what is active, and ends the grace of what has been completed: no call connects any more.
   * A booking that the phone has left meanwhile goes on.
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
      const isActive = booking.row.status === 'active';
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

  /** @returns the bookings whose texts had it */
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
  createdAt: row.created_at,
  expiresAt: row.expires_at,
  endedAt: row.ended_at,
  keptUntil: row.kept_until,
});
