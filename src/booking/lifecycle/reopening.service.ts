import { Injectable } from '@nestjs/common';
import { type Principal, AuditTrail, NumberVault } from '../../platform/security/index.js';
import { AssignmentRepository, type Criteria } from '../assignment/assignment.repository.js';
import { AssignmentService, assertFit } from '../assignment/assignment.service.js';
import { BookingMoveService } from './booking-move.service.js';
import type { ReopenBookingDto } from '../model/booking.dto.js';
import {
  AssignmentContendedError,
  BookingEndedError,
  ExpiryInThePastError,
  PartyErasedError,
} from '../model/booking.errors.js';
import { canBecome } from '../model/booking-status.js';
import { assertTimesAgree, earliestOf } from '../model/booking-times.js';
import type { BookingResponse } from '../reading/booking.mapper.js';
import { BookingService } from '../reading/booking.service.js';
import type { TwoParties } from '../routes/parties.js';
import { routesBetween } from '../routes/routes.js';
import { type LockedBooking, LifecycleRepository } from './lifecycle.repository.js';

export interface ReopenedBooking extends BookingResponse {
  /**
   * Whether the virtual number differs from the one before the booking was reopened. If true, both
   * parties need to learn it.
   */
  virtualNumberChanged: boolean;
}

/** Reopens bookings that were completed or have expired. */
@Injectable()
export class ReopeningService {
  constructor(
    private readonly bookings: BookingService,
    private readonly lifecycle: LifecycleRepository,
    private readonly assignments: AssignmentRepository,
    private readonly assignment: AssignmentService,
    private readonly move: BookingMoveService,
    private readonly vault: NumberVault,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * Makes a booking active again. It keeps its virtual number if both parties can still have it:
   * within the cool-down they can, unless they have booked again. Otherwise it gets another one.
   *
   * Everything happens in one transaction. Repeating the request changes nothing and ignores
   * `ifMatch`.
   * @throws BookingNotFoundError, BookingEndedError for a cancelled booking, PartyErasedError,
   *   BookingChangedError, ExpiryInThePastError, StartAfterEndError, NumberKeysOutdatedError, and the
   *   errors of creating a booking of the two parties
   */
  async reopen(
    id: string,
    request: ReopenBookingDto,
    principal: Principal,
    ifMatch?: string,
  ): Promise<ReopenedBooking> {
    const virtualNumberChanged = await this.lifecycle.lock(
      await this.bookings.locate(id, principal),
      async (booking) => {
        const { row } = booking;
        if (row.status === 'active') {
          return row.reopened_from_id !== null && row.reopened_from_id !== row.virtual_number_id;
        }
        if (!canBecome(row.status, 'active')) throw new BookingEndedError(row.status);
        await booking.requireMatch(ifMatch);
        if (!row.expires_later) throw new ExpiryInThePastError();
        assertTimesAgree({ startsAt: row.starts_at, ...request });
        const end = await booking.readReopenedEnd(request);
        if (!end.ends_later) throw new ExpiryInThePastError();
        const virtualNumberId = await this.giveNumber(booking.until(end.ends_at), end.capacity);
        await booking.reopen(virtualNumberId, { ...request, expiresAt: end.ends_at });
        await this.audit.recordIn(
          booking.client,
          { action: 'booking.reopen', objectType: 'booking', objectId: row.id, details: {} },
          principal,
        );
        return virtualNumberId !== row.virtual_number_id;
      },
      earliestOf(request.expiresAt, request.maxExpiresAt),
    );
    return { ...(await this.bookings.getMasked(id, principal)), virtualNumberChanged };
  }

  /** Writes the routes on the current virtual number, or else on another one, and returns it. */
  private async giveNumber(booking: LockedBooking, capacity: number | null): Promise<number> {
    const { client, poolId, row } = booking;
    const parties = await this.partiesOf(booking);
    const criteria: Criteria = {
      pool: poolId,
      reference: row.reference,
      virtualNumber: null,
      expiresAt: null,
    };
    const found = await this.assignments.findAlone(criteria, parties, client);
    if (found) assertFit(found, parties);
    const candidates = (found?.candidates ?? []).map((id, at) => ({
      id,
      capacity: found?.capacities[at] ?? null,
    }));
    const pins = await Promise.all(parties.map((party) => this.move.pinOf(booking, party)));
    const writtenKeys = await this.assignments.writtenKeys(client);
    for (const number of [{ id: row.virtual_number_id, capacity }, ...candidates]) {
      if (!(await this.assignments.hasRoom(client, number.id, number.capacity))) continue;
      const there = { poolId, bookingId: row.id, virtualNumberId: number.id, writtenKeys };
      const routes = routesBetween(this.vault, parties, there);
      const newPins = pins.flatMap((pinFor) => pinFor(there));
      if (await this.move.take(booking, there, routes, newPins)) return number.id;
    }
    await this.assignment.refuse(poolId, parties, criteria);
    throw new AssignmentContendedError();
  }

  /** @throws PartyErasedError if the number that calls to a party reach was erased */
  private async partiesOf(booking: LockedBooking): Promise<TwoParties> {
    const called = (await booking.phones()).filter(({ position }) => position === 0);
    const [first, second] = await this.move.partiesOf(booking);
    if (called.length < 2 || !first || !second) throw new PartyErasedError();
    return [first, second];
  }
}
