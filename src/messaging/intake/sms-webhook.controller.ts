import { Body, Controller, HttpCode, HttpStatus, Post } from '@nestjs/common';
import { DeadLetterService } from '../../carrier-inbox/index.js';
import { SmsWebhookService } from './sms-webhook.service.js';

/** 8x8's webhook of texts and receipts. `CarrierWebhookGate` authenticates the request. */
@Controller('webhooks/8x8')
export class SmsWebhookController {
  constructor(
    private readonly messages: SmsWebhookService,
    private readonly unreadable: DeadLetterService,
  ) {}

  /**
   * Takes a text that arrived, or a delivery receipt. A malformed message is kept as a dead letter,
   * without its text. XML is refused: set the receipts of the 8x8 account to JSON.
   * @operationId takeSmsMessage
   * @answers 200 The message is stored.
   * @throws unsupported-media-type
   */
  @Post('sms')
  @HttpCode(HttpStatus.OK)
  takeSmsMessage(@Body() message: unknown) {
    this.messages.assertNotXml(message);
    return this.unreadable.takeOrKeep('SMS', message, (sms) => this.messages.take(sms));
  }
}
