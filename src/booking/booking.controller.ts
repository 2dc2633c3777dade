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
import { type Access, ApiKeyGuard, RequestAccess } from '../security/index.js';
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
  list(@Query() query: ListBookingsQuery) {
    return this.bookings.list(query);
  }

  @Get(':id')
  get(@Param('id') id: string, @RequestAccess() access: Access) {
    return this.bookings.get(id, access);
  }

  @Patch(':id')
  update(@Param('id') id: string, @Body() change: UpdateBookingDto) {
    return this.lifecycle.update(id, change);
  }

  @Post(':id/complete')
  @HttpCode(HttpStatus.OK)
  complete(@Param('id') id: string) {
    return this.lifecycle.end(id, 'completed');
  }

  @Post(':id/cancel')
  @HttpCode(HttpStatus.OK)
  cancel(@Param('id') id: string) {
    return this.lifecycle.end(id, 'cancelled');
  }

  @Put(':id/parties/:role')
  replaceParty(
    @Param('id') id: string,
    @Param('role') role: string,
    @Body() phones: PartyNumbersDto,
    @RequestAccess() access: Access,
  ) {
    return this.replacement.replace(id, role, phones, access);
  }
}
