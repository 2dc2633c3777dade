import { Body, Controller, HttpCode, HttpStatus, Post } from '@nestjs/common';
import { DeadLetterService } from '../../carrier-inbox/index.js';
import { NumberUpdateService } from './number-update.service.js';

/** 8x8's reports on virtual numbers. The carrier webhook gate decides who may call. */
@Controller('webhooks/8x8')
export class NumberUpdateController {
  constructor(
    private readonly numbers: NumberUpdateService,
    private readonly unreadable: DeadLetterService,
  ) {}

  /**
   * Takes a report on virtual numbers (VNU). What can't be understood is kept, not refused; so are entries
   * that are not numbers, and the others are taken.
   * @operationId takeNumberUpdate
   * @answers 200 It is stored.
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
