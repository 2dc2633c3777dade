import { Injectable } from '@nestjs/common';
import { validate as isUuid } from 'uuid';
import { decodeCursor, type Page, toPage } from '../common/index.js';
import { PoolService } from '../pool/index.js';
import { type Access, NumberVault } from '../security/index.js';
import { AssignmentService } from './assignment.service.js';
import type { CreateBookingDto, ListBookingsQuery } from './booking.dto.js';
import { BookingNotFoundError, ReferenceTakenError } from './booking.errors.js';
import { type BookingAnswer, BookingMapper, mapBooking, mapParty } from './booking.mapper.js';
import { BookingRepository, type BookingRow } from './booking.repository.js';
import { contentOf, readParties } from './parties.js';

@Injectable()
export class BookingService {
  constructor(
    private readonly bookings: BookingRepository,
    private readonly assignment: AssignmentService,
    private readonly pools: PoolService,
    private readonly vault: NumberVault,
    private readonly mapper: BookingMapper,
  ) {}

  /**
   * Ties two parties to a virtual number. The same reference with the same content gives the
   * booking that is there already (`created: false`).
   * @throws what `readParties` and `AssignmentService.assign` do, and ReferenceTakenError
   */
  async create(
    request: CreateBookingDto,
    access: Access,
  ): Promise<{ booking: BookingAnswer; created: boolean }> {
    const parties = readParties(request, this.vault);
    const digest = this.vault.digestOf(contentOf(request, parties));
    const assignment = await this.assignment.assign(request, parties, digest);
    if (assignment.outcome === 'existed') {
      if (!assignment.digest.equals(digest)) throw new ReferenceTakenError(assignment.id);
      return { booking: await this.get(assignment.id, access), created: false };
    }
    const { booking, prepared, pins } = assignment;
    const row = {
      ...booking,
      pool_id: prepared.pool_id,
      pool_name: prepared.pool_name,
      reference: request.reference,
      status: 'active' as const,
      callable_until: booking.expires_at,
      ended_at: null,
      call_recording: request.callRecording ?? prepared.call_recording,
      metadata: request.metadata ?? {},
      callers_allowed: request.callersAllowed ?? null,
      announcement: request.announcement ?? null,
      updated_at: booking.created_at,
    };
    const answers = parties.map((party) => {
      const pin = access.mayReveal ? pins.find(({ role }) => role === party.role) : undefined;
      return { ...mapParty(party), ...(pin && { pin: pin.pin }) };
    });
    return { booking: mapBooking(row, answers), created: true };
  }

  /** @throws BookingNotFoundError */
  async get(id: string, access?: Access): Promise<BookingAnswer> {
    return this.mapper.toAnswer(await this.find(id), access?.mayReveal);
  }

  /** @throws PoolNotFoundError, InvalidCursorError */
  async list(query: ListBookingsQuery): Promise<Page<BookingAnswer>> {
    const { pool, reference, status, virtualNumber, limit, cursor } = query;
    const before = decodeCursor(cursor, isUuid);
    const poolId = pool === undefined ? undefined : (await this.pools.find(pool)).id;
    const filter = { poolId, reference, status, virtualNumber, before };
    const rows = await this.bookings.list(filter, limit + 1);
    return toPage(
      rows,
      limit,
      ({ id }) => id,
      (row) => this.mapper.toAnswer(row),
    );
  }

  /** The key of a booking. @throws BookingNotFoundError */
  async locate(id: string): Promise<{ poolId: string; id: string }> {
    return { poolId: (await this.find(id)).pool_id, id };
  }

  private async find(id: string): Promise<BookingRow> {
    const booking = await this.bookings.findById(id);
    if (!booking) throw new BookingNotFoundError();
    return booking;
  }
}
