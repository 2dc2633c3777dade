import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import { Settings } from '../config/index.js';
import { erasedReference, EventTracesService } from '../events/index.js';
import { type Access, AuditTrail, type NumberTraces } from '../security/index.js';
import { LiveBookingsError } from './booking.errors.js';
import type { BookingStatus } from './booking-status.js';
import {
  type BookingKey,
  BookingTracesRepository,
  type HeldBookings,
  type PhoneBookingRow,
} from './booking-traces.repository.js';
import { LifecycleRepository } from './lifecycle.repository.js';

/** Bookings of one transaction: short enough that nobody waits for it. */
const BATCH = 200;

/** A booking as it is told to whoever owns the phone: nothing of the other party. */
export interface PhoneBooking {
  id: string;
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
export class BookingTracesService {
  constructor(
    private readonly traces: BookingTracesRepository,
    private readonly lifecycle: LifecycleRepository,
    private readonly events: EventTracesService,
    private readonly settings: Settings,
    private readonly audit: AuditTrail,
  ) {}

  /** @throws LiveBookingsError if the phone can still call by some */
  async refuseLive({ indexes }: NumberTraces): Promise<void> {
    const live = await this.traces.findLive(indexes);
    if (live.length > 0) throw new LiveBookingsError(live.map(({ id }) => id));
  }

  /** Cancels what is active, and ends the grace of what has been completed: no call connects any more. */
  async endLive({ indexes }: NumberTraces, access: Access): Promise<void> {
    for (const key of await this.traces.findLive(indexes)) await this.endCalls(key, access);
  }

  /**
   * Takes the number out of the bookings that it is or was a party of, and out of their events. They
   * stay, with the other party. It may die anywhere, and is done by doing it again: what a booking is
   * found by goes together with what it is found for.
   * @param before a time of the database: bookings that were made since are left alone
   * @throws LiveBookingsError if it has become a party of an older one meanwhile
   * @returns how many bookings
   */
  async erase(traces: NumberTraces, before: string): Promise<number> {
    const found = await this.traces.findOf(traces, before);
    await this.inBatches(found, traces, async (bookings) => {
      const callable = await bookings.callable();
      if (callable.length > 0) throw new LiveBookingsError(callable);
      await this.eraseTexts(bookings, traces, 'any');
      await bookings.forgetContent(bookings.ids);
      await bookings.erasePhones();
    });
    return found.length;
  }

  /** Takes the number out of what clients wrote into any booking. @returns how many bookings */
  async eraseMentions(traces: NumberTraces): Promise<number> {
    let total = 0;
    const found = await this.traces.findMentioning(traces);
    await this.inBatches(found, traces, async (bookings) => {
      const changed = await this.eraseTexts(bookings, traces, 'international');
      await bookings.forgetContent(changed);
      total += changed.length;
    });
    return total;
  }

  /** Newest first. @param before the id of the last one shown */
  async list(
    traces: NumberTraces,
    before: string | undefined,
    limit: number,
  ): Promise<PhoneBooking[]> {
    const { bookings: keptDays } = this.settings.retentionDays;
    return (await this.traces.list(traces, before, limit, keptDays)).map(toAnswer);
  }

  private endCalls({ pool_id: poolId, id }: BookingKey, access: Access): Promise<void> {
    return this.lifecycle.hold({ poolId, id }, async (booking) => {
      const { client, row } = booking;
      const isActive = row.status === 'active';
      if (isActive) await booking.end('cancelled');
      else {
        const roles = new Set((await booking.phones()).map(({ role }) => role));
        for (const role of roles) await booking.coolRoutesOf(role);
      }
      const action = isActive ? 'booking.cancel' : 'booking.end-grace';
      await this.audit.recordIn(client, { action, objectType: 'booking', objectId: id }, access);
    });
  }

  private async inBatches(
    found: readonly BookingKey[],
    traces: NumberTraces,
    change: (bookings: HeldBookings) => Promise<void>,
  ): Promise<void> {
    for (const poolId of new Set(found.map(({ pool_id }) => pool_id))) {
      const ids = found.filter(({ pool_id }) => pool_id === poolId).map(({ id }) => id);
      for (let at = 0; at < ids.length; at += BATCH) {
        await this.traces.hold(poolId, ids.slice(at, at + BATCH), traces, change);
      }
    }
  }

  /** @returns the bookings whose texts had it */
  private async eraseTexts(
    bookings: HeldBookings,
    { written }: NumberTraces,
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

const toAnswer = ({ has_pin: hasPin, ...row }: PhoneBookingRow): PhoneBooking => ({
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
