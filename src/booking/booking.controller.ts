import {
  Body,
  Controller,
  Get,
  HttpCode,
  HttpStatus,
  Param,
  Post,
  Query,
  Res,
  UseGuards,
} from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { ApiKeyGuard } from '../security/index.js';
import { CreateBookingDto, ListBookingsQuery } from './booking.dto.js';
import { BookingService } from './booking.service.js';

@Controller('v1/bookings')
@UseGuards(ApiKeyGuard)
export class BookingController {
  constructor(private readonly bookings: BookingService) {}

  /** 201 for a new booking, 200 for the one that the same request made before. */
  @Post()
  async create(@Body() request: CreateBookingDto, @Res({ passthrough: true }) reply: FastifyReply) {
    const { booking, created } = await this.bookings.create(request);
    reply.status(created ? HttpStatus.CREATED : HttpStatus.OK);
    reply.header('location', `/v1/bookings/${booking.id}`);
    return booking;
  }

  @Get()
  list(@Query() query: ListBookingsQuery) {
    return this.bookings.list(query);
  }

  @Get(':id')
  get(@Param('id') id: string) {
    return this.bookings.get(id);
  }

  @Post(':id/complete')
  @HttpCode(HttpStatus.OK)
  complete(@Param('id') id: string) {
    return this.bookings.end(id, 'completed');
  }

  @Post(':id/cancel')
  @HttpCode(HttpStatus.OK)
  cancel(@Param('id') id: string) {
    return this.bookings.end(id, 'cancelled');
  }
}
