import type { WebhookType } from '../../../src/eightxeight/index.js';
import type { Pace } from '../clock.js';
import type { HttpPoster } from './http-post.js';
import type { WebhookRegistry } from '../api/webhook-registry.js';

/** The result of sending a message. */
export interface Delivery {
  /** The HTTP status of the last attempt, or why there was no response. */
  status: number | string;
  /** 0 if no webhook is registered and enabled. */
  attempts: number;
  /** The response body, if there was a response. */
  body?: string;
}

export interface DeliveryOptions {
  /** The header under which the registered `httpAuthHeader` is sent. */
  authHeaderName: string;
  /** Real milliseconds. */
  answerTimeoutMs: number;
  closing: AbortSignal;
}

/** Simulated seconds before each retry. 8x8 publishes neither their number nor their times. */
const RETRY_WAITS = [1, 2, 4];

/** POSTs messages to the registered webhooks. A failed delivery is a result, not an exception. */
export class WebhookDelivery {
  constructor(
    private readonly webhooks: WebhookRegistry,
    private readonly poster: HttpPoster,
    private readonly pace: Pace,
    private readonly options: DeliveryOptions,
  ) {}

  /** Sends a message once. @throws SimulatorClosedError as soon as the simulator closes */
  async send(type: WebhookType, message: object): Promise<Delivery> {
    const webhook = this.webhooks.enabled(type);
    if (!webhook) return { status: 'no webhook registered', attempts: 0 };
    const { authHeaderName, answerTimeoutMs, closing } = this.options;
    const headers: Record<string, string> = { 'content-type': 'application/json' };
    if (webhook.httpAuthHeader !== undefined) headers[authHeaderName] = webhook.httpAuthHeader;
    try {
      const body = JSON.stringify(message);
      const request = { url: webhook.url, headers, body, timeoutMs: answerTimeoutMs };
      return { attempts: 1, ...(await this.poster.post({ ...request, signal: closing })) };
    } catch (error) {
      closing.throwIfAborted();
      return { status: reasonOf(error), attempts: 1 };
    }
  }

  /**
   * Sends a message until the response is 200, at most four times ("at least once").
   * @throws SimulatorClosedError as soon as the simulator closes
   */
  async sendUntilAccepted(type: WebhookType, message: object): Promise<Delivery> {
    let delivery = await this.send(type, message);
    for (const wait of RETRY_WAITS) {
      if (delivery.status === 200 || delivery.attempts === 0) break;
      await this.pace.wait(wait);
      const next = await this.send(type, message);
      delivery = { ...next, attempts: delivery.attempts + next.attempts };
    }
    return delivery;
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // A refused connection to a name with several addresses has no message, only a code.
  return error.message || ('code' in error ? String(error.code) : error.name);
}
