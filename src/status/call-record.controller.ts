import { Controller, Get, Param, Query, UseGuards } from '@nestjs/common';
import { PageQuery } from '../common/index.js';
import { ApiKeyGuard } from '../security/index.js';
import { CallRecordService } from './call-record.service.js';

@Controller('v1')
@UseGuards(ApiKeyGuard)
export class CallRecordController {
  constructor(private readonly calls: CallRecordService) {}

  @Get('bookings/:id/calls')
  listByBooking(@Param('id') bookingId: string, @Query() page: PageQuery) {
    return this.calls.listByBooking(bookingId, page);
  }

  @Get('calls/:sessionId')
  get(@Param('sessionId') sessionId: string) {
    return this.calls.get(sessionId);
  }
}
