import { Controller, Get, Headers, Param, Query, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { PageQuery } from '../common/index.js';
import {
  type Access,
  ApiKeyGuard,
  RequestAccess,
  RequiredScope,
  RevealQuery,
} from '../security/index.js';
import { callsAsCsv } from './call-record.csv.js';
import { ListCallsQuery } from './call-record.dto.js';
import { CallRecordService } from './call-record.service.js';
import { RecordingService } from './recording.service.js';

@Controller('v1')
@UseGuards(ApiKeyGuard)
export class CallRecordController {
  constructor(
    private readonly calls: CallRecordService,
    private readonly recordings: RecordingService,
  ) {}

  @Get('bookings/:id/calls')
  @RequiredScope('calls:read')
  listByBooking(
    @Param('id') bookingId: string,
    @Query() page: PageQuery,
    @RequestAccess() access: Access,
  ) {
    return this.calls.listByBooking(bookingId, page, access);
  }

  /** JSON, or CSV for `Accept: text/csv`; then the next page is in the `Link` header (RFC 8288). */
  @Get('calls')
  @RequiredScope('calls:read')
  async list(
    @Query() query: ListCallsQuery,
    @RequestAccess() access: Access,
    @Headers('accept') accept: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const page = await this.calls.list(query, access);
    reply.header('vary', 'accept');
    if (!accept?.includes('text/csv')) return page;
    reply.type('text/csv; charset=utf-8; header=present');
    if (page.nextCursor !== null) {
      const next = new URLSearchParams({ ...textsOf(query), cursor: page.nextCursor });
      reply.header('link', `</v1/calls?${next.toString()}>; rel="next"`);
    }
    return callsAsCsv(page.items);
  }

  @Get('calls/:sessionId/recordings')
  @RequiredScope('calls:read')
  async listRecordings(@Param('sessionId') sessionId: string, @RequestAccess() access: Access) {
    return { items: await this.recordings.ofSession(sessionId, access), nextCursor: null };
  }

  /** With `?reveal=true` the numbers are not masked. */
  @Get('calls/:sessionId')
  @RequiredScope('calls:read')
  get(
    @Param('sessionId') sessionId: string,
    @Query() { reveal }: RevealQuery,
    @RequestAccess() access: Access,
  ) {
    return this.calls.get(sessionId, access, reveal === 'true');
  }
}

const textsOf = (query: ListCallsQuery): Record<string, string> =>
  Object.fromEntries(
    Object.entries(query)
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => [key, String(value)]),
  );
