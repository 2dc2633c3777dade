import { Body, Controller, HttpCode, HttpStatus, Post } from '@nestjs/common';
import { StatusService } from './status.service.js';
import { DeadLetterService } from '../../carrier-inbox/index.js';

/**
 * Receives 8x8's reports and answers 200 without content once they are stored. A malformed report
 * is kept as a dead letter instead of being rejected. `CarrierWebhookGate` authenticates the
 * request.
 */
@Controller('webhooks/8x8')
export class StatusWebhookController {
  constructor(
    private readonly statuses: StatusService,
    private readonly unreadable: DeadLetterService,
  ) {}

  /**
   * Takes a call status (VCS). A malformed message is kept as a dead letter.
   * @operationId takeCallStatus
   * @answers 200 The message is stored.
   */
  @Post('call-status')
  @HttpCode(HttpStatus.OK)
  takeCallStatus(@Body() message: unknown) {
    return this.unreadable.takeOrKeep('VCS', message, (vcs) => this.statuses.takeCallStatus(vcs));
  }

  /**
   * Takes a session summary (VSS). A malformed message is kept as a dead letter.
   * @operationId takeSessionSummary
   * @answers 200 The message is stored.
   */
  @Post('session-summary')
  @HttpCode(HttpStatus.OK)
  takeSessionSummary(@Body() message: unknown) {
    return this.unreadable.takeOrKeep('VSS', message, (vss) =>
      this.statuses.takeSessionSummary(vss),
    );
  }

  /**
   * Takes a recording update (VRU). A malformed message is kept as a dead letter.
   * @operationId takeRecordingUpdate
   * @answers 200 The message is stored.
   */
  @Post('recording')
  @HttpCode(HttpStatus.OK)
  takeRecordingUpdate(@Body() message: unknown) {
    return this.unreadable.takeOrKeep('VRU', message, (vru) =>
      this.statuses.takeRecordingUpdate(vru),
    );
  }
}
