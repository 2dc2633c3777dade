import { Injectable } from '@nestjs/common';
import { ValidationFailedError } from '../../platform/errors/index.js';
import { type Principal, AuditTrail } from '../../platform/security/index.js';
import type { UpdateBookingDto } from '../model/booking.dto.js';
import { BookingEndedError, ExpiryInThePastError } from '../model/booking.errors.js';
import type { BookingResponse } from '../reading/booking.mapper.js';
import { BookingService } from '../reading/booking.service.js';
import { canBecome, type EndedStatus } from '../model/booking-status.js';
import { assertRolesKnown } from '../routes/parties.js';
import { type LockedBooking, LifecycleRepository } from './lifecycle.repository.js';

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
   *   BookingChangedError, ValidationFailedError
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
    await this.lifecycle.lock(
      await this.bookings.locate(id, principal),
      async (booking) => {
        assertActive(booking);
        if (!booking.row.expires_later) throw new ExpiryInThePastError();
        if (change.callersAllowed) {
          const roles = (await booking.phones()).map(({ role }) => role);
          assertRolesKnown(change.callersAllowed, roles);
        }
        await booking.requireMatch(ifMatch);
        await booking.update(change);
        await this.record(booking, 'booking.update', { fields: Object.keys(change) }, principal);
      },
      change.expiresAt,
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

/** @throws BookingEndedError */
export function assertActive({ row }: LockedBooking): void {
  if (row.status !== 'active') throw new BookingEndedError(row.status);
}
