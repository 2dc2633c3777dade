import {
  Body,
  Controller,
  Get,
  Headers,
  HttpCode,
  HttpStatus,
  Param,
  Post,
  Query,
  Res,
  UseGuards,
} from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { type Page, PageQuery, prefersCsv, setCsvHeaders } from '../../platform/rest/index.js';
import {
  type Principal,
  ApiKeyGuard,
  CurrentPrincipal,
  RequiredScope,
  RevealQuery,
} from '../../platform/security/index.js';
import { callsAsCsv } from './call-record.csv.js';
import { ListCallsQuery, SearchCallsDto } from './call-record.dto.js';
import { CallRecordService } from './call-record.service.js';
import { type RecordingResponse, RecordingService } from './recording.service.js';

@Controller('v1')
@UseGuards(ApiKeyGuard)
export class CallRecordController {
  constructor(
    private readonly calls: CallRecordService,
    private readonly recordings: RecordingService,
  ) {}

  /**
   * Lists the calls of a booking. Newest first.
   * @operationId listCallsOfBooking
   * @answers 200 A page of calls.
   * @throws BookingNotFoundError
   */
  @Get('bookings/:id/calls')
  @RequiredScope('calls:read', { isWide: true })
  listByBooking(
    @Param('id') bookingId: string,
    @Query() page: PageQuery,
    @CurrentPrincipal() principal: Principal,
  ) {
    return this.calls.listByBooking(bookingId, page, principal);
  }

  /**
   * Lists calls. Newest first. If `Accept` prefers `text/csv`, the response is CSV and the next
   * page is in the `Link` header (RFC 8288).
   * @operationId listCalls
   * @produces text/csv
   * @header Link The next page of a CSV, `rel="next"`; absent on the last one.
   * @answers 200 A page of calls.
   * @throws PoolNotFoundError
   */
  @Get('calls')
  @RequiredScope('calls:read', { isWide: true })
  async list(
    @Query() query: ListCallsQuery,
    @CurrentPrincipal() principal: Principal,
    @Headers('accept') accept: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const page = await this.calls.list(query, principal);
    reply.header('vary', 'accept');
    if (!prefersCsv(accept)) return page;
    setCsvHeaders(reply, '/v1/calls', query, page.nextCursor);
    return callsAsCsv(page.items);
  }

  /**
   * Lists the calls that a phone number made, whether or not it belongs to a booking. The number is
   * in the body, so that it is in no log of URLs; the audit record of the search omits it. The
   * newest come first.
   * @operationId searchCalls
   * @answers 200 A page of calls.
   * @throws PoolNotFoundError, InvalidPhoneNumberError, InvalidCursorError
   */
  @Post('calls/search')
  @HttpCode(HttpStatus.OK)
  @RequiredScope('calls:read', { action: 'call.search', isWide: 'read' })
  search(@Body() search: SearchCallsDto, @CurrentPrincipal() principal: Principal) {
    return this.calls.search(search, principal);
  }

  /**
   * Lists the recordings of a call. Returns what 8x8 has reported, and queries 8x8's API until each
   * recording is in a final state. A `fileUrl` is passed on, never fetched.
   * @operationId listRecordings
   * @answers 200 All recordings of the call; there is no next page.
   * @throws CallNotFoundError, EightXEightError
   */
  @Get('calls/:sessionId/recordings')
  @RequiredScope('calls:read')
  async listRecordings(
    @Param('sessionId') sessionId: string,
    @CurrentPrincipal() principal: Principal,
  ): Promise<Page<RecordingResponse>> {
    return { items: await this.recordings.ofSession(sessionId, principal), nextCursor: null };
  }

  /**
   * Shows a call. With `?reveal=true` its numbers are not masked: this also needs the scope
   * `numbers:reveal` and is recorded in the audit trail.
   * @operationId getCall
   * @answers 200 The call.
   * @throws CallNotFoundError
   */
  @Get('calls/:sessionId')
  @RequiredScope('calls:read')
  get(
    @Param('sessionId') sessionId: string,
    @Query() { reveal }: RevealQuery,
    @CurrentPrincipal() principal: Principal,
  ) {
    return this.calls.get(sessionId, principal, reveal === 'true');
  }
}
