import { Injectable } from '@nestjs/common';
import { BookingService } from '../booking/index.js';
import { decodeCursor, DomainError, type Page, toPage } from '../common/index.js';
import { PoolService } from '../pool/index.js';
import { isTimePosition } from './call-position.js';
import type { ListCallsQuery } from './call-record.dto.js';
import { type CallAnswer, CallRecordMapper } from './call-record.mapper.js';
import { CallRecordRepository } from './call-record.repository.js';

export class CallNotFoundError extends DomainError {
  readonly code = 'call-not-found';
  readonly kind = 'not-found';
  constructor() {
    super('There is no call of this session id.');
  }
}

/** The company's call records. */
@Injectable()
export class CallRecordService {
  constructor(
    private readonly records: CallRecordRepository,
    private readonly bookings: BookingService,
    private readonly pools: PoolService,
    private readonly mapper: CallRecordMapper,
  ) {}

  /** @throws CallNotFoundError */
  async get(sessionId: string): Promise<CallAnswer> {
    const row = await this.records.findSession(sessionId);
    if (!row) throw new CallNotFoundError();
    return this.mapper.toAnswer(row);
  }

  /** Newest first. @throws PoolNotFoundError, InvalidCursorError */
  async list(query: ListCallsQuery): Promise<Page<CallAnswer>> {
    const { pool, limit, cursor, ...filter } = query;
    const position = decodeCursor(cursor, isTimePosition(/./s))?.split('|');
    const before = position && { time: position[0]!, sessionId: position.slice(1).join('|') };
    const poolId = pool === undefined ? undefined : (await this.pools.find(pool)).id;
    const rows = await this.records.list({ ...filter, poolId, before }, limit + 1);
    return toPage(
      rows,
      limit,
      (row) => `${row.created_at_text}|${row.session_id}`,
      (row) => this.mapper.toAnswer(row),
    );
  }

  /** @throws BookingNotFoundError, InvalidCursorError */
  async listByBooking(id: string, page: ListCallsQuery): Promise<Page<CallAnswer>> {
    await this.bookings.locate(id);
    return this.list({ ...page, bookingId: id });
  }
}
