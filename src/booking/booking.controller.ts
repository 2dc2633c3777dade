import {
  Body,
  Controller,
  Get,
  Headers,
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
import { entityTag, isKnown } from '../common/index.js';
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
import type { BookingAnswer } from './booking.mapper.js';
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
    return tagged(booking, reply);
  }

  @Get()
  @RequiredScope('bookings:read')
  list(@Query() query: ListBookingsQuery, @RequestAccess() access: Access) {
    return this.bookings.list(query, access);
  }

  /**
   * With `?reveal=true` the numbers are not masked. What holds numbers or PINs in full is always sent:
   * whoever knows the tag may know it from an answer without them.
   */
  @Get(':id')
  @RequiredScope('bookings:read')
  async get(
    @Param('id') id: string,
    @Query() { reveal }: RevealQuery,
    @RequestAccess() access: Access,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Headers('if-none-match') ifNoneMatch?: string,
  ) {
    const isRevealed = reveal === 'true';
    const booking = await this.bookings.get(id, access, isRevealed);
    tagged(booking, reply);
    const hasSecrets = isRevealed || booking.parties.some(({ pin }) => pin !== undefined);
    if (hasSecrets || !isKnown(ifNoneMatch, booking.version)) return booking;
    reply.status(HttpStatus.NOT_MODIFIED);
    return undefined;
  }

  @Patch(':id')
  @RequiredScope('bookings:write', { action: 'booking.update' })
  async update(
    @Param('id') id: string,
    @Body() change: UpdateBookingDto,
    @RequestAccess() access: Access,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Headers('if-match') ifMatch?: string,
  ) {
    return tagged(await this.lifecycle.update(id, change, access, ifMatch), reply);
  }

  @Post(':id/complete')
  @HttpCode(HttpStatus.OK)
  @RequiredScope('bookings:write', { action: 'booking.complete' })
  async complete(
    @Param('id') id: string,
    @RequestAccess() access: Access,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Headers('if-match') ifMatch?: string,
  ) {
    return tagged(await this.lifecycle.end(id, 'completed', access, ifMatch), reply);
  }

  @Post(':id/cancel')
  @HttpCode(HttpStatus.OK)
  @RequiredScope('bookings:write', { action: 'booking.cancel' })
  async cancel(
    @Param('id') id: string,
    @RequestAccess() access: Access,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Headers('if-match') ifMatch?: string,
  ) {
    return tagged(await this.lifecycle.end(id, 'cancelled', access, ifMatch), reply);
  }

  @Put(':id/parties/:role')
  @RequiredScope('bookings:write', { action: 'booking.replace-party' })
  async replaceParty(
    @Param('id') id: string,
    @Param('role') role: string,
    @Body() phones: PartyNumbersDto,
    @RequestAccess() access: Access,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Headers('if-match') ifMatch?: string,
  ) {
    return tagged(await this.replacement.replace(id, role, phones, access, ifMatch), reply);
  }
}

function tagged<Answer extends BookingAnswer>(booking: Answer, reply: FastifyReply): Answer {
  reply.header('etag', entityTag(booking.version));
  return booking;
}
