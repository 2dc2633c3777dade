import { Injectable } from '@nestjs/common';
import { BookingService } from '../../booking/index.js';
import { decodeCursor, isTimePosition, type Page, toPage } from '../../platform/rest/index.js';
import { readId } from '../../eightxeight/index.js';
import { PoolService } from '../../pool/index.js';
import {
  type Principal,
  AuditTrail,
  NumberVault,
  requireScope,
} from '../../platform/security/index.js';
import { PhoneNumber } from '../../platform/values/index.js';
import type { ListCallsQuery, SearchCallsDto } from './call-record.dto.js';
import { CallerUnknownError, CallNotFoundError } from './call-record.errors.js';
import { type CallResponse, CallRecordMapper } from './call-record.mapper.js';
import { type CallFilter, CallRecordRepository } from './call-record.repository.js';

/** The company's call records. */
@Injectable()
export class CallRecordService {
  constructor(
    private readonly records: CallRecordRepository,
    private readonly bookings: BookingService,
    private readonly pools: PoolService,
    private readonly mapper: CallRecordMapper,
    private readonly vault: NumberVault,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * Returns a call.
   * @param isRevealed whether to return full numbers; the audit entry is written before they are
   *   returned
   * @throws CallNotFoundError, ScopeMissingError
   */
  async get(sessionId: string, principal: Principal, isRevealed = false): Promise<CallResponse> {
    if (isRevealed) requireScope(principal, 'numbers:reveal');
    const row = await this.records.findSession(toSessionId(sessionId), principal.poolIds);
    if (!row) throw new CallNotFoundError();
    if (isRevealed) {
      const act = { action: 'call.reveal', objectType: 'call', objectId: row.session_id };
      await this.audit.record({ ...act, details: { numbers: true } }, principal);
    }
    return this.mapper.toResponse(row, isRevealed);
  }

  /**
   * Returns who dialled what, for a decision about the same call. The phone must not be shown.
   * @throws CallNotFoundError, CallerUnknownError
   */
  async dialOf(
    sessionId: string,
    principal: Principal,
  ): Promise<{ virtualNumber: string; caller: string }> {
    const row = await this.records.findSession(toSessionId(sessionId), principal.poolIds);
    if (!row) throw new CallNotFoundError();
    const { virtualNumber, caller } = this.mapper.toResponse(row, true);
    if (virtualNumber === null || caller.phoneNumber === null) throw new CallerUnknownError();
    return { virtualNumber, caller: caller.phoneNumber };
  }

  /** Lists calls, newest first. @throws PoolNotFoundError, InvalidCursorError */
  list(query: ListCallsQuery, principal: Principal): Promise<Page<CallResponse>> {
    return this.page(query, principal);
  }

  /**
   * Lists the calls that a phone made, newest first, whether or not its owner has a booking.
   * @throws PoolNotFoundError, InvalidPhoneNumberError, InvalidCursorError
   */
  async search(
    { phoneNumber, ...query }: SearchCallsDto,
    principal: Principal,
  ): Promise<Page<CallResponse>> {
    const callers = this.vault.indexesOf(PhoneNumber.ofForm(phoneNumber));
    if (query.virtualNumber !== undefined) {
      PhoneNumber.ofForm(query.virtualNumber, 'virtualNumber');
    }
    return this.page(query, principal, { callers });
  }

  private async page(
    { pool, limit, cursor, ...filter }: ListCallsQuery,
    principal: Principal,
    more: Pick<CallFilter, 'callers'> = {},
  ): Promise<Page<CallResponse>> {
    const position = decodeCursor(cursor, isTimePosition(/./s))?.split('|');
    const before = position && { time: position[0]!, sessionId: position.slice(1).join('|') };
    const poolIds =
      pool === undefined ? principal.poolIds : [(await this.pools.find(pool, principal)).id];
    const { rows, searchedTo } = await this.records.list(
      { ...filter, ...more, poolIds, before },
      limit + 1,
    );
    return toPage(
      rows,
      limit,
      (row) => `${row.created_at_text}|${row.session_id}`,
      (row) => this.mapper.toResponse(row),
      searchedTo && `${searchedTo.time}|${searchedTo.sessionId}`,
    );
  }

  /**
   * Lists the calls of a booking, newest first.
   * @throws BookingNotFoundError, InvalidCursorError
   */
  async listByBooking(
    id: string,
    page: ListCallsQuery,
    principal: Principal,
  ): Promise<Page<CallResponse>> {
    await this.bookings.locate(id, principal);
    return this.list({ ...page, bookingId: id }, principal);
  }
}

/**
 * Returns the session id as it is stored, so that a call is found by 8x8's id even if that is too
 * long to store.
 */
export const toSessionId = (id: string): string => readId(id) ?? id;
