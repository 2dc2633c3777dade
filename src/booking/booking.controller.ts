import {
  Body,
  Controller,
  Get,
  HttpCode,
  HttpStatus,
  Param,
  Patch,
  Post,
  Put,
  Query,
  Res,
  UseGuards,
} from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import {
  type Access,
  ApiKeyGuard,
  RequestAccess,
  RequiredScope,
  RevealQuery,
} from '../security/index.js';
import {
  CreateBookingDto,
  ListBookingsQuery,
  PartyNumbersDto,
  UpdateBookingDto,
} from './booking.dto.js';
import { BookingService } from './booking.service.js';
import { LifecycleService } from './lifecycle.service.js';
import { PartyReplacementService } from './party-replacement.service.js';

@Controller('v1/bookings')
@UseGuards(ApiKeyGuard)
export class BookingController {
  constructor(
    private readonly bookings: BookingService,
    private readonly lifecycle: LifecycleService,
    private readonly replacement: PartyReplacementService,
  ) {}

  /** 201 for a new booking, 200 for the one that the same request made before. */
  @Post()
  @RequiredScope('bookings:write', { action: 'booking.create' })
  async create(
    @Body() request: CreateBookingDto,
    @RequestAccess() access: Access,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { booking, created } = await this.bookings.create(request, access);
    reply.status(created ? HttpStatus.CREATED : HttpStatus.OK);
    reply.header('location', `/v1/bookings/${booking.id}`);
    return booking;
  }

  @Get()
  @RequiredScope('bookings:read')
  list(@Query() query: ListBookingsQuery, @RequestAccess() access: Access) {
    return this.bookings.list(query, access);
  }

  /** With `?reveal=true` the numbers are not masked. */
  @Get(':id')
  @RequiredScope('bookings:read')
  get(@Param('id') id: string, @Query() { reveal }: RevealQuery, @RequestAccess() access: Access) {
    return this.bookings.get(id, access, reveal === 'true');
  }

  @Patch(':id')
  @RequiredScope('bookings:write', { action: 'booking.update' })
  update(
    @Param('id') id: string,
    @Body() change: UpdateBookingDto,
    @RequestAccess() access: Access,
  ) {
    return this.lifecycle.update(id, change, access);
  }

  @Post(':id/complete')
  @HttpCode(HttpStatus.OK)
  @RequiredScope('bookings:write', { action: 'booking.complete' })
  complete(@Param('id') id: string, @RequestAccess() access: Access) {
    return this.lifecycle.end(id, 'completed', access);
  }

  @Post(':id/cancel')
  @HttpCode(HttpStatus.OK)
  @RequiredScope('bookings:write', { action: 'booking.cancel' })
  cancel(@Param('id') id: string, @RequestAccess() access: Access) {
    return this.lifecycle.end(id, 'cancelled', access);
  }

  @Put(':id/parties/:role')
  @RequiredScope('bookings:write', { action: 'booking.replace-party' })
  replaceParty(
    @Param('id') id: string,
    @Param('role') role: string,
    @Body() phones: PartyNumbersDto,
    @RequestAccess() access: Access,
  ) {
    return this.replacement.replace(id, role, phones, access);
  }
}
