import { Injectable } from '@nestjs/common';
import { validate as isUuid } from 'uuid';
import { BookingService } from '../../booking/index.js';
import { decodeCursor, isTimePosition, type Page, toPage } from '../../platform/rest/index.js';
import { type Principal, AuditTrail, requireScope } from '../../platform/security/index.js';
import { PoolService } from '../../pool/index.js';
import type { ListMessagesOfBookingQuery, ListMessagesQuery } from './message-record.dto.js';
import { MessageNotFoundError } from './message-record.errors.js';
import { MessageRecordMapper, type MessageResponse } from './message-record.mapper.js';
import { MessageRecordRepository } from './message-record.repository.js';

/** The rest of a cursor after its time. */
const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;

/** The company's records of texts. */
@Injectable()
export class MessageRecordService {
  constructor(
    private readonly records: MessageRecordRepository,
    private readonly bookings: BookingService,
    private readonly pools: PoolService,
    private readonly mapper: MessageRecordMapper,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * Returns the record of a text.
   * @param isRevealed whether to show what was written; the audit record is written before
   * @throws MessageNotFoundError, ScopeMissingError
   */
  async get(id: string, principal: Principal, isRevealed = false): Promise<MessageResponse> {
    if (isRevealed) requireScope(principal, 'numbers:reveal');
    const row = isUuid(id) ? await this.records.find(id, principal.poolIds) : undefined;
    if (!row) throw new MessageNotFoundError();
    if (isRevealed) await this.recordReveals([row.id], principal);
    return this.mapper.toResponse(row, isRevealed);
  }

  /** Lists texts, newest first. @throws PoolNotFoundError, InvalidCursorError */
  async list(query: ListMessagesQuery, principal: Principal): Promise<Page<MessageResponse>> {
    return this.page(query, principal, false);
  }

  /**
   * Lists the texts of a booking, newest first.
   * @throws BookingNotFoundError, InvalidCursorError, ScopeMissingError
   */
  async listByBooking(
    bookingId: string,
    { reveal, ...page }: ListMessagesOfBookingQuery,
    principal: Principal,
  ): Promise<Page<MessageResponse>> {
    const isRevealed = reveal === 'true';
    if (isRevealed) requireScope(principal, 'numbers:reveal');
    await this.bookings.locate(bookingId, principal);
    return this.page({ ...page, bookingId }, principal, isRevealed);
  }

  private async page(
    { pool, limit, cursor, ...filter }: ListMessagesQuery,
    principal: Principal,
    isRevealed: boolean,
  ): Promise<Page<MessageResponse>> {
    const [time, id] = decodeCursor(cursor, isTimePosition(UUID))?.split('|') ?? [];
    const before = time !== undefined && id !== undefined ? { time, id } : undefined;
    const poolIds =
      pool === undefined ? principal.poolIds : [(await this.pools.find(pool, principal)).id];
    const { rows, searchedTo } = await this.records.list(
      { ...filter, poolIds, ...(before && { before }) },
      limit + 1,
    );
    const shown = rows.slice(0, limit);
    if (isRevealed) {
      await this.recordReveals(
        shown.map((row) => row.id),
        principal,
      );
    }
    return toPage(
      rows,
      limit,
      (row) => `${row.received_at_text}|${row.id}`,
      (row) => this.mapper.toResponse(row, isRevealed),
      searchedTo && `${searchedTo.time}|${searchedTo.id}`,
    );
  }

  private async recordReveals(ids: readonly string[], principal: Principal): Promise<void> {
    const act = { action: 'message.reveal', objectType: 'message', details: { text: true } };
    await this.audit.recordAll(
      ids.map((objectId) => ({ ...act, objectId })),
      principal,
    );
  }
}
