import { Injectable } from '@nestjs/common';
import { ValidationFailedError } from '../../platform/errors/index.js';
import { type Principal, AuditTrail } from '../../platform/security/index.js';
import { TimeZoneService, UnannouncedRecordingError } from '../../pool/index.js';
import type { UpdateBookingDto } from '../model/booking.dto.js';
import { BookingEndedError, ExpiryInThePastError } from '../model/booking.errors.js';
import type { BookingResponse } from '../reading/booking.mapper.js';
import { BookingService } from '../reading/booking.service.js';
import { canBecome, type EndedStatus, isLive } from '../model/booking-status.js';
import { assertRolesKnown, rolesOf } from '../routes/parties.js';
import { assertTimesAgree, type BookingTimes, earliestOf } from '../model/booking-times.js';
import { LifecycleRepository } from './lifecycle.repository.js';
import type { LockedBooking } from './locked-booking.js';

const ACTION_OF: Readonly<Record<EndedStatus, string>> = {
  completed: 'booking.complete',
  cancelled: 'booking.cancel',
};

/** Changes and ends bookings. */
@Injectable()
export class LifecycleService {
  constructor(
    private readonly bookings: BookingService,
    private readonly lifecycle: LifecycleRepository,
    private readonly timeZones: TimeZoneService,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * Ends a booking. Ending it again with the same status changes nothing and ignores `ifMatch`.
   * @throws BookingNotFoundError, BookingEndedError, BookingChangedError
   */
  async end(
    id: string,
    status: EndedStatus,
    principal: Principal,
    ifMatch?: string,
  ): Promise<BookingResponse> {
    await this.lifecycle.lock(await this.bookings.locate(id, principal), async (booking) => {
      const { status: current } = booking.row;
      if (current === status) return;
      if (!canBecome(current, status)) throw new BookingEndedError(current);
      await booking.requireMatch(ifMatch);
      await booking.end(status);
      await this.record(booking, ACTION_OF[status], {}, principal);
    });
    return this.bookings.getMasked(id, principal);
  }

  /**
   * Changes the end or the options of an active booking.
   * @throws BookingNotFoundError, BookingEndedError, ExpiryInThePastError, UnknownRoleError,
   *   BookingChangedError, StartAfterEndError, ValidationFailedError, UnknownTimeZoneError,
   *   UnannouncedRecordingError
   */
  async update(
    id: string,
    change: UpdateBookingDto,
    principal: Principal,
    ifMatch?: string,
  ): Promise<BookingResponse> {
    if (Object.values(change).every((value) => value === undefined)) {
      throw new ValidationFailedError([
        { path: '', message: 'must have at least one field to change' },
      ]);
    }
    await this.timeZones.assertKnown('quietHours', change.quietHours);
    await this.lifecycle.lock(
      await this.bookings.locate(id, principal),
      async (booking) => {
        assertActive(booking);
        if (!booking.row.expires_later) throw new ExpiryInThePastError();
        assertTimesAgree(timesAfter(booking, change));
        // Roles that join an open booking later are not known yet.
        if ((change.callersAllowed || change.quietHours) && booking.row.status === 'active') {
          const roles = (await booking.phones()).map(({ role }) => role);
          assertRolesKnown(change.callersAllowed, roles);
          assertRolesKnown(rolesOf(change.quietHours), roles);
        }
        await booking.requireMatch(ifMatch);
        await booking.update(change);
        const { callRecording, announcement } = change;
        const isRecordingChanged = callRecording !== undefined || announcement !== undefined;
        if (isRecordingChanged && (await booking.isUnannounced())) {
          throw new UnannouncedRecordingError('booking');
        }
        await this.record(booking, 'booking.update', { fields: Object.keys(change) }, principal);
      },
      earliestOf(change.expiresAt, change.maxExpiresAt),
    );
    return this.bookings.getMasked(id, principal);
  }

  /** Writes the audit record in the transaction of the change. */
  private record(
    { client, row: { id } }: LockedBooking,
    action: string,
    details: Record<string, unknown>,
    principal: Principal,
  ): Promise<void> {
    const act = { action, objectType: 'booking', objectId: id, details };
    return this.audit.recordIn(client, act, principal);
  }
}

/** Returns the times that the booking has after a change; with `ttlSeconds` it ends after its start. */
function timesAfter({ row }: LockedBooking, change: UpdateBookingDto): BookingTimes {
  const { startsAt = row.starts_at, ttlSeconds } = change;
  const { idleTtlSeconds = row.idle_ttl_seconds, maxExpiresAt = row.max_expires_at } = change;
  const expiresAt = change.expiresAt ?? (ttlSeconds === undefined ? row.expires_at : undefined);
  return { startsAt, expiresAt, idleTtlSeconds, maxExpiresAt };
}

/** Asserts that the booking is open or active. @throws BookingEndedError */
export function assertActive({ row }: LockedBooking): void {
  if (!isLive(row.status)) throw new BookingEndedError(row.status);
}
