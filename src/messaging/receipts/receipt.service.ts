import { Injectable, Logger } from '@nestjs/common';
import { validate as isUuid } from 'uuid';
import type { SmsReceipt } from '../../eightxeight/index.js';
import { smsReceipts } from '../../platform/observability/index.js';
import { PhoneNumber } from '../../platform/values/index.js';
import { isTaken, rankOfReceipt } from './receipt-ranks.js';
import { ReceiptRepository } from './receipt.repository.js';

/** Takes delivery receipts of texts that Maskline sent. */
@Injectable()
export class ReceiptService {
  private readonly logger = new Logger(ReceiptService.name);

  constructor(private readonly receipts: ReceiptRepository) {}

  /**
   * Stores a receipt; it is committed when this returns. A text is found by the id that Maskline
   * gave it, because a receipt can arrive before 8x8's response with its own id. Receipts of other
   * texts of the sub-account are counted and ignored.
   */
  async take(receipt: SmsReceipt): Promise<void> {
    const { clientMessageId, state, detail, source } = receipt;
    const rank = rankOfReceipt(state, detail);
    const isKnown =
      clientMessageId !== undefined &&
      isUuid(clientMessageId) &&
      rank > 0 &&
      (await this.receipts.take({
        messageId: clientMessageId,
        subAccountId: receipt.subAccountId,
        umid: receipt.umid,
        state,
        detail,
        rank,
        isTaken: isTaken(state),
        at: receipt.at,
        errorCode: receipt.errorCode,
        price: receipt.price?.total,
        currency: receipt.price?.currency,
        hasSource: source !== undefined,
        sourceNumber: receipt.sourceNumber,
        country: countryOf(receipt.destination),
      }));
    smsReceipts.inc({ known: isKnown ? 'yes' : 'no' });
    if (rank === 0) this.logger.warn('a receipt of a text has an unknown state and was ignored');
  }
}

const countryOf = (destination: string | undefined): string | undefined =>
  destination === undefined ? undefined : PhoneNumber.fromStored(destination).country;
