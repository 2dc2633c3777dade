import { Controller, Get, Query, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { setCsvHeaders } from '../../platform/rest/index.js';
import {
  type Principal,
  ApiKeyGuard,
  CurrentPrincipal,
  RequiredScope,
} from '../../platform/security/index.js';
import { ExportBookingsQuery } from '../model/booking.dto.js';
import { bookingsAsCsv } from './booking.csv.js';
import { BookingService } from './booking.service.js';

/** Another path than the list, so that a client of the list need not expect a text. */
@Controller('v1')
@UseGuards(ApiKeyGuard)
export class BookingExportController {
  constructor(private readonly bookings: BookingService) {}

  /**
   * Exports bookings as CSV. The newest come first; PINs are omitted. The next page is in the `Link`
   * header (RFC 8288). With `?reveal=true` the phone numbers are not masked; this requires the scope
   * `numbers:reveal` as well, and writes an audit record for each booking.
   * @operationId exportBookings
   * @produces text/csv
   * @header Link The next page, `rel="next"`; absent on the last one.
   * @answers 200 A page of bookings.
   * @throws PoolNotFoundError
   */
  @Get('bookings.csv')
  @RequiredScope('bookings:read', { isWide: true })
  async export(
    @Query() { reveal, ...query }: ExportBookingsQuery,
    @CurrentPrincipal() principal: Principal,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const page = await this.bookings.list(query, principal, reveal === 'true');
    setCsvHeaders(reply, '/v1/bookings.csv', { ...query, reveal }, page.nextCursor);
    return bookingsAsCsv(page.items);
  }
}
