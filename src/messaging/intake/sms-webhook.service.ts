import { Injectable, Logger, UnsupportedMediaTypeException } from '@nestjs/common';
import { readSmsEvent } from '../../eightxeight/index.js';
import { UnreadableBody } from '../../platform/input/index.js';
import { ReceiptService } from '../receipts/receipt.service.js';
import { TextIntakeService } from './text-intake.service.js';

/** Milliseconds between two log lines about XML. */
const SILENCE_MS = 60_000;

/** Takes the messages of 8x8's SMS webhook. */
@Injectable()
export class SmsWebhookService {
  private readonly logger = new Logger(SmsWebhookService.name);
  private xmlLoggedAt = -Infinity;

  constructor(
    private readonly texts: TextIntakeService,
    private readonly receipts: ReceiptService,
  ) {}

  /** Takes a message. Ignores messages of other channels. @throws MalformedMessageError */
  async take(message: unknown): Promise<void> {
    const event = readSmsEvent(message);
    if (event.kind === 'text') await this.texts.take(event);
    if (event.kind === 'receipt') await this.receipts.take(event);
  }

  /**
   * Refuses XML, which an 8x8 account can be set to send receipts in. A success would hide that all
   * receipts are lost.
   * @throws UnsupportedMediaTypeException
   */
  assertNotXml(message: unknown): void {
    if (!(message instanceof UnreadableBody) || !message.text.trimStart().startsWith('<')) return;
    if (performance.now() - this.xmlLoggedAt > SILENCE_MS) {
      this.xmlLoggedAt = performance.now();
      this.logger.error(
        '8x8 sends receipts of texts as XML, which are refused: ask 8x8 to set the account to JSON',
      );
    }
    throw new UnsupportedMediaTypeException();
  }
}
