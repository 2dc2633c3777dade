import { Body, Controller, HttpCode, HttpStatus, Param, Post, UseGuards } from '@nestjs/common';
import { LocatedAt } from '../../platform/rest/index.js';
import {
  type Principal,
  ApiKeyGuard,
  CurrentPrincipal,
  RequiredScope,
} from '../../platform/security/index.js';
import { StartCallDto } from './app-call.dto.js';
import { AppCallService } from './app-call.service.js';

@Controller('v1/bookings')
@UseGuards(ApiKeyGuard)
export class AppCallController {
  constructor(private readonly appCalls: AppCallService) {}

  /**
   * Starts a call from the app. 8x8 rings the party with the role `from`, plays the announcement to
   * it and rings the other party; each sees its own virtual number.
   * @operationId startCall
   * @answers 202 8x8 accepted the call and rings the first party.
   * @throws BookingNotFoundError, PartyNotFoundError, BookingNotCallableError, TooManyCallsError,
   *   EightXEightError
   */
  @Post(':id/calls')
  @HttpCode(HttpStatus.ACCEPTED)
  @RequiredScope('bookings:write', { action: 'booking.call' })
  @LocatedAt('/v1/calls/{sessionId}')
  start(
    @Param('id') bookingId: string,
    @Body() { from }: StartCallDto,
    @CurrentPrincipal() principal: Principal,
  ) {
    return this.appCalls.start(bookingId, from, principal);
  }
}
