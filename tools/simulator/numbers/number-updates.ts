import { numbersUpdatedMessage } from './number-message.js';
import type { NumberRegistry, VirtualNumber } from './number-registry.js';
import { parseNewNumber, parseNumberChange } from './number-request.js';
import { check } from '../api/request-fields.js';
import type { MessageRecord } from '../calls/transcript.js';
import type { WebhookDelivery } from '../delivery/webhook-delivery.js';

/**
 * Changes the virtual numbers of the sub-account and sends a VNU to the receiver. Every method returns
 * the result of the message once it has been delivered or given up. Throws SimulatorClosedError if the
 * simulator closes first.
 */
export class NumberUpdates {
  constructor(
    private readonly subAccountId: string,
    private readonly numbers: NumberRegistry,
    private readonly delivery: WebhookDelivery,
  ) {}

  /** @throws InvalidRequestError, also if the number already exists */
  async add(request: unknown): Promise<MessageRecord> {
    const number = parseNewNumber(request);
    check(!this.numbers.find(number.msisdn), 'msisdn is a number of the sub-account already');
    return this.send('UPDATES', [this.numbers.add(number)]);
  }

  /** @throws InvalidRequestError, NumberNotInServiceError */
  async change(msisdn: string, request: unknown): Promise<MessageRecord> {
    return this.send('UPDATES', [this.numbers.change(msisdn, parseNumberChange(request))]);
  }

  /**
   * Removes a number. 8x8 does not document how it reports this: the only update statuses are UPDATED and
   * NO_CHANGE. The simulator assumes a last report as Inactive, after which the number is missing.
   * @throws NumberNotInServiceError
   */
  async remove(msisdn: string): Promise<MessageRecord> {
    const updatedAt = new Date();
    const removed = this.numbers.remove(msisdn);
    return this.send('UPDATES', [{ ...removed, operationalStatus: 'Inactive', updatedAt }]);
  }

  sendSnapshot(): Promise<MessageRecord> {
    return this.send('SNAPSHOT', this.numbers.all());
  }

  private async send(
    updateEventType: 'UPDATES' | 'SNAPSHOT',
    updated: VirtualNumber[],
  ): Promise<MessageRecord> {
    const total = this.numbers.all().length;
    const message = numbersUpdatedMessage(this.subAccountId, total, updateEventType, updated);
    const { status, attempts } = await this.delivery.sendUntilAccepted('VNU', message);
    return { type: 'VNU', updateEventType, status, attempts };
  }
}
