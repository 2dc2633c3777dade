import { Body, Controller, HttpCode, HttpStatus, Param, Post, UseGuards } from '@nestjs/common';
import { LocatedAt } from '../../platform/rest/index.js';
import {
  type Principal,
  ApiKeyGuard,
  CurrentPrincipal,
  RequiredScope,
} from '../../platform/security/index.js';
import { SendMessageDto } from './system-text.dto.js';
import { SystemTextService } from './system-text.service.js';

@Controller('v1/bookings')
@UseGuards(ApiKeyGuard)
export class SystemTextController {
  constructor(private readonly texts: SystemTextService) {}

  /**
   * Sends a text of yours to a party of a booking, from the virtual number that the party calls.
   * Repeating a request with the same reference and content sends nothing again and returns the text
   * as it is now.
   * @operationId sendMessage
   * @answers 202 The text is stored and will be sent.
   * @throws BookingNotFoundError, PartyNotFoundError, MessageNotSendableError,
   *   MessageReferenceTakenError
   */
  @Post(':id/messages')
  @HttpCode(HttpStatus.ACCEPTED)
  @RequiredScope('messages:write', { action: 'booking.message' })
  @LocatedAt('/v1/messages/{id}')
  send(
    @Param('id') bookingId: string,
    @Body() message: SendMessageDto,
    @CurrentPrincipal() principal: Principal,
  ) {
    return this.texts.send(bookingId, message, principal);
  }
}
