import { Controller, Get, Headers, Param, Query, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { prefersCsv, setCsvHeaders } from '../../platform/rest/index.js';
import {
  type Principal,
  ApiKeyGuard,
  CurrentPrincipal,
  RequiredScope,
  RevealQuery,
} from '../../platform/security/index.js';
import { messagesAsCsv } from './message-record.csv.js';
import { ListMessagesOfBookingQuery, ListMessagesQuery } from './message-record.dto.js';
import { MessageRecordService } from './message-record.service.js';

@Controller('v1')
@UseGuards(ApiKeyGuard)
export class MessageRecordController {
  constructor(private readonly messages: MessageRecordService) {}

  /**
   * Lists the texts of a booking. Newest first. With `?reveal=true` it shows what was written, if
   * the pool keeps it: this also needs the scope `numbers:reveal` and is recorded in the audit trail.
   * @operationId listMessagesOfBooking
   * @answers 200 A page of texts.
   * @throws BookingNotFoundError
   */
  @Get('bookings/:id/messages')
  @RequiredScope('messages:read', { isWide: true })
  listByBooking(
    @Param('id') bookingId: string,
    @Query() query: ListMessagesOfBookingQuery,
    @CurrentPrincipal() principal: Principal,
  ) {
    return this.messages.listByBooking(bookingId, query, principal);
  }

  /**
   * Lists texts. Newest first. If `Accept` prefers `text/csv`, the response is CSV and the next page
   * is in the `Link` header (RFC 8288). It never shows what was written.
   * @operationId listMessages
   * @produces text/csv
   * @header Link The next page of a CSV, `rel="next"`; absent on the last one.
   * @answers 200 A page of texts.
   * @throws PoolNotFoundError
   */
  @Get('messages')
  @RequiredScope('messages:read', { isWide: true })
  async list(
    @Query() query: ListMessagesQuery,
    @CurrentPrincipal() principal: Principal,
    @Headers('accept') accept: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const page = await this.messages.list(query, principal);
    reply.header('vary', 'accept');
    if (!prefersCsv(accept)) return page;
    setCsvHeaders(reply, '/v1/messages', query, page.nextCursor);
    return messagesAsCsv(page.items);
  }

  /**
   * Shows a text. With `?reveal=true` it shows what was written, if the pool keeps it: this also needs
   * the scope `numbers:reveal` and is recorded in the audit trail.
   * @operationId getMessage
   * @answers 200 The text.
   * @throws MessageNotFoundError
   */
  @Get('messages/:id')
  @RequiredScope('messages:read')
  get(
    @Param('id') id: string,
    @Query() { reveal }: RevealQuery,
    @CurrentPrincipal() principal: Principal,
  ) {
    return this.messages.get(id, principal, reveal === 'true');
  }
}
