import { Injectable } from '@nestjs/common';
import { validate as isUuid } from 'uuid';
import { decodeCursor, type Page, toPage } from '../../platform/rest/index.js';
import { noteBooking } from '../../platform/observability/index.js';
import { PhoneNumber } from '../../platform/values/index.js';
import { type Channel, PoolService, TimeZoneService } from '../../pool/index.js';
import {
  type Principal,
  AuditTrail,
  maySeePool,
  NumberVault,
  requireScope,
  WithheldCallers,
} from '../../platform/security/index.js';
import {
  type Assignment,
  AssignmentService,
  type WantedBooking,
} from '../assignment/assignment.service.js';
import type {
  CreateBookingDto,
  ListBookingsQuery,
  SearchBookingsDto,
} from '../model/booking.dto.js';
import { BookingNotFoundError, ReferenceTakenError } from '../model/booking.errors.js';
import {
  type BookingResponse,
  BookingMapper,
  mapBooking,
  mapParty,
  type Visibility,
} from './booking.mapper.js';
import { assertTimesAgree } from '../model/booking-times.js';
import { type BookingFilter, BookingRepository, type BookingRow } from './booking.repository.js';
import { contentOf, readParties } from '../routes/parties.js';

@Injectable()
export class BookingService {
  constructor(
    private readonly bookings: BookingRepository,
    private readonly assignment: AssignmentService,
    private readonly pools: PoolService,
    private readonly timeZones: TimeZoneService,
    private readonly vault: NumberVault,
    private readonly withheld: WithheldCallers,
    private readonly mapper: BookingMapper,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * Creates a booking. If a booking with the same reference and content exists, returns that one
   * (`created: false`).
   * @param options
   *   - `isAudited`: writes the audit event of the request with the booking
   *   - `requiredChannels`: channels that its numbers must carry; absent: numbers with those of the
   *     pool are preferred
   * @throws the errors of `readParties`, `assertTimesAgree` and `AssignmentService.assign`,
   *   UnknownTimeZoneError and ReferenceTakenError; PoolNotFoundError also for a pool that the principal may not see
   */
  async create(
    request: CreateBookingDto,
    principal: Principal,
    options: { isAudited?: boolean; requiredChannels?: readonly Channel[] } = {},
  ): Promise<{ booking: BookingResponse; created: boolean }> {
    await this.assertPoolVisible(request.pool, principal);
    const { isAudited = false, requiredChannels } = options;
    const wanted: WantedBooking = {
      ...(await this.read(request)),
      requiredChannels,
      principal: isAudited ? principal : undefined,
    };
    return this.created(wanted, await this.assignment.assign(wanted), principal);
  }

  /** @throws PoolNotFoundError if the principal is restricted to other pools */
  async assertPoolVisible(pool: string, principal: Principal): Promise<void> {
    if (principal.poolIds !== null) await this.pools.find(pool, principal);
  }

  /**
   * Reads a request to create a booking.
   * @throws the errors of `readParties` and `assertTimesAgree`, and UnknownTimeZoneError
   */
  async read(request: CreateBookingDto): Promise<WantedBooking> {
    if (request.virtualNumber !== undefined) {
      PhoneNumber.ofForm(request.virtualNumber, 'virtualNumber');
    }
    assertTimesAgree(request);
    await this.timeZones.assertKnown('quietHours', request.quietHours);
    const parties = readParties(request, { vault: this.vault, withheld: this.withheld });
    return { request, parties, content: contentOf(request, parties) };
  }

  /** Returns the booking that a request got. @throws ReferenceTakenError */
  async created(
    { parties }: WantedBooking,
    assignment: Assignment,
    principal: Principal,
  ): Promise<{ booking: BookingResponse; created: boolean }> {
    if (assignment.outcome === 'existed') {
      if (!assignment.hasSameContent) throw new ReferenceTakenError(assignment.id);
      return { booking: await this.get(assignment.id, principal), created: false };
    }
    const { booking, pins } = assignment;
    noteBooking(booking.id);
    const answers = parties.map((party) => {
      const pin = principal.mayReveal ? pins.find(({ role }) => role === party.role) : undefined;
      return { ...mapParty(party), ...(pin && { pin: pin.pin }) };
    });
    return { booking: mapBooking(booking, answers), created: true };
  }

  /**
   * Returns a booking, with the PINs of its parties if the principal may reveal them. Writes an
   * audit record before it shows PINs or full numbers.
   * @param isRevealed whether to show full numbers
   * @throws BookingNotFoundError, ScopeMissingError
   */
  async get(id: string, principal: Principal, isRevealed = false): Promise<BookingResponse> {
    if (isRevealed) requireScope(principal, 'numbers:reveal');
    const row = await this.find(id, principal);
    const pins = principal.mayReveal && row.parties.some(({ pin }) => pin !== null);
    const shown = { numbers: isRevealed, pins };
    if (isRevealed || pins) {
      const act = { action: 'booking.reveal', objectType: 'booking', objectId: row.id };
      await this.audit.record({ ...act, details: shown }, principal);
    }
    return this.mapper.toResponse(row, shown);
  }

  /**
   * Returns a booking with masked numbers and without PINs.
   * @throws BookingNotFoundError
   */
  async getMasked(id: string, principal: Principal): Promise<BookingResponse> {
    return this.mapper.toResponse(await this.find(id, principal));
  }

  /**
   * Lists bookings without PINs, newest first. Writes an audit record of each booking before it shows
   * full numbers.
   * @param isRevealed whether to show full numbers
   * @throws PoolNotFoundError, InvalidCursorError, ScopeMissingError
   */
  async list(
    query: ListBookingsQuery,
    principal: Principal,
    isRevealed = false,
  ): Promise<Page<BookingResponse>> {
    if (!isRevealed) return this.page(query, principal);
    requireScope(principal, 'numbers:reveal');
    const shown = { numbers: true, pins: false };
    const page = await this.page(query, principal, {}, shown);
    const act = { action: 'booking.reveal', objectType: 'booking', details: shown };
    const acts = page.items.map(({ id: objectId }) => ({ ...act, objectId }));
    await this.audit.recordAll(acts, principal);
    return page;
  }

  /**
   * Lists the bookings of a phone number, with masked numbers and without PINs, newest first.
   * @throws PoolNotFoundError, InvalidPhoneNumberError, InvalidCursorError
   */
  async search(
    { phoneNumber, ...query }: SearchBookingsDto,
    principal: Principal,
  ): Promise<Page<BookingResponse>> {
    const phone = this.vault.indexesOf(PhoneNumber.ofForm(phoneNumber));
    if (query.virtualNumber !== undefined) {
      PhoneNumber.ofForm(query.virtualNumber, 'virtualNumber');
    }
    return this.page(query, principal, { phone });
  }

  private async page(
    { pool, reference, status, virtualNumber, limit, cursor }: ListBookingsQuery,
    principal: Principal,
    more: BookingFilter = {},
    shown?: Visibility,
  ): Promise<Page<BookingResponse>> {
    const before = decodeCursor(cursor, isUuid);
    const poolIds =
      pool === undefined ? principal.poolIds : [(await this.pools.find(pool, principal)).id];
    const filter = { poolIds: poolIds ?? undefined, reference, status, virtualNumber, before };
    const { rows, searchedTo } = await this.bookings.list({ ...filter, ...more }, limit + 1);
    return toPage(
      rows,
      limit,
      ({ id }) => id,
      (row) => this.mapper.toResponse(row, shown),
      searchedTo,
    );
  }

  /**
   * Returns the primary key of a booking.
   * @throws BookingNotFoundError
   */
  async locate(id: string, principal: Principal): Promise<{ poolId: string; id: string }> {
    return { poolId: (await this.find(id, principal)).pool_id, id };
  }

  private async find(id: string, principal: Principal): Promise<BookingRow> {
    const booking = await this.bookings.findById(id);
    if (!booking || !maySeePool(principal, booking.pool_id)) throw new BookingNotFoundError();
    return booking;
  }
}
