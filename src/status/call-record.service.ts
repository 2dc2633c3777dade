import { Injectable } from '@nestjs/common';
import { BookingService } from '../booking/index.js';
import { decodeCursor, DomainError, type Page, type PageQuery, toPage } from '../common/index.js';
import { type CallAnswer, CallRecordMapper } from './call-record.mapper.js';
import { CallRecordRepository } from './call-record.repository.js';

/** `created_at` as PostgreSQL writes it, and a session id. */
function isCallPosition(text: string): boolean {
  const [, time] =
    /^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})?[+-]\d\d(?::\d\d)?)\|./s.exec(text) ?? [];
  return time !== undefined && Number.isFinite(Date.parse(time.replace(/([+-]\d\d)$/, '$1:00')));
}

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
    private readonly mapper: CallRecordMapper,
  ) {}

  /** @throws CallNotFoundError */
  async get(sessionId: string): Promise<CallAnswer> {
    const row = await this.records.findSession(sessionId);
    if (!row) throw new CallNotFoundError();
    return this.mapper.toAnswer(row);
  }

  /** @throws BookingNotFoundError, InvalidCursorError */
  async listByBooking(bookingId: string, page: PageQuery): Promise<Page<CallAnswer>> {
    const position = decodeCursor(page.cursor, isCallPosition)?.split('|');
    const before = position && { time: position[0]!, sessionId: position.slice(1).join('|') };
    const booking = await this.bookings.locate(bookingId);
    const rows = await this.records.listByBooking(booking, page.limit + 1, before);
    return toPage(
      rows,
      page.limit,
      (row) => `${row.created_at_text}|${row.session_id}`,
      (row) => this.mapper.toAnswer(row),
    );
  }
}
