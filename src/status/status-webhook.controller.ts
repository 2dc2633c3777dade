import { Body, Controller, HttpCode, HttpStatus, Post } from '@nestjs/common';
import { StatusService } from './status.service.js';

/** 8x8's reports; the answer has no content. Who may call is decided by the webhook gate. */
@Controller('webhooks/8x8')
export class StatusWebhookController {
  constructor(private readonly statuses: StatusService) {}

  @Post('call-status')
  @HttpCode(HttpStatus.OK)
  takeCallStatus(@Body() message: unknown) {
    return this.statuses.takeCallStatus(message);
  }

  @Post('session-summary')
  @HttpCode(HttpStatus.OK)
  takeSessionSummary(@Body() message: unknown) {
    return this.statuses.takeSessionSummary(message);
  }
}
