import { Body, Controller, HttpCode, HttpStatus, Post } from '@nestjs/common';
import { StatusService } from './status.service.js';
import { DeadLetterService } from '../../carrier-inbox/index.js';

/**
 * 8x8's reports: 200 without content once they are stored. One that can't be understood is kept, not
 * refused. Who may call is decided by the webhook gate.
 */
@Controller('webhooks/8x8')
export class StatusWebhookController {
  constructor(
    private readonly statuses: StatusService,
    private readonly unreadable: DeadLetterService,
  ) {}

  /**
   * Takes a call status (VCS). What can't be understood is kept, not refused.
   * @operationId takeCallStatus
   * @answers 200 It is stored.
   */
  @Post('call-status')
  @HttpCode(HttpStatus.OK)
  takeCallStatus(@Body() message: unknown) {
    return this.unreadable.takeOrKeep('VCS', message, (vcs) => this.statuses.takeCallStatus(vcs));
  }

  /**
   * Takes a session summary (VSS). What can't be understood is kept, not refused.
   * @operationId takeSessionSummary
   * @answers 200 It is stored.
   */
  @Post('session-summary')
  @HttpCode(HttpStatus.OK)
  takeSessionSummary(@Body() message: unknown) {
    return this.unreadable.takeOrKeep('VSS', message, (vss) =>
      this.statuses.takeSessionSummary(vss),
    );
  }

  /**
   * Takes a recording update (VRU). What can't be understood is kept, not refused.
   * @operationId takeRecordingUpdate
   * @answers 200 It is stored.
   */
  @Post('recording')
  @HttpCode(HttpStatus.OK)
  takeRecordingUpdate(@Body() message: unknown) {
    return this.unreadable.takeOrKeep('VRU', message, (vru) =>
      this.statuses.takeRecordingUpdate(vru),
    );
  }
}
