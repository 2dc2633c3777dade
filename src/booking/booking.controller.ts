import {
  Body,
  Controller,
  Delete,
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
import { entityTag, IfMatch, isKnown, LocatedAt, Versioned } from '../platform/rest/index.js';
import {
  type Principal,
  ApiKeyGuard,
  CurrentPrincipal,
  RequiredScope,
  RevealQuery,
} from '../platform/security/index.js';
import {
  CreateBookingDto,
  ListBookingsQuery,
  PartyNumbersDto,
  ReopenBookingDto,
  SearchBookingsDto,
  UpdateBookingDto,
} from './model/booking.dto.js';
import { BookingService } from './reading/booking.service.js';
import { LifecycleService } from './lifecycle/lifecycle.service.js';
import { PartyRemovalService } from './lifecycle/party-removal.service.js';
import { ReopeningService } from './lifecycle/reopening.service.js';
import { PartyReplacementService } from './lifecycle/party-replacement.service.js';

@Controller('v1/bookings')
@UseGuards(ApiKeyGuard)
export class BookingController {
  constructor(
    private readonly bookings: BookingService,
    private readonly lifecycle: LifecycleService,
    private readonly replacement: PartyReplacementService,
    private readonly reopening: ReopeningService,
    private readonly removal: PartyRemovalService,
  ) {}

  /**
   * Creates a booking. With one party it is `open`, until the other party joins. Repeating a request with the same reference and content returns the same
   * booking.
   * @header ETag The `version` of the booking, in quotes.
   * @answers 201 The new booking.
   * @answers 200 The booking that an earlier identical request created.
   * @throws PoolNotFoundError, ReferenceTakenError, PoolExhaustedError,
   *   VirtualNumberUnavailableError
   * @throws InvalidPhoneNumberError, WithheldNumberError, NumberKindNotAllowedError,
   *   NumberRepeatedError, SamePartyTwiceError, CountryNotAllowedError, PartyIsVirtualNumberError
   * @throws PartiesBlockedError, UnknownRoleError, ExpiryInThePastError, StartAfterEndError,
   *   UnknownTimeZoneError, UnannouncedRecordingError, NumberModeMismatchError, AssignmentContendedError,
   *   NumberKeysOutdatedError
   */
  @Post()
  @RequiredScope('bookings:write', { action: 'booking.create' })
  @LocatedAt('/v1/bookings/{id}')
  async create(
    @Body() request: CreateBookingDto,
    @CurrentPrincipal() principal: Principal,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { booking, created } = await this.bookings.create(request, principal, {
      isAudited: true,
    });
    // Sets the header directly: an interceptor would cost each booking 4 µs more.
    reply.header('etag', entityTag(booking.version));
    reply.status(created ? HttpStatus.CREATED : HttpStatus.OK);
    return booking;
  }

  /**
   * Lists bookings. The newest come first; PINs are omitted.
   * @answers 200 A page of bookings.
   * @throws PoolNotFoundError
   */
  @Get()
  @RequiredScope('bookings:read', { isWide: true })
  list(@Query() query: ListBookingsQuery, @CurrentPrincipal() principal: Principal) {
    return this.bookings.list(query, principal);
  }

  /**
   * Lists the bookings of a phone number. The number is in the body, so that it is in no log of
   * URLs; the audit record of the search omits it. The newest come first; PINs are omitted.
   * @operationId searchBookings
   * @answers 200 A page of bookings.
   * @throws PoolNotFoundError, InvalidPhoneNumberError, InvalidCursorError
   */
  @Post('search')
  @HttpCode(HttpStatus.OK)
  @RequiredScope('bookings:read', { action: 'booking.search', isWide: 'read' })
  search(@Body() search: SearchBookingsDto, @CurrentPrincipal() principal: Principal) {
    return this.bookings.search(search, principal);
  }

  /**
   * Returns a booking. With `?reveal=true` its phone numbers are not masked; this requires the
   * scope `numbers:reveal` as well, and writes an audit record. A response with full numbers or
   * PINs is always sent in full, never as 304: the client may know the tag from a response without
   * them.
   * @header ETag The `version` of the booking, in quotes.
   * @answers 200 The booking.
   * @answers 304 The booking has the version in `If-None-Match`.
   * @throws BookingNotFoundError
   */
  @Get(':id')
  @RequiredScope('bookings:read')
  @Versioned()
  async get(
    @Param('id') id: string,
    @Query() { reveal }: RevealQuery,
    @CurrentPrincipal() principal: Principal,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Headers('if-none-match') ifNoneMatch?: string,
  ) {
    const isRevealed = reveal === 'true';
    const booking = await this.bookings.get(id, principal, isRevealed);
    const hasSecrets = isRevealed || booking.parties.some(({ pin }) => pin !== undefined);
    if (!hasSecrets && isKnown(ifNoneMatch, booking.version)) reply.status(HttpStatus.NOT_MODIFIED);
    return booking;
  }

  /**
   * Updates an active booking. Only the fields in the request change.
   * @header ETag The `version` of the booking, in quotes.
   * @answers 200 The updated booking.
   * @throws BookingNotFoundError, BookingEndedError, BookingChangedError, ExpiryInThePastError,
   *   StartAfterEndError, UnknownRoleError, UnknownTimeZoneError, UnannouncedRecordingError
   */
  @Patch(':id')
  @RequiredScope('bookings:write', { action: 'booking.update' })
  @Versioned()
  update(
    @Param('id') id: string,
    @Body() change: UpdateBookingDto,
    @CurrentPrincipal() principal: Principal,
    @IfMatch() ifMatch?: string,
  ) {
    return this.lifecycle.update(id, change, principal, ifMatch);
  }

  /**
   * Completes a booking. Calls connect until the pool's grace period is over. Completing it again
   * changes nothing.
   * @header ETag The `version` of the booking, in quotes.
   * @answers 200 The updated booking.
   * @throws BookingNotFoundError, BookingEndedError, BookingChangedError
   */
  @Post(':id/complete')
  @HttpCode(HttpStatus.OK)
  @RequiredScope('bookings:write', { action: 'booking.complete' })
  @Versioned()
  complete(
    @Param('id') id: string,
    @CurrentPrincipal() principal: Principal,
    @IfMatch() ifMatch?: string,
  ) {
    return this.lifecycle.end(id, 'completed', principal, ifMatch);
  }

  /**
   * Cancels a booking. Its calls stop connecting immediately. Cancelling it again changes nothing.
   * @header ETag The `version` of the booking, in quotes.
   * @answers 200 The updated booking.
   * @throws BookingNotFoundError, BookingEndedError, BookingChangedError
   */
  @Post(':id/cancel')
  @HttpCode(HttpStatus.OK)
  @RequiredScope('bookings:write', { action: 'booking.cancel' })
  @Versioned()
  cancel(
    @Param('id') id: string,
    @CurrentPrincipal() principal: Principal,
    @IfMatch() ifMatch?: string,
  ) {
    return this.lifecycle.end(id, 'cancelled', principal, ifMatch);
  }

  /**
   * Reopens a booking that was completed or has expired. It keeps its virtual number if both parties
   * can still have it, and gets another one otherwise; in mode `per-party` this holds for each party. Without `expiresAt` and `ttlSeconds` it ends
   * `idleTtlSeconds` from now, or else after the pool's `bookingTtlSeconds`. Repeating the request
   * changes nothing.
   * @header ETag The `version` of the booking, in quotes.
   * @answers 200 The active booking, and whether its virtual number has changed.
   * @throws BookingNotFoundError, BookingEndedError, PartyErasedError, BookingChangedError
   * @throws ExpiryInThePastError, StartAfterEndError, UnannouncedRecordingError, PoolExhaustedError
   * @throws CountryNotAllowedError, PartyIsVirtualNumberError, PartiesBlockedError,
   *   AssignmentContendedError, NumberKeysOutdatedError
   */
  @Post(':id/reopen')
  @HttpCode(HttpStatus.OK)
  @RequiredScope('bookings:write', { action: 'booking.reopen' })
  @Versioned()
  reopen(
    @Param('id') id: string,
    @Body() end: ReopenBookingDto,
    @CurrentPrincipal() principal: Principal,
    @IfMatch() ifMatch?: string,
  ) {
    return this.reopening.reopen(id, end, principal, ifMatch);
  }

  /**
   * Adds or replaces a party. A second party joins an `open` booking with a role of its own; any
   * other role must be that of a party. The booking keeps its virtual number if it is available for
   * the new party. In mode `per-party` the other party always keeps its number. Repeating the
   * request changes nothing.
   * @operationId replaceParty
   * @header ETag The `version` of the booking, in quotes.
   * @answers 200 The updated booking, and whether its virtual number has changed.
   * @throws BookingNotFoundError, PartyNotFoundError, BookingEndedError, BookingChangedError
   * @throws PoolExhaustedError, VirtualNumberUnavailableError, NumberModeMismatchError
   * @throws InvalidPhoneNumberError, WithheldNumberError, NumberKindNotAllowedError,
   *   NumberRepeatedError, SamePartyTwiceError, CountryNotAllowedError, PartyIsVirtualNumberError
   * @throws PartiesBlockedError, UnknownRoleError, AssignmentContendedError,
   *   NumberKeysOutdatedError
   */
  @Put(':id/parties/:role')
  @RequiredScope('bookings:write', { action: 'booking.replace-party' })
  @Versioned()
  replaceParty(
    @Param('id') id: string,
    @Param('role') role: string,
    @Body() phones: PartyNumbersDto,
    @CurrentPrincipal() principal: Principal,
    @IfMatch() ifMatch?: string,
  ) {
    return this.replacement.put(id, role, phones, principal, ifMatch);
  }

  /**
   * Removes a party. The booking is `open` then: the other party keeps its virtual number, and
   * another one can join. The removed party cannot get its number for another booking before the
   * cool-down is over. Removing it again changes nothing.
   * @operationId removeParty
   * @header ETag The `version` of the booking, in quotes.
   * @answers 200 The updated booking.
   * @throws BookingNotFoundError, PartyNotFoundError, LastPartyError, BookingEndedError,
   *   BookingChangedError
   */
  @Delete(':id/parties/:role')
  @RequiredScope('bookings:write', { action: 'booking.remove-party' })
  @Versioned()
  removeParty(
    @Param('id') id: string,
    @Param('role') role: string,
    @CurrentPrincipal() principal: Principal,
    @IfMatch() ifMatch?: string,
  ) {
    return this.removal.remove(id, role, principal, ifMatch);
  }
}
