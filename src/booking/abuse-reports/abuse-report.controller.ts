import { Body, Controller, Get, Param, Post, Query, UseGuards } from '@nestjs/common';
import {
  type Principal,
  ApiKeyGuard,
  CurrentPrincipal,
  RequiredScope,
} from '../../platform/security/index.js';
import { CreateReportDto, ListReportsQuery } from './abuse-report.dto.js';
import { AbuseReportService } from './abuse-report.service.js';

@Controller('v1/bookings/:id/reports')
@UseGuards(ApiKeyGuard)
export class AbuseReportController {
  constructor(private readonly reports: AbuseReportService) {}

  /**
   * Stores an abuse report of a party about a booking. Until `heldUntil`, retention does not delete
   * the booking and its calls. The report does not block anybody.
   * @operationId reportBooking
   * @answers 201 The new report, without its text.
   * @throws BookingNotFoundError, PartyNotFoundError
   */
  @Post()
  @RequiredScope('bookings:write', { action: 'booking.report' })
  create(
    @Param('id') bookingId: string,
    @Body() report: CreateReportDto,
    @CurrentPrincipal() principal: Principal,
  ) {
    return this.reports.create(bookingId, report, principal);
  }

  /**
   * Lists the abuse reports about a booking. Newest first. With `?reveal=true` they have their
   * texts; this requires the scope `numbers:reveal` as well, and writes an audit record.
   * @operationId listReports
   * @answers 200 A page of reports.
   * @throws BookingNotFoundError
   */
  @Get()
  @RequiredScope('bookings:read', { isWide: 'read' })
  list(
    @Param('id') bookingId: string,
    @Query() query: ListReportsQuery,
    @CurrentPrincipal() principal: Principal,
  ) {
    return this.reports.list(bookingId, query, principal);
  }
}
