import { Body, Controller, HttpCode, HttpStatus, Post } from '@nestjs/common';
import { DeadLetterService } from '../../carrier-inbox/index.js';
import { NumberUpdateService } from './number-update.service.js';

/** Receives 8x8's reports on virtual numbers. `CarrierWebhookGate` authenticates the request. */
@Controller('webhooks/8x8')
export class NumberUpdateController {
  constructor(
    private readonly numbers: NumberUpdateService,
    private readonly unreadable: DeadLetterService,
  ) {}

  /**
   * Takes a report on virtual numbers (VNU). A malformed message is kept as a dead letter. Entries
   * that are not numbers are kept as well, and the other entries are applied.
   * @operationId takeNumberUpdate
   * @answers 200 The message is stored.
   */
  @Post('virtual-numbers')
  @HttpCode(HttpStatus.OK)
  takeNumberUpdate(@Body() message: unknown) {
    return this.unreadable.takeOrKeep('VNU', message, async (vnu) => {
      const { count, samples } = await this.numbers.takeUpdate(vnu);
      if (count > 0) await this.unreadable.keep('VNU', samples, 'entries without an msisdn');
    });
  }
}
