import { Injectable } from '@nestjs/common';
import { UnannouncedRecordingError } from '../../pool/index.js';
import { type Principal, AuditTrail, NumberVault } from '../../platform/security/index.js';
import { AssignmentRepository } from '../assignment/assignment.repository.js';
import { type Criteria, NumberSearchRepository } from '../assignment/number-search.repository.js';
import { AssignmentService, assertFit } from '../assignment/assignment.service.js';
import { BookingMoveService } from './booking-move.service.js';
import type { ReopenBookingDto } from '../model/booking.dto.js';
import {
  AssignmentContendedError,
  BookingEndedError,
  ExpiryInThePastError,
  PartyErasedError,
  VirtualNumberUnavailableError,
} from '../model/booking.errors.js';
import { canBecome, isLive } from '../model/booking-status.js';
import { assertTimesAgree, earliestOf } from '../model/booking-times.js';
import type { BookingResponse } from '../reading/booking.mapper.js';
import { BookingService } from '../reading/booking.service.js';
import { type Direction, directionsOf, type Parties } from '../routes/parties.js';
import { routesFrom } from '../routes/routes.js';
import { LifecycleRepository } from './lifecycle.repository.js';
import type { LockedBooking, ReopenedEnd } from './locked-booking.js';

export interface ReopenedBooking extends BookingResponse {
  /**
   * Whether a virtual number differs from the one before the booking was reopened. If true, both
   * parties need to learn it; in mode `per-party` compare `parties[].virtualNumber`.
   */
  virtualNumberChanged: boolean;
}

/** A number that must be free for some callers. */
interface Wanted {
  directions: readonly Direction[];
  /** The party that gets the number; null: both. */
  role: string | null;
  /** Whether no other number will do. */
  keepsNumbers: boolean;
  /** The number before the booking was reopened. */
  held: { id: number; capacity: number | null };
}

/** Reopens bookings that were completed or have expired. */
@Injectable()
export class ReopeningService {
  constructor(
    private readonly bookings: BookingService,
    private readonly lifecycle: LifecycleRepository,
    private readonly assignments: AssignmentRepository,
    private readonly numbers: NumberSearchRepository,
    private readonly assignment: AssignmentService,
    private readonly move: BookingMoveService,
    private readonly vault: NumberVault,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * Makes a booking active again. It keeps its virtual number if both parties can still have it:
   * within the cool-down they can, unless they have booked again. Otherwise it gets another one. In
   * mode `per-party` this holds for each party and its number.
   *
   * Everything happens in one transaction. Repeating the request changes nothing and ignores
   * `ifMatch`.
   * @throws BookingNotFoundError, BookingEndedError for a cancelled booking, PartyErasedError,
   *   BookingChangedError, ExpiryInThePastError, StartAfterEndError, UnannouncedRecordingError,
   *   NumberKeysOutdatedError, and the errors of creating a booking of the two parties
   * @param keepsNumbers whether to throw VirtualNumberUnavailableError instead of giving another
   *   number
   */
  async reopen(
    id: string,
    request: ReopenBookingDto,
    principal: Principal,
    ifMatch?: string,
    keepsNumbers = false,
  ): Promise<ReopenedBooking> {
    const virtualNumberChanged = await this.lifecycle.lock(
      await this.bookings.locate(id, principal),
      async (booking) => {
        const { row } = booking;
        if (isLive(row.status)) {
          const before = [row.reopened_from_id, row.reopened_from_second_id];
          return before.some(
            (number, place) => number !== null && number !== booking.numberAt(place),
          );
        }
        if (!canBecome(row.status, 'active')) throw new BookingEndedError(row.status);
        await booking.requireMatch(ifMatch);
        if (!row.expires_later) throw new ExpiryInThePastError();
        assertTimesAgree({ startsAt: row.starts_at, ...request });
        const end = await booking.readReopenedEnd(request);
        if (!end.ends_later) throw new ExpiryInThePastError();
        const numbers = await this.giveNumbers(booking.until(end.ends_at), end, keepsNumbers);
        await booking.reopen(numbers, { ...request, expiresAt: end.ends_at });
        if (await booking.isUnannounced()) throw new UnannouncedRecordingError('booking');
        await this.audit.recordIn(
          booking.client,
          { action: 'booking.reopen', objectType: 'booking', objectId: row.id, details: {} },
          principal,
        );
        return numbers.some((number, place) => number !== booking.numberAt(place));
      },
      earliestOf(request.expiresAt, request.maxExpiresAt),
    );
    return { ...(await this.bookings.getMasked(id, principal)), virtualNumberChanged };
  }

  /**
   * Writes the routes on the current virtual numbers, or else on others.
   * @returns the first party's number, and in mode `per-party` the second one's
   */
  private async giveNumbers(
    booking: LockedBooking,
    { capacity, second_capacity: secondCapacity }: ReopenedEnd,
    keepsNumbers: boolean,
  ): Promise<[number, ...number[]]> {
    const parties = await this.partiesOf(booking);
    const { row } = booking;
    if (row.number_mode === 'shared') {
      const directions = directionsOf(parties);
      const held = { id: row.virtual_number_id, capacity };
      return [
        await this.giveNumber(booking, parties, { directions, role: null, held, keepsNumbers }),
      ];
    }
    const numbers: number[] = [];
    for (const [place, direction] of directionsOf(parties).entries()) {
      const held = { id: booking.numberAt(place)!, capacity: [capacity, secondCapacity][place]! };
      const { role } = direction.caller;
      numbers.push(
        await this.giveNumber(booking, parties, {
          directions: [direction],
          role,
          held,
          keepsNumbers,
        }),
      );
    }
    return numbers as [number, ...number[]];
  }

  /** Writes the routes of the callers on the number that they had, or else on another one. */
  private async giveNumber(
    booking: LockedBooking,
    parties: Parties,
    { directions, role, held, keepsNumbers }: Wanted,
  ): Promise<number> {
    const { client, poolId, row } = booking;
    const criteria: Criteria = {
      pool: poolId,
      reference: row.reference,
      virtualNumber: null,
      expiresAt: null,
    };
    const found = await this.numbers.findAlone(criteria, directions, client);
    if (found) assertFit(found, parties);
    const candidates = (found?.candidates ?? []).map((id, at) => ({
      id,
      capacity: found?.capacities[at] ?? null,
    }));
    const pins = await Promise.all(
      directions.map(({ caller }) => this.move.pinOf(booking, caller)),
    );
    const writtenKeys = await this.assignments.writtenKeys(client);
    for (const { id, capacity } of keepsNumbers ? [held] : [held, ...candidates]) {
      if (!(await this.assignments.hasRoom(client, id, capacity))) continue;
      const there = { poolId, bookingId: row.id, virtualNumberId: id, writtenKeys };
      const routes = directions.flatMap(({ caller, callee }) =>
        // REOPEN_BOOKING sets the caller ids, when all numbers are known.
        routesFrom(this.vault, caller, callee, { ...there, callerIdNumberId: null }),
      );
      const newPins = pins.flatMap((pinFor) => pinFor(there));
      if (await this.move.take(booking, there, routes, newPins)) return id;
    }
    if (keepsNumbers) throw new VirtualNumberUnavailableError('conflict', role);
    await this.assignment.refuse(poolId, { criteria, directions, role });
    throw new AssignmentContendedError();
  }

  /** @throws PartyErasedError if the number that calls to a party reach was erased */
  private async partiesOf(booking: LockedBooking): Promise<Parties> {
    const called = (await booking.phones()).filter(({ position }) => position === 0);
    const parties = await this.move.partiesOf(booking);
    const expected = booking.row.is_open ? 1 : 2;
    if (called.length < expected || parties.length < expected) throw new PartyErasedError();
    return parties;
  }
}
