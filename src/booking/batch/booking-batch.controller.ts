import { Body, Controller, HttpCode, HttpStatus, Post, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import {
  type Principal,
  ApiKeyGuard,
  CurrentPrincipal,
  RequestLimiter,
  RequiredScope,
} from '../../platform/security/index.js';
import { CreateBookingsDto } from './batch.dto.js';
import { BookingBatchService } from './booking-batch.service.js';

@Controller('v1/bookings')
@UseGuards(ApiKeyGuard)
export class BookingBatchController {
  constructor(
    private readonly batch: BookingBatchService,
    private readonly limiter: RequestLimiter,
  ) {}

  /**
   * Creates up to 500 bookings. The result is as if they were sent one after another: each is
   * created or refused by itself, and repeating the request returns the same bookings. A batch
   * counts as one request for each of its bookings towards the limit of the key.
   * @operationId createBookings
   * @answers 200 A result for each booking, in the order of the request.
   */
  @Post('batch')
  @HttpCode(HttpStatus.OK)
  @RequiredScope('bookings:write', { action: 'booking.create-batch' })
  async create(
    @Body() { bookings }: CreateBookingsDto,
    @CurrentPrincipal() principal: Principal,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    await this.limiter.countAs(bookings.length, principal, reply);
    return this.batch.create(bookings, principal);
  }
}
