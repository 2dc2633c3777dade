import type { WebhookType } from '../../../src/eightxeight/index.js';
import type { WebhookRegistry } from '../api/webhook-registry.js';
import type { Delivery, MessageSender, Receiver, RetryPolicy } from './message-sender.js';

/** 8x8 publishes neither the number of retries nor their times. */
const RETRIES: RetryPolicy = { waits: [1, 2, 4], isAccepted: (status) => status === 200 };

/** POSTs the messages of the voice platform to the registered webhooks. */
export class WebhookDelivery {
  /** @param authHeaderName the header under which the registered `httpAuthHeader` is sent */
  constructor(
    private readonly webhooks: WebhookRegistry,
    private readonly sender: MessageSender,
    private readonly authHeaderName: string,
  ) {}

  /** Sends a message once. @throws SimulatorClosedError as soon as the simulator closes */
  send(type: WebhookType, message: object): Promise<Delivery> {
    return this.sender.send(this.receiverOf(type), message);
  }

  /**
   * Sends a message until the response is 200, at most four times ("at least once").
   * @throws SimulatorClosedError as soon as the simulator closes
   */
  sendUntilAccepted(type: WebhookType, message: object): Promise<Delivery> {
    return this.sender.sendUntilAccepted(() => this.receiverOf(type), message, RETRIES);
  }

  private receiverOf(type: WebhookType): Receiver | undefined {
    const webhook = this.webhooks.enabled(type);
    if (!webhook) return undefined;
    const { url, httpAuthHeader } = webhook;
    if (httpAuthHeader === undefined) return { url };
    return { url, headers: { [this.authHeaderName]: httpAuthHeader } };
  }
}
