import { Injectable } from '@nestjs/common';
import { validate as isUuid } from 'uuid';
import { decodeCursor, type Page, toPage } from '../../platform/rest/index.js';
import { PhoneNumber } from '../../platform/values/index.js';
import { PoolService } from '../../pool/index.js';
import {
  type Access,
  AuditTrail,
  maySeePool,
  NumberVault,
  requireScope,
  WithheldCallers,
} from '../../platform/security/index.js';
import { AssignmentService } from '../assignment/assignment.service.js';
import type { CreateBookingDto, ListBookingsQuery } from '../model/booking.dto.js';
import { BookingNotFoundError, ReferenceTakenError } from '../model/booking.errors.js';
import { type BookingAnswer, BookingMapper, mapBooking, mapParty } from './booking.mapper.js';
import { BookingRepository, type BookingRow } from './booking.repository.js';
import { contentOf, readParties } from '../routes/parties.js';

@Injectable()
export class BookingService {
  constructor(
    private readonly bookings: BookingRepository,
    private readonly assignment: AssignmentService,
    private readonly pools: PoolService,
    private readonly vault: NumberVault,
    private readonly withheld: WithheldCallers,
    private readonly mapper: BookingMapper,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * Ties two parties to a virtual number. The same reference with the same content gives the
   * booking that is there already (`created: false`).
   * @throws what `readParties` and `AssignmentService.assign` do, and ReferenceTakenError;
   *   PoolNotFoundError also for a pool that whoever asks may not see
   */
  async create(
    request: CreateBookingDto,
    access: Access,
  ): Promise<{ booking: BookingAnswer; created: boolean }> {
    if (access.poolIds !== null) await this.pools.find(request.pool, access);
    if (request.virtualNumber !== undefined) {
      PhoneNumber.ofForm(request.virtualNumber, 'virtualNumber');
    }
    const parties = readParties(request, { vault: this.vault, withheld: this.withheld });
    const assignment = await this.assignment.assign(request, parties, contentOf(request, parties));
    if (assignment.outcome === 'existed') {
      if (!assignment.hasSameContent) throw new ReferenceTakenError(assignment.id);
      return { booking: await this.get(assignment.id, access), created: false };
    }
    const { booking, pins } = assignment;
    const answers = parties.map((party) => {
      const pin = access.mayReveal ? pins.find(({ role }) => role === party.role) : undefined;
      return { ...mapParty(party), ...(pin && { pin: pin.pin }) };
    });
    return { booking: mapBooking(booking, answers), created: true };
  }

  /**
   * With the PINs of its parties for those who may see them. That these, or full numbers, are shown
   * is on record before they are.
   * @param isRevealed whether full numbers are asked for
   * @throws BookingNotFoundError, ScopeMissingError
   */
  async get(id: string, access: Access, isRevealed = false): Promise<BookingAnswer> {
    if (isRevealed) requireScope(access, 'numbers:reveal');
    const row = await this.find(id, access);
    const pins = access.mayReveal && row.parties.some(({ pin }) => pin !== null);
    const shown = { numbers: isRevealed, pins };
    if (isRevealed || pins) {
      const act = { action: 'booking.reveal', objectType: 'booking', objectId: row.id };
      await this.audit.record({ ...act, details: shown }, access);
    }
    return this.mapper.toAnswer(row, shown);
  }

  /** Without PINs. @throws BookingNotFoundError */
  async getMasked(id: string, access: Access): Promise<BookingAnswer> {
    return this.mapper.toAnswer(await this.find(id, access));
  }

  /** @throws PoolNotFoundError, InvalidCursorError */
  async list(query: ListBookingsQuery, access: Access): Promise<Page<BookingAnswer>> {
    const { pool, reference, status, virtualNumber, limit, cursor } = query;
    const before = decodeCursor(cursor, isUuid);
    const poolIds =
      pool === undefined ? access.poolIds : [(await this.pools.find(pool, access)).id];
    const filter = { poolIds: poolIds ?? undefined, reference, status, virtualNumber, before };
    const rows = await this.bookings.list(filter, limit + 1);
    return toPage(
      rows,
      limit,
      ({ id }) => id,
      (row) => this.mapper.toAnswer(row),
    );
  }

  /** The key of a booking. @throws BookingNotFoundError */
  async locate(id: string, access: Access): Promise<{ poolId: string; id: string }> {
    return { poolId: (await this.find(id, access)).pool_id, id };
  }

  private async find(id: string, access: Access): Promise<BookingRow> {
    const booking = await this.bookings.findById(id);
    if (!booking || !maySeePool(access, booking.pool_id)) throw new BookingNotFoundError();
    return booking;
  }
}
