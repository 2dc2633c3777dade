import { Injectable } from '@nestjs/common';
import { v7 as uuidv7, validate as isUuid } from 'uuid';
import { Settings } from '../../platform/config/index.js';
import { PostgresPool, type RowOf } from '../../platform/database/index.js';
import { decodeCursor, type Page, toPage } from '../../platform/rest/index.js';
import type { Uuid } from '../../platform/values/index.js';
import {
  type Principal,
  AuditTrail,
  DecryptionFailedError,
  type ErasureSubject,
  NumberVault,
  requireScope,
} from '../../platform/security/index.js';
import { PartyNotFoundError } from '../model/booking.errors.js';
import { REPORT_TEXT } from '../model/encrypted-columns.js';
import { BookingService } from '../reading/booking.service.js';
import type { CreateReportDto, ListReportsQuery } from './abuse-report.dto.js';
import type { AbuseReport } from './abuse-report.entity.js';
import {
  INSERT_REPORT,
  LIST_REPORTS,
  PAGE_OF_REPORTS,
  REWRITE_REPORT,
} from './abuse-report.sql.js';

/** Reports per page of an erasure. */
const PAGE = 500;
const BEFORE_ALL = '00000000-0000-0000-0000-000000000000';

type ReportRow = RowOf<AbuseReport>;

export interface ReportResponse {
  id: Uuid;
  bookingId: Uuid;
  /** Role of the party that complains. */
  reportedBy: string;
  /** Null unless the request revealed the texts, which may contain phone numbers. */
  text: string | null;
  /** Before this time the booking and its calls are not deleted by age. */
  heldUntil: Date;
  createdAt: Date;
}

/** Stores abuse reports. */
@Injectable()
export class AbuseReportService {
  constructor(
    private readonly database: PostgresPool,
    private readonly bookings: BookingService,
    private readonly vault: NumberVault,
    private readonly settings: Settings,
    private readonly audit: AuditTrail,
  ) {}

  /** Stores a report of a party. @throws BookingNotFoundError, PartyNotFoundError */
  async create(
    bookingId: string,
    { reportedBy, text }: CreateReportDto,
    principal: Principal,
  ): Promise<ReportResponse> {
    const { poolId } = await this.bookings.locate(bookingId, principal);
    const id = uuidv7();
    const [row] = await this.database.run<ReportRow>(
      INSERT_REPORT({
        poolId,
        bookingId,
        id,
        reportedBy,
        textCiphertext: REPORT_TEXT.encrypt(this.vault, text, { poolId, reportId: id }),
        holdDays: this.settings.reportHoldDays,
      }),
    );
    if (!row) throw new PartyNotFoundError();
    return this.toResponse(row, false);
  }

  /**
   * Lists the reports of a booking, newest first. Writes an audit record before it shows texts.
   * @throws BookingNotFoundError, ScopeMissingError, InvalidCursorError
   */
  async list(
    bookingId: string,
    { reveal, limit, cursor }: ListReportsQuery,
    principal: Principal,
  ): Promise<Page<ReportResponse>> {
    const isRevealed = reveal === 'true';
    if (isRevealed) requireScope(principal, 'numbers:reveal');
    const beforeId = decodeCursor(cursor, isUuid);
    const { poolId } = await this.bookings.locate(bookingId, principal);
    if (isRevealed) {
      const act = { action: 'booking.reveal', objectType: 'booking', objectId: bookingId };
      await this.audit.record({ ...act, details: { reports: true } }, principal);
    }
    const query = LIST_REPORTS({ poolId, bookingId, beforeId, limit: limit + 1 });
    return toPage(
      await this.database.run<ReportRow>(query),
      limit,
      ({ id }) => id,
      (row) => this.toResponse(row, isRevealed),
    );
  }

  /** Erases a phone number from the texts of all reports. */
  async erase({ written }: ErasureSubject): Promise<void> {
    for (let last: string | undefined = BEFORE_ALL; last !== undefined;) {
      const page: ReportRow[] = await this.database.run<ReportRow>(
        PAGE_OF_REPORTS({ afterId: last, limit: PAGE }),
      );
      for (const row of page) {
        const text = this.readable(row);
        const erased = text && written.erasedFrom(text, 'any');
        if (!erased || erased === text) continue;
        const { id, pool_id: poolId } = row;
        const textCiphertext = REPORT_TEXT.encrypt(this.vault, erased, { poolId, reportId: id });
        await this.database.run(REWRITE_REPORT({ id, poolId, textCiphertext }));
      }
      last = page.at(-1)?.id;
    }
  }

  /** Returns the text; undefined if nobody can read it, because its key is gone. */
  private readable(row: ReportRow): string | undefined {
    try {
      return this.textOf(row);
    } catch (error) {
      if (error instanceof DecryptionFailedError) return undefined;
      throw error;
    }
  }

  private textOf({ id, pool_id: poolId, text_ciphertext: encrypted }: ReportRow): string {
    return REPORT_TEXT.decrypt(this.vault, encrypted, { poolId, reportId: id });
  }

  private toResponse(row: ReportRow, isRevealed: boolean): ReportResponse {
    return {
      id: row.id,
      bookingId: row.booking_id,
      reportedBy: row.reported_by,
      text: isRevealed ? this.textOf(row) : null,
      heldUntil: row.held_until,
      createdAt: row.created_at,
    };
  }
}
